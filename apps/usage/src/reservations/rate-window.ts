/** At most `perWindow` calls in any `windowSeconds` seconds. */
export interface RateRule {
  perWindow: number;
  windowSeconds: number;
}

/** Instants (epoch milliseconds) of the calls a window has passed, by call id. */
export type Calls = Readonly<Record<string, number>>;

export type RateVerdict =
  { passed: true; calls: Calls; remaining: number; resetSeconds: number } | { passed: false; retryAfterSeconds: number };

/**
 * The sliding, exact window: at most `perWindow` passed instants in `(now - window, now]`. A refused call does not count.
 * A call id that is still in the window passes again and moves to `now`: fifty repeats of one request are one call, and a
 * repeat that is admitted only now is counted now.
 */
export function passWindow(rule: RateRule, calls: Calls, call: { id: string; now: number }): RateVerdict {
  const windowMs = rule.windowSeconds * 1000;
  const recent = Object.entries(calls).filter(([id, instant]) => instant > call.now - windowMs && id !== call.id);
  const instants = recent.map(([, instant]) => instant).sort((a, b) => a - b);
  const wait = (instant: number) => Math.max(1, Math.ceil((instant + windowMs - call.now) / 1000));
  // After a lowered limit more than `perWindow` may be inside: room comes when all but `perWindow - 1` have left.
  const blocking = instants[instants.length - rule.perWindow];
  if (blocking !== undefined) return { passed: false, retryAfterSeconds: wait(blocking) };
  return {
    passed: true,
    calls: Object.fromEntries([...recent, [call.id, call.now]]),
    remaining: rule.perWindow - recent.length - 1,
    resetSeconds: wait(instants[0] ?? call.now),
  };
}
