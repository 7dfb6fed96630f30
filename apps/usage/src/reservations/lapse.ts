import type { Balance, Hold, HoldState } from './balance';

/** A hold that nobody works on any more and nobody waits for. */
export interface LapsedHold {
  queryId: string;
  /** Where it was seen; a finishing one never lapses. */
  state: Exclude<HoldState, 'finishing'>;
  /** Epoch milliseconds, as it was seen: with another one it has been renewed since. */
  lease: number;
}

/** An admission does not bring the next look nearer, and what it holds lapses after 60 s: so no look is further off than this. */
const longestUnseenMs = 45_000;

/** Running queries that nobody renewed, and waiting ones whose time is up. */
export function lapsedHolds(balance: Balance, now: number): LapsedHold[] {
  return mortalHolds(balance).filter(({ lease }) => lease <= now);
}

/** When to look at the balance again (epoch milliseconds); undefined when nothing in it can lapse. */
export function nextLook(balance: Balance, now: number): number | undefined {
  const lapse = nextLapse(balance);
  return lapse === undefined ? undefined : Math.min(lapse, now + longestUnseenMs);
}

/** When the next hold lapses unless it is renewed, epoch milliseconds. */
export function nextLapse(balance: Balance): number | undefined {
  const leases = mortalHolds(balance).map(({ lease }) => lease);
  return leases.length > 0 ? Math.min(...leases) : undefined;
}

function mortalHolds({ inflight, waiting }: Balance): LapsedHold[] {
  const placed = (state: LapsedHold['state'], holds: Readonly<Record<string, Hold>>) =>
    Object.entries(holds).map(([queryId, { lease }]) => ({ queryId, state, lease }));
  return [...placed('inflight', inflight), ...placed('waiting', waiting)];
}
