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

/** Windows a process remembers. */
const mostRemembered = 10_000;

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
  /** Windows as last seen, the longest unused first: they spare a read before each write. */
  private readonly known = new Map<string, { window: RateWindow; until: number }>();

  constructor(
    private readonly store: UsageStore,
    private readonly clock: Clock,
  ) {}

  /** Counts the call in the owner's window, or tells when there is room again. A repeat of `callId` is no second call. */
  pass(nation: NationSlug, owner: string, rule: RateRule, callId: string): Promise<RateAnswer> {
    return new Promise((answer, fail) => {
      const key = `${nation}/${owner}`;
      const waiting = { rule, callId, answer, fail };
      const queue = this.queues.get(key);
      if (queue) queue.push(waiting);
      else {
        this.queues.set(key, [waiting]);
        void this.work(nation, owner, key);
      }
    });
  }

  private async work(nation: NationSlug, owner: string, key: string): Promise<void> {
    for (;;) {
      const together = this.queues.get(key)?.splice(0) ?? [];
      if (together.length === 0) break;
      try {
        const window = this.remembered(key) ?? (await this.store.rateWindow(nation, owner));
        this.remember(key, await this.take(nation, owner, together, window), together);
      } catch (error) {
        for (const { fail } of together) fail(error);
      }
    }
    this.queues.delete(key);
  }

  /**
   * The window as this process last saw it. It may be another's by now: the write then fails and answers the current one.
   * A window past its own time is forgotten, because its row may be deleted and begun anew with the same version.
   */
  private remembered(key: string): RateWindow | undefined {
    const known = this.known.get(key);
    return known && known.until > this.clock.now() ? known.window : undefined;
  }

  private remember(key: string, window: RateWindow, together: Waiting[]): void {
    this.known.delete(key);
    const longest = Math.max(...together.map(({ rule }) => rule.windowSeconds));
    this.known.set(key, { window, until: Math.max(0, ...Object.values(window.calls)) + longest * 1000 });
    if (this.known.size > mostRemembered) this.known.delete(this.known.keys().next().value!);
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
