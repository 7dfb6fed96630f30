import type { StoredMessage } from '../loop/history';
import type { LoggedEvent } from '../stream/event-frame';

/** Characters of JSON in one row: a character is at most three bytes in UTF-8 and a row holds 400 KB. */
const rowCharacters = 100_000;

/** One row of a message. Content is kept as JSON text, because it must come back exactly as it was. */
interface MessageRow extends Record<string, unknown> {
  sk: string;
}

/** Rows of a message: one, or several parts when it is long. */
export function messageRows({ seq, content, ...facts }: StoredMessage): MessageRow[] {
  return cut(JSON.stringify(content)).map((json, part) => ({
    sk: `MSG#${String(seq).padStart(8, '0')}#${String(part).padStart(3, '0')}`,
    seq,
    ...facts,
    json,
  }));
}

/** Pieces of at most a row each; never through the middle of a character, which a store would damage. */
function cut(text: string): string[] {
  const pieces: string[] = [];
  for (let start = 0; start < text.length;) {
    const end = Math.min(text.length, start + rowCharacters);
    const whole = end < text.length && /[\ud800-\udbff]/.test(text[end - 1]!) ? end - 1 : end;
    pieces.push(text.slice(start, whole));
    start = whole;
  }
  return pieces;
}

/** Messages out of their rows, which are in the order of their keys. */
export function joinMessages(rows: readonly Record<string, unknown>[]): StoredMessage[] {
  const messages = new Map<number, { facts: Record<string, unknown>; json: string }>();
  for (const row of rows) {
    const seq = Number(row.seq);
    const message = messages.get(seq) ?? { facts: row, json: '' };
    message.json += String(row.json);
    messages.set(seq, message);
  }
  return [...messages].map(([seq, { facts, json }]) => ({
    seq,
    queryId: String(facts.queryId),
    role: facts.role as StoredMessage['role'],
    createdAt: String(facts.createdAt),
    content: JSON.parse(json) as StoredMessage['content'],
    ...(facts.synthetic === true && { synthetic: true }),
    ...(facts.partial === true && { partial: true }),
  }));
}

/** Events in batches that fit a row each. */
export function splitEvents(events: readonly LoggedEvent[]): LoggedEvent[][] {
  const batches: LoggedEvent[][] = [];
  let size = Number.POSITIVE_INFINITY;
  for (const event of events) {
    const length = JSON.stringify(event).length;
    if (size + length > rowCharacters) {
      batches.push([]);
      size = 0;
    }
    batches.at(-1)!.push(event);
    size += length;
  }
  return batches;
}

export function readEvents(rows: readonly Record<string, unknown>[]): LoggedEvent[] {
  return rows.flatMap(row => JSON.parse(String(row.events)) as LoggedEvent[]);
}
