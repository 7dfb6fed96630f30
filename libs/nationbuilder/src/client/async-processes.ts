import type { Clock } from '@nat/service-kit';
import { z } from 'zod';
import { parseAnswer } from '../http/answers';
import type { HttpAnswer } from '../http/http.adapter';
import { NationBuilderError } from '../http/nation-builder-error';

export const TokenDocument = z.object({ token: z.string().min(1) });
const ProcessDocument = z.looseObject({ status: z.string(), message: z.string().nullish() });

/** What became of asynchronous work. */
export interface AsyncProcess {
  /** False when it was not completed by the deadline, or is not known any more: its effect has to be verified by counting. */
  completed: boolean;
  /**
   * As the API said it; only `completed` is documented. `gone`: the API does not know the process any more, as it is some time
   * after its end. `unanswered`: no look was answered.
   */
  status: string;
  message?: string;
}

export interface PollOptions {
  /** Milliseconds until it is given up; 30 minutes unless told. */
  deadlineMs?: number;
  /** Told after every look that was answered. */
  onProgress?: (process: AsyncProcess) => void;
  signal?: AbortSignal;
}

/** Milliseconds between looks (agent.md section 9). */
const waits = [1_000, 2_000, 4_000, 8_000];
const laterWait = 10_000;
const halfHour = 30 * 60_000;

/**
 * Looks until the process is completed, is gone, or the deadline is over. Any status but `completed` is unfinished. A look that
 * NationBuilder cannot answer at the moment ends nothing; a missing permission does.
 */
export async function pollProcess(ask: () => Promise<HttpAnswer>, clock: Clock, options: PollOptions): Promise<AsyncProcess> {
  const { deadlineMs = halfHour, onProgress, signal } = options;
  const end = clock.monotonic() + deadlineMs;
  let last: AsyncProcess = { completed: false, status: 'unanswered' };
  for (let number = 0; ; number++) {
    const left = end - clock.monotonic();
    if (left <= 0) return last;
    await clock.sleep(Math.min(waits[number] ?? laterWait, left), signal);
    signal?.throwIfAborted();
    const process = await look(ask);
    if (!process) continue;
    last = process;
    onProgress?.(process);
    if (process.completed || process.status === 'gone') return process;
  }
}

/** One look. A process that the API does not know is `gone`, which is an answer; every other error is thrown. */
export async function lookAtProcess(ask: () => Promise<HttpAnswer>): Promise<AsyncProcess> {
  try {
    const { status, message } = parseAnswer(await ask(), ProcessDocument);
    return { completed: status === 'completed', status, ...(message && { message }) };
  } catch (error) {
    if (error instanceof NationBuilderError && error.kind === 'not_found') return { completed: false, status: 'gone' };
    throw error;
  }
}

/** Undefined when there was no answer to learn from. */
async function look(ask: () => Promise<HttpAnswer>): Promise<AsyncProcess | undefined> {
  try {
    return await lookAtProcess(ask);
  } catch (error) {
    if (!(error instanceof NationBuilderError)) throw error;
    if (error.kind === 'unavailable' || error.kind === 'rate_limited' || error.kind === 'protocol') return undefined;
    throw error;
  }
}
