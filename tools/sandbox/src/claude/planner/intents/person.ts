import { CannotAnswer, countOf, found, rowsOf, type Plan, type PlanKit, type Step } from '../plan';
import { plainName } from '../clauses';
import { aboutPerson, type Intent } from '../intent';
import { counted, dayLabel, money, named, numberOf, personLabel, type Row } from '../wording';

const shown = 10;
const same = (a: unknown, b: string): boolean =>
  typeof a === 'string' && a.normalize('NFC').trim().toLowerCase() === b.normalize('NFC').toLowerCase();

/** People of that name: the one who bears exactly it, else all whose name holds its words, exact ones first. */
export function* peopleNamed(kit: PlanKit, name: string): Step<{ rows: Row[]; total: number }> {
  const [first, ...others] = name.split(' ');
  const whole = { full_name: { match: name } };
  const parts = { first_name: { match: first }, last_name: { match: others.join(' ') } };
  const filters = others.length > 0 ? [whole, parts] : [whole];
  const outcomes = yield filters.map(filter => kit.plan('people by name', 'list_signups', { filter, limit: 20 }));
  const results = outcomes.map(outcome => found(outcome, 'people by name'));
  const all = new Map(results.flatMap(rowsOf).map(row => [row['id'], row]));
  const exact = [...all.values()].filter(row => same(row['name'] ?? row['full_name'], name));
  if (exact.length === 1) return { rows: exact, total: 1 };
  const rows = [...new Set([...exact, ...all.values()])];
  return { rows, total: Math.max(rows.length, ...results.map(result => countOf(result).count)) };
}

/** The one person of that name; ends the plan with the choice when there are several, and says so when there is none. */
export function* onePersonNamed(kit: PlanKit, name: string): Step<Row> {
  const { rows, total } = yield* peopleNamed(kit, name);
  if (rows.length === 0) throw new CannotAnswer(`I found no one named ${named(name)}.`);
  if (total === 1) return rows[0]!;
  if (total > shown)
    throw new CannotAnswer(`${counted(total, 'person', 'people')} match “${named(name)}”. Please give more of the name.`);
  const lines = rows.map(row => `- ${[personLabel(row), ...roles(row, 'short')].join(', ')}`);
  throw new CannotAnswer(
    `${counted(total, 'person', 'people')} match “${named(name)}”. Which one do you mean?\n${lines.join('\n')}`,
  );
}

function roles(row: Row, form: 'short' | 'article'): string[] {
  const words: [string, string][] = [
    ['is_volunteer', 'volunteer'],
    ['is_donor', 'donor'],
    ['is_supporter', 'supporter'],
  ];
  return words.flatMap(([key, word]) => (row[key] === true ? [form === 'article' ? `a ${word}` : word] : []));
}

function* describe(kit: PlanKit, name: string): Plan {
  const row = yield* onePersonNamed(kit, name);
  if (!kit.offers('get_signup')) return summary(row, kit);
  const full = yield* kit.call('this person', 'get_signup', { id: row['id'] }, { id: String(row['id']) });
  return summary({ ...row, ...(full.data as Row) }, kit);
}

function* describeId(kit: PlanKit, id: string): Plan {
  const [outcome] = yield [kit.plan('this person', 'get_signup', { id }, { id: Number(id) })];
  return summary(found(outcome, `person ${id}`).data as Row, kit);
}

/** Name, place, roles and giving; never contact data, whatever the tool returned. */
function summary(row: Row, kit: PlanKit): string {
  const [is, where] = [roles(row, 'article'), personLabel(row)];
  const sentences = [is.length > 0 ? `${where} is ${is.join(' and ')}.` : `${where} is in the nation.`];
  const given = numberOf(row['donations_amount_in_cents']);
  const times = numberOf(row['donations_count']);
  const last = dayLabel(row['last_donated_at'], kit.now.zone);
  if (given) {
    const often = times ? ` in ${counted(times, 'donation')}` : '';
    sentences.push(`They have given ${money(given, kit.currency)}${often}${last ? `, most recently on ${last}` : ''}.`);
  }
  const since = dayLabel(row['created_at'], kit.now.zone);
  if (since) sentences.push(`On record since ${since}.`);
  return sentences.join(' ');
}

/** "Who is Sarah Chen?" Comes after all other intents, because it takes any short text for a name. */
export const findPerson: Intent = {
  needs: ['list_signups'],
  examples: ['Who is Sarah Chen?'],
  read(clause, kit) {
    const asked = clause.match(/^(?:who is|who's|find|look up|look for|search for|tell me about|show me)\s+(.+)$/i)?.[1];
    if (!asked) return undefined;
    const here = /^(?:this|this person|this signup|her|him|she|he|they|them)$/i.test(asked);
    const id = here ? kit.onPage('person') : asked.match(/^(?:person|signup)\s+#?(\d+)$/i)?.[1];
    if (id) return () => describeId(kit, id);
    const name = plainName(asked);
    return isName(name)
      ? aboutPerson(
          asking => onePersonNamed(asking, name),
          () => describe(kit, name),
        )
      : undefined;
  },
};

const notName =
  /^(?:the|a|an|this|that|he|she|it|they|my|our|all|every\w*|any\w*)$|^(?:in|on|with|who|of|over|coming|going|tagged|donors?|volunteers?|people|events?|lists?|tags?|donations?|next|last|first|most|rsvps?)$/i;

/** One to four words without digits or words that belong to another question. */
export function isName(text: string): boolean {
  const words = text.split(' ');
  return words.length <= 4 && words.every(word => /^[\p{L}\p{M}][\p{L}\p{M}.'-]*,?$/u.test(word) && !notName.test(word));
}
