import { fieldsOf, type Failure, type Result, type ToolOutcome } from '../tool-outcome';
import { listed, named, numberOf } from '../wording';

/** The words of a change. */
export interface Saying {
  verb: readonly [infinitive: string, past: string];
  /** What follows the verb: `Sarah Chen as “VIP”`. */
  readonly what: (whom: string) => string;
  /** Whom or what it is about: a name, or `12 people who gave` of that many. */
  readonly whom: (count: number) => string;
  /** How many it is about, as far as is known before it is carried out. */
  count: number;
  /** What could be done in its place, in a whole sentence. */
  instead?: string;
}

/** The change in the infinitive: `tag Sarah Chen as “VIP”`. */
export const infinitive = ({ verb, what, whom, count }: Saying): string => `${verb[0]} ${what(whom(count))}`;

/** Tells what became of a change, and nothing more than the tool said: done and how much of it, going on, held, or not done. */
export function toldChange(outcome: ToolOutcome | undefined, saying: Saying): string {
  if (!outcome) return `I could not ${infinitive(saying)}: there is no result. Nothing was changed.`;
  return outcome.ok ? toldResult(outcome, saying) : toldFailure(outcome, saying);
}

function toldResult(result: Result, saying: Saying): string {
  const data = fieldsOf(result.data) ?? {};
  if (data['status'] === 'running') return toldRunning(data, saying);
  const account = accountIn(data, result.count);
  if (!account) return `Done: ${infinitive(saying)}.`;
  const told = account.total === 1 ? toldOne(account, saying) : toldMany(account, saying);
  return account.done > 0 ? `${told}${takingBack(result.action)}` : told;
}

function toldRunning({ done, total }: Record<string, unknown>, saying: Saying): string {
  const [so, all] = [numberOf(done), numberOf(total)];
  const far = so === undefined || all === undefined ? '' : ` ${number(so)} of ${number(all)} are done so far.`;
  return `This goes on in the background: ${infinitive(saying)}.${far} The outcome will stand in this conversation when it has ended.`;
}

/** Targets by what became of them. */
interface Account {
  done: number;
  alreadySo: number;
  failed: number;
  unknown: number;
  notTried: number;
  total: number;
  reasons: string[];
}

function accountIn(data: Record<string, unknown>, count: number | undefined): Account | undefined {
  const done = numberOf(data['done']);
  if (done === undefined) return undefined;
  const [alreadySo, failed, unknown, notTried] = ['already_so', 'failed', 'unknown', 'not_tried'].map(
    name => numberOf(data[name]) ?? 0,
  ) as [number, number, number, number];
  const total = count ?? done + alreadySo + failed + unknown + notTried;
  return { done, alreadySo, failed, unknown, notTried, total, reasons: reasonsIn(data['failures'], total) };
}

function reasonsIn(failures: unknown, total: number): string[] {
  return (Array.isArray(failures) ? failures : []).flatMap((failure: unknown) => {
    const { reason, count } = fieldsOf(failure) ?? {};
    if (typeof reason !== 'string') return [];
    const many = numberOf(count);
    return [total === 1 || many === undefined ? sentenceOf(reason) : `${sentenceOf(reason)} (${number(many)})`];
  });
}

function toldOne({ done, alreadySo, failed, unknown, reasons }: Account, saying: Saying): string {
  if (done > 0) return `${saying.verb[1]} ${saying.what(saying.whom(1))}.`;
  const what = infinitive(saying);
  const why = reasons.length > 0 ? `: ${listed(reasons)}` : '';
  if (alreadySo > 0) return `Nothing had to be changed, because it is so already: ${what}.`;
  if (unknown > 0) return notKnown(what, why);
  return failed > 0 ? `I could not ${what}${why}. Nothing was changed.` : `I did not come to it: ${what}. Nothing was changed.`;
}

/** `Tagged 47 of 50 people who gave as “VIP”. 3 failed. Reasons: no longer exists (3).` The numbers add up to all of them. */
function toldMany(account: Account, { verb, what, whom }: Saying): string {
  const { done, alreadySo, failed, unknown, notTried, total, reasons } = account;
  const rest = [
    alreadySo > 0 && `${number(alreadySo)} ${alreadySo === 1 ? 'was' : 'were'} so already`,
    failed > 0 && `${number(failed)} failed`,
    unknown > 0 && `of ${number(unknown)} the outcome is not known`,
    notTried > 0 && `${number(notTried)} ${notTried === 1 ? 'was' : 'were'} not tried`,
  ].filter(part => part !== false);
  const lead = `${verb[1]} ${what(done === total ? whom(total) : `${number(done)} of ${whom(total)}`)}.`;
  const told = rest.length > 0 ? `${lead} ${capital(listed(rest))}.` : lead;
  return reasons.length > 0 ? `${told} Reasons: ${listed(reasons)}.` : told;
}

/** The one offer after a change. */
export const offerToUndo = 'Say “undo that” to take it back.';

function takingBack(action: Result['action']): string {
  if (action?.undoable === undefined) return '';
  return action.undoable ? ` ${offerToUndo}` : ' This cannot be taken back.';
}

/** Failures after which nobody knows whether something was changed. */
const uncertain = new Set(['nb_unknown', 'interrupted']);

function toldFailure({ code, message, reason, held, begun }: Failure, saying: Saying): string {
  const what = infinitive(saying);
  if (held) return toldHeld(held, what);
  if (code === 'denied') return toldDenied(reason, saying);
  if (code !== undefined && uncertain.has(code)) return notKnown(what, `: ${sentenceOf(message)}`);
  // Of what was begun the ledger has the account; what it says is not made better or worse here.
  if (begun) return `This did not come to its end: ${what}. ${sentenceOf(message)}.`;
  const said = sentenceOf(message.replace(/\bnothing was changed\b\.?/gi, ''));
  return `I could not ${what}: ${said}. Nothing was changed.`;
}

const notKnown = (what: string, why: string): string =>
  `It is not known whether this was done: ${what}${why && ` (${why.slice(2)})`}. Please look at the record before you ask for it again.`;

function toldDenied(reason: string | undefined, saying: Saying): string {
  const no = `You said no, so I did not ${infinitive(saying)}. Nothing was changed.`;
  if (reason === undefined) return no;
  const otherwise =
    saying.count === 1
      ? 'Tell me what should be different, and I will prepare that.'
      : 'Tell me whom to leave out, and I will prepare it for the others.';
  return `${no} Your reason: “${named(reason)}”. ${saying.instead ?? otherwise}`;
}

function toldHeld({ sample, count, notes }: NonNullable<Failure['held']>, what: string): string {
  const labels = sample.map(label => named(label).replace(/, ([^,]+)$/, ' ($1)'));
  const whom = labels.length > 0 ? ` It concerns ${listed(labels, Math.max(count, labels.length))}.` : '';
  const more = notes.map(note => ` ${sentenceOf(note)}.`).join('');
  return `Nothing was changed. This needs an approval: it would ${what}.${whom}${more}`;
}

/** In one line, without its full stop. */
const sentenceOf = (text: string): string =>
  text
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/[.\s]+$/, '');

const number = (count: number): string => count.toLocaleString('en-US');
const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);
