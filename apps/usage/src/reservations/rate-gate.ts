import { Injectable } from '@nestjs/common';
import type { NationSlug, RateState } from '@nat/contracts';
import { AppError, Clock } from '@nat/service-kit';
import type { NationPlan } from '../limits/nation-plan';
import { type RateWindow, UsageStore } from '../usage.store';
import { type Calls, passWindow, type RateRule, type RateVerdict } from './rate-window';

export type RateAnswer = { passed: true; rate: RateState } | { passed: false; retryAfterSeconds: number };

interface Waiting {
  rule: RateRule;
  callId: string;
  answer: (answer: RateAnswer) => void;
  fail: (error: unknown) => void;
}

/** Lost races with other processes before the caller is asked to come back; each loss means that others got through. */
const attempts = 20;

/** Whose window a plan's rule looks at. */
export function windowOwner(rule: NonNullable<NationPlan['rate']>, userId: string): string {
  return rule.scope === 'subject' ? 'all' : userId;
}

/**
 * Passes calls through the stored rate window by compare-and-set. Calls of one owner that meet in this process go through
 * together, in one write: so only processes race, never the requests of one.
 */
@Injectable()
export class RateGate {
  /** Who waits for the write under way, by window. */
  private readonly queues = new Map<string, Waiting[]>();

  constructor(
    private readonly store: UsageStore,
    private readonly clock: Clock,
  ) {}

  /** @param read the owner's window as read beside other things; it may be stale. */
  pass(nation: NationSlug, owner: string, rule: RateRule, callId: string, read: RateWindow): Promise<RateAnswer> {
    return new Promise((answer, fail) => {
      const key = `${nation}/${owner}`;
      const waiting = { rule, callId, answer, fail };
      const queue = this.queues.get(key);
      if (queue) queue.push(waiting);
      else {
        this.queues.set(key, [waiting]);
        void this.work(nation, owner, key, read);
      }
    });
  }

  private async work(nation: NationSlug, owner: string, key: string, read: RateWindow): Promise<void> {
    let window = read;
    for (;;) {
      const together = this.queues.get(key)?.splice(0) ?? [];
      if (together.length === 0) break;
      try {
        window = await this.take(nation, owner, together, window);
      } catch (error) {
        for (const { fail } of together) fail(error);
      }
    }
    this.queues.delete(key);
  }

  /** Answers everybody; resolves to the window that is left. */
  private async take(nation: NationSlug, owner: string, together: Waiting[], from: RateWindow): Promise<RateWindow> {
    let window = from;
    for (let attempt = 0; attempt < attempts; attempt++) {
      const now = this.clock.now();
      const { calls, verdicts } = passAll(together, window.calls, now);
      const longest = Math.max(...together.map(({ rule }) => rule.windowSeconds));
      const next = { version: window.version, calls };
      const saved = verdicts.some(({ passed }) => passed)
        ? await this.store.saveRateWindow(nation, owner, next, now + longest * 1000)
        : undefined;
      if (saved === undefined || saved.saved) {
        together.forEach((waiting, index) => waiting.answer(answerOf(waiting.rule, verdicts[index]!)));
        return saved ? { version: window.version + 1, calls } : window;
      }
      window = saved.current;
    }
    throw new AppError('dependency_unavailable', 'Too many calls at this moment. Try again.', { retryAfter: 1 });
  }
}

/** One after another through the same window. */
function passAll(together: Waiting[], from: Calls, now: number): { calls: Calls; verdicts: RateVerdict[] } {
  let calls = from;
  const verdicts = together.map(({ rule, callId }) => {
    const verdict = passWindow(rule, calls, { id: callId, now });
    if (verdict.passed) calls = verdict.calls;
    return verdict;
  });
  return { calls, verdicts };
}

function answerOf({ perWindow, windowSeconds }: RateRule, verdict: RateVerdict): RateAnswer {
  if (!verdict.passed) return verdict;
  const { remaining, resetSeconds } = verdict;
  return { passed: true, rate: { limit: perWindow, windowSeconds, remaining, resetSeconds } };
}
