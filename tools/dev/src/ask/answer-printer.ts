import type { ActionStreamEvent, ConfirmationStatus, StreamEvent, StreamEventData } from '@nat/contracts';
import type { Writable } from 'node:stream';
import { tint } from '../progress';
import { statusOfCard } from '../../console/state/cards.js';
import { figure } from '../../console/state/words.js';
import { type Card, cardLines } from './card';
import type { Outcome } from './decide';
import { seen, seenLine } from './terminal-text';

/** Goes to the line above and empties it. */
const lineAbove = '\u001b[1A\u001b[2K';

/** Why a call was not carried out although nothing went wrong. */
const undecided = new Set(['approval_needed', 'denied']);

type Progressed = Record<'done' | 'alreadySo' | 'failed' | 'total', number>;

/** What is said of a change that was not carried out as it was held. */
const notDone: Partial<Record<ConfirmationStatus, string>> = {
  denied: 'Canceled, nothing of it was done',
  expired: 'Not decided in time, nothing of it was done',
  superseded: 'Not done: something changed meanwhile',
};

const canceled: Record<StreamEventData<'query.canceled'>['reason'], string> = {
  user: 'Canceled.',
  superseded: 'Canceled: another message took its place.',
  confirmation_expired: 'Canceled: nobody decided in time. Nothing of what waited was done.',
};

/**
 * Writes a query to the terminal while it happens: a line per tool, the answer as it is produced, links at its end. Whatever
 * the answer, a record or a card holds, nothing of it moves the cursor or hides.
 */
export class AnswerPrinter {
  private column = 0;
  /** The message that is being written, as far as it came. */
  private streamed = { messageId: '', text: '' };
  /** Call or action whose progress is the line above. */
  private progressOf?: string;
  /** Titles of what is held, by its confirmation. */
  private readonly held = new Map<string, string>();
  /** Confirmations whose denial was told when it was made. */
  private readonly told = new Set<string>();

  constructor(private readonly out: Writable & { isTTY?: boolean }) {}

  show({ event, data }: StreamEvent): void {
    switch (event) {
      case 'message.delta':
        this.delta(data);
        break;
      case 'message.completed':
        this.whole(data);
        for (const { label, url } of data.links) this.line(`${tint('cyan', '→', this.out)} ${seenLine(label)}: ${seenLine(url)}`);
        break;
      case 'tool.started':
        this.line(tint('dim', `• ${seenLine(data.title)}…`, this.out));
        break;
      case 'tool.progress':
        this.progress(data.toolCallId, data, data.reading);
        break;
      case 'tool.completed':
        this.line(`${this.mark(data)} ${tint('dim', seenLine(data.summary), this.out)}`);
        break;
      case 'confirmation.required':
        this.held.set(data.confirmationId, data.title);
        break;
      case 'confirmation.resolved':
        this.resolved(data);
        break;
      case 'notice':
        this.line(tint('yellow', `! ${seenLine(data.text)}`, this.out));
        break;
      case 'query.failed':
        this.line(tint('red', seenLine(data.problem.detail), this.out));
        break;
      case 'query.canceled':
        this.line(tint('yellow', canceled[data.reason], this.out));
        break;
      case 'query.completed':
        this.line('');
        break;
    }
  }

  /** How far a change is that works on in the background. */
  showAction({ event, data }: ActionStreamEvent): void {
    if (event === 'action.progress') this.progress(data.actionId, data);
    else this.line(`${this.mark({ ok: data.status === 'completed' })} ${seenLine(data.summary ?? data.status)}`);
  }

  /** A change that waits, as its person has to see it before deciding. */
  card(card: Card, now: number): void {
    for (const line of cardLines(card, now, this.out)) this.line(line);
  }

  /** What became of a change that was put to somebody here. */
  decided({ confirmationId }: Card, decided: Outcome): void {
    if (decided.outcome === 'settled')
      return this.line(tint('yellow', `◦ The decision came too late. ${statusOfCard(decided.confirmation.status)}.`, this.out));
    if (decided.decision === 'approve') return this.line(tint('green', '✓ Approved', this.out));
    this.told.add(confirmationId);
    this.line(tint('yellow', '◦ Canceled', this.out));
  }

  private resolved({ confirmationId, status }: StreamEventData<'confirmation.resolved'>): void {
    const why = status === 'denied' && this.told.has(confirmationId) ? undefined : notDone[status];
    const title = this.held.get(confirmationId);
    if (why !== undefined) this.line(tint('yellow', `◦ ${title === undefined ? '' : `${seenLine(title)}: `}${why}`, this.out));
  }

  private delta({ messageId, text }: StreamEventData<'message.delta'>): void {
    const before = this.streamed.messageId === messageId ? this.streamed.text : '';
    this.streamed = { messageId, text: before + text };
    this.goOn(uncut(before), uncut(before + text));
  }

  /** The whole text takes the place of its pieces: its rest, or all of it where something else was said before, as by a refusal. */
  private whole({ messageId, text }: StreamEventData<'message.completed'>): void {
    const before = this.streamed.messageId === messageId ? uncut(this.streamed.text) : '';
    this.streamed = { messageId: '', text: '' };
    this.goOn(text.startsWith(before) ? before : '', text);
  }

  /** Writes what a text has more than was written of it; it begins on a line of its own. */
  private goOn(before: string, text: string): void {
    if (text === before) return;
    const begins = before === '' && this.column > 0;
    this.write(`${begins ? '\n' : ''}${seen(text.slice(before.length))}`);
  }

  /** A change that waits for its person, or was denied by them, has not failed. */
  private mark({ ok, errorCode = '' }: { ok: boolean; errorCode?: string }): string {
    if (ok) return tint('green', '✓', this.out);
    return undecided.has(errorCode) ? tint('yellow', '◦', this.out) : tint('red', '✗', this.out);
  }

  /** On a terminal the newest takes the place of the one before; in a file or a pipe each is a line. */
  private progress(of: string, { done, alreadySo, failed, total }: Progressed, reading?: boolean): void {
    const far = `${figure(done + alreadySo + failed)} of ${figure(total)}`;
    const replaces = this.out.isTTY && this.progressOf === of ? lineAbove : '';
    this.line(`${replaces}${tint('dim', `  ${far}${reading ? ' read' : ''}`, this.out)}`);
    this.progressOf = of;
  }

  private write(text: string): void {
    this.out.write(text);
    this.progressOf = undefined;
    this.column = text.endsWith('\n') ? 0 : 1;
  }

  /** A line of its own, wherever the text stands. What is in it was made fit to be shown. */
  line(text: string): void {
    this.write(`${this.column > 0 ? '\n' : ''}${text}\n`);
  }
}

/** Text without the first half of a line end, whose other half may come with the next piece. */
function uncut(text: string): string {
  return text.endsWith('\r') ? text.slice(0, -1) : text;
}
