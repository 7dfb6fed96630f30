import { accessTokenSeconds, PrivateSigningKey } from '@nat/session';
import { z } from 'zod';

const dayMs = 86_400_000;
/** A key signs for 90 days, and is published a day before it does: by then every verifier has read it (agent design, section 13). */
export const signsForMs = 90 * dayMs;
export const publishedAheadMs = dayMs;
/** A key stays published until 10 minutes after the last token it signed has ended. */
const publishedAfterMs = accessTokenSeconds * 1_000 + 600_000;
/** Processes read the ring at least this often, so a key may still sign for so long after its successor's time has come. */
export const readAgainMs = 300_000;

/** A key and the time from which it signs. */
export const RingKey = PrivateSigningKey.extend({ /** Epoch milliseconds. */ notBefore: z.number().int() });
export type RingKey = z.output<typeof RingKey>;

/** All keys that are published. The newest whose time has come signs; the others verify what they signed before, or will. */
export const KeyRing = z.object({ keys: z.array(RingKey).min(1) });
export type KeyRing = z.output<typeof KeyRing>;

/** The key that signs now. */
export function signingKey({ keys }: KeyRing, now: number): RingKey {
  const due = keys.filter(({ notBefore }) => notBefore <= now);
  return newest(due.length > 0 ? due : keys);
}

/** True when the next key should be made: its predecessor has a day left. */
export function needsNextKey({ keys }: KeyRing, now: number): boolean {
  return now >= newest(keys).notBefore + signsForMs - publishedAheadMs;
}

/** True when a key has vouched for everything it signed, so that it need not be published any longer. */
export function isOver(key: RingKey, { keys }: KeyRing, now: number): boolean {
  const successors = keys.filter(({ notBefore }) => notBefore > key.notBefore);
  if (successors.length === 0) return false;
  const succeededAt = Math.min(...successors.map(({ notBefore }) => notBefore));
  return now >= succeededAt + readAgainMs + publishedAfterMs;
}

/** The ring after its time: without keys that are over, and with `next` from a day on, where one is given. */
export function renewed(ring: KeyRing, now: number, next?: PrivateSigningKey): KeyRing {
  const kept = ring.keys.filter(key => !isOver(key, ring, now));
  return { keys: next ? [...kept, { ...next, notBefore: now + publishedAheadMs }] : kept };
}

function newest(keys: readonly RingKey[]): RingKey {
  return keys.reduce((one, other) => (other.notBefore > one.notBefore ? other : one));
}
