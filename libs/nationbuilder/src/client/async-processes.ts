import type { Clock } from '@nat/service-kit';
import { z } from 'zod';
import { parseAnswer } from '../http/answers';
import type { HttpAnswer } from '../http/http.adapter';

export const TokenDocument = z.object({ token: z.string().min(1) });
const ProcessDocument = z.looseObject({ status: z.string(), message: z.string().nullish() });

/** What became of asynchronous work. */
export interface AsyncProcess {
  /** False when it was not completed by the deadline: its effect has to be verified by counting. */
  completed: boolean;
  /** As the API said it. Only `completed` is documented. */
  status: string;
  message?: string;
}

export interface PollOptions {
  /** Milliseconds until it is given up; 30 minutes unless told. */
  deadlineMs?: number;
  /** Told after every look. */
  onProgress?: (process: AsyncProcess) => void;
  signal?: AbortSignal;
}

/** Milliseconds between looks (agent.md section 9). */
const waits = [1_000, 2_000, 4_000, 8_000];
const laterWait = 10_000;
const halfHour = 30 * 60_000;

/** Looks until the process is completed or the deadline is over. Any status but `completed` is unfinished. */
export async function pollProcess(ask: () => Promise<HttpAnswer>, clock: Clock, options: PollOptions): Promise<AsyncProcess> {
  const { deadlineMs = halfHour, onProgress, signal } = options;
  const end = clock.monotonic() + deadlineMs;
  for (let look = 0; ; look++) {
    await clock.sleep(waits[look] ?? laterWait, signal);
    signal?.throwIfAborted();
    const { status, message } = parseAnswer(await ask(), ProcessDocument);
    const process = { completed: status === 'completed', status, ...(message && { message }) };
    onProgress?.(process);
    if (process.completed || clock.monotonic() >= end) return process;
  }
}
