import { createHash } from 'node:crypto';
import type { Nation } from '../engine/records';

/** `stuck` never ends, `failed` ends without having done anything. */
export type Outcome = 'done' | 'stuck' | 'failed';

/** Work to do later. Says what became of it; throws when it could not be done. */
export type Work = () => string;

interface Process {
  readonly token: string;
  readonly startedAt: number;
  readonly dueAt: number;
  readonly outcome: Outcome;
  readonly work: Work;
  end?: { readonly status: 'completed' | 'failed'; readonly message: string };
}

/** As the API answers it: flat, not JSON:API. */
export interface ProcessState {
  readonly id: string;
  readonly status: 'queued' | 'working' | 'completed' | 'failed';
  readonly message: string;
}

const HOUR = 3_600_000;

/**
 * Asynchronous work of one nation. A token is there at once; the work happens when the running clock has passed its time, in
 * the order in which it was asked for, and its token can be asked about for one more hour.
 */
export class Processes {
  private readonly known = new Map<string, Process>();
  private started = 0;

  constructor(private readonly nation: Nation) {}

  /** @returns the token. `now` and `delay` in milliseconds. */
  start(work: Work, now: number, delay: number, outcome: Outcome): string {
    this.started += 1;
    const token = createHash('sha256').update(`${this.nation.slug} ${this.started}`).digest('hex').slice(0, 32);
    this.known.set(token, { token, startedAt: now, dueAt: now + delay, outcome, work });
    return token;
  }

  /** Does what is due by now. */
  settle(now: number): void {
    for (const process of this.known.values()) {
      if (process.end && now > process.dueAt + HOUR) this.known.delete(process.token);
      if (!process.end && process.outcome !== 'stuck' && now >= process.dueAt) process.end = this.finish(process);
    }
  }

  /** Undefined for a token that is none, or that ended more than an hour ago. */
  state(token: string, now: number): ProcessState | undefined {
    const process = this.known.get(token);
    if (!process) return undefined;
    if (process.end) return { id: token, ...process.end };
    const isQueued = now < process.startedAt + (process.dueAt - process.startedAt) / 3;
    return { id: token, status: isQueued ? 'queued' : 'working', message: '' };
  }

  private finish({ outcome, work, dueAt }: Process): NonNullable<Process['end']> {
    if (outcome === 'failed') return { status: 'failed', message: 'The work could not be done' };
    try {
      const said = this.nation.atomically(work);
      return { status: 'completed', message: `Completed at ${railsTime(dueAt)}${said}` };
    } catch (error) {
      return { status: 'failed', message: error instanceof Error ? error.message : 'The work could not be done' };
    }
  }
}

/** `2024-09-04 17:18:22 +0000` */
const railsTime = (instant: number): string => `${new Date(instant).toISOString().slice(0, 19).replace('T', ' ')} +0000`;
