import type { PlacedHold } from './balance';

/** What a query's holder says of it. */
export interface Renewal {
  state: 'held' | 'waiting' | 'finishing';
  /** Epoch milliseconds until which it holds without another word; without meaning for `finishing`. */
  lease: number;
  /** The run that says so. */
  fence?: number;
}

/**
 * Where a renewal puts a hold, or undefined when it changes nothing: what is finishing stays so, and a renewal that was
 * overtaken is late. Of two runs the later one counts, and within a run `waiting` counts above `held`: where every renewal
 * names its run, the state does not depend on the order in which they arrive, nor on how often.
 */
export function renewed({ state, hold }: PlacedHold, renewal: Renewal): PlacedHold | undefined {
  if (state === 'finishing' || isLate({ state, hold }, renewal)) return undefined;
  if (renewal.state === 'finishing') return { state: 'finishing', hold };
  const fence = renewal.fence ?? hold.fence;
  const to = renewal.state === 'held' ? 'inflight' : 'waiting';
  return { state: to, hold: { ...hold, lease: renewal.lease, ...(fence !== undefined && { fence }) } };
}

function isLate({ state, hold }: PlacedHold, { state: said, fence }: Renewal): boolean {
  if (fence === undefined || hold.fence === undefined) return false;
  return fence < hold.fence || (fence === hold.fence && state === 'waiting' && said === 'held');
}
