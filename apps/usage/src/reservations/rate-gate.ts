import { Injectable } from '@nestjs/common';
import type { NationSlug, RateState } from '@nat/contracts';
import { AppError, Clock } from '@nat/service-kit';
import type { NationPlan } from '../limits/nation-plan';
import { type RateWindow, UsageStore } from '../usage.store';
import { passWindow } from './rate-window';

export type RateAnswer = { passed: true; rate: RateState } | { passed: false; retryAfterSeconds: number };

/** Lost races with other processes before the caller is asked to come back; each loss means another call got through. */
const attempts = 20;

/** Whose window a plan's rule looks at. */
export function windowOwner(rule: NonNullable<NationPlan['rate']>, userId: string): string {
  return rule.scope === 'subject' ? 'all' : userId;
}

/**
 * Passes calls through the stored rate window by compare-and-set. Calls of one caller queue up inside the process and hand the
 * window on, so only processes race, never the requests of one.
 */
@Injectable()
export class RateGate {
  /** The end of each caller's queue: resolves to the window its last call left. */
  private readonly queues = new Map<string, Promise<RateWindow | undefined>>();

  constructor(
    private readonly store: UsageStore,
    private readonly clock: Clock,
  ) {}

  /** @param read the owner's window as read beside other things; it may be stale. */
  pass(nation: NationSlug, owner: string, rule: NonNullable<NationPlan['rate']>, callId: string, read: RateWindow): Promise<RateAnswer> {
    const key = `${nation}/${owner}`;
    const turn = (this.queues.get(key) ?? Promise.resolve(undefined)).then(left => this.take(nation, owner, rule, callId, left ?? read));
    const end = turn.then(
      ({ window }) => window,
      () => undefined,
    );
    this.queues.set(key, end);
    void end.then(() => this.queues.get(key) === end && this.queues.delete(key));
    return turn.then(({ answer }) => answer);
  }

  private async take(
    nation: NationSlug,
    owner: string,
    rule: NonNullable<NationPlan['rate']>,
    id: string,
    from: RateWindow,
  ): Promise<{ answer: RateAnswer; window: RateWindow }> {
    let window = from;
    for (let attempt = 0; attempt < attempts; attempt++) {
      const now = this.clock.now();
      const verdict = passWindow(rule, window.calls, { id, now });
      if (!verdict.passed) return { answer: verdict, window };
      const next = { version: window.version, calls: verdict.calls };
      const saved = await this.store.saveRateWindow(nation, owner, next, now + rule.windowSeconds * 1000);
      if (saved.saved) {
        const { remaining, resetSeconds } = verdict;
        const rate = { limit: rule.perWindow, windowSeconds: rule.windowSeconds, remaining, resetSeconds };
        return { answer: { passed: true, rate }, window: { version: next.version + 1, calls: next.calls } };
      }
      window = saved.current;
    }
    throw new AppError('dependency_unavailable', 'Too many calls at this moment. Try again.', { retryAfter: 1 });
  }
}
