import { ManualClock } from '@nat/service-kit';
import { pipeline, Readable } from 'node:stream';
import { StallLimit } from './stall-limit';

const clock = new ManualClock();

/** A file of many pieces on its way; `broken` tells how it ended. */
function download(pieces = 1_000) {
  const source = Readable.from(Array.from({ length: pieces }, () => Buffer.alloc(16_384)));
  const limit = new StallLimit(clock);
  const ended = new Promise<string>(resolve => pipeline(source, limit, error => resolve(error?.message ?? 'whole')));
  return { source, limit, ended };
}

it('cuts a reader off that takes nothing for 30 seconds, and its source with it', async () => {
  const { source, ended } = download();
  await clock.advance(29_999);
  expect(source.destroyed).toBe(false);
  await clock.advance(1);
  expect(await ended).toBe('nothing moved for too long');
  expect(source.destroyed).toBe(true);
});

it('bears a slow reader for as long as it goes on', async () => {
  const { limit, ended } = download(40);
  let taken = 0;
  for await (const chunk of limit) {
    taken += (chunk as Buffer).length;
    await clock.advance(20_000);
  }
  expect([taken, await ended]).toEqual([40 * 16_384, 'whole']);
});
