import type { Readable } from 'node:stream';
import { setTimeout as later } from 'node:timers/promises';

/** Pieces read as they come: the first words do not wait. */
export const promptPieces = 8;
/** Milliseconds between two reads after them: half of what two deltas to the person are apart. */
export const paceMs = 25;

/**
 * A body in pieces of text: the first ones as they come, then all that came within 25 ms as one, for what it costs to read
 * is by the piece and nobody is shown more than every 50 ms. The end is noticed that much later.
 *
 * @param body `complete` when its end has been received, as Node's answers tell it.
 */
export async function* pacedPieces(body: Readable & { complete?: boolean }): AsyncGenerator<string> {
  let read = 0;
  for await (const piece of body.setEncoding('utf8') as AsyncIterable<string>) {
    yield piece;
    read += 1;
    if (read >= promptPieces && !body.complete) await later(paceMs);
  }
}
