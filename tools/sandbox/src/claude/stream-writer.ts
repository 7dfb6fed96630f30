import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { setImmediate, setTimeout } from 'node:timers/promises';
import type { ErrorBody } from './api/errors';
import type { StreamEvent } from './api/stream-events';
import type { Interruption } from './script/scripted-turns';

/** How fast the model writes, in milliseconds. Zero and zero: as fast as the socket takes it. */
export interface Latency {
  firstTokenMs: number;
  perTokenMs: number;
}

export type StreamOutcome = 'completed' | 'canceled' | 'error_event' | 'cut';

export interface StreamPlan {
  events: Iterable<StreamEvent | { type: string } | string>;
  headers: Record<string, string>;
  latency: Latency;
  tokensPerDelta: number;
  interruption: Interruption;
  /** Body of an `error` event; the interruption only says which. */
  errorBody(type: string, message: string): ErrorBody;
}

/** Frames one event of the stream; a string is already framed. */
export const frame = (event: { type: string } | string): string =>
  typeof event === 'string' ? event : `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;

/** Writes a streamed answer at the pace of the model, and breaks it where the plan says so. */
export async function writeStream(response: ServerResponse, plan: StreamPlan): Promise<StreamOutcome> {
  const pace = new Pace(plan.latency, plan.tokensPerDelta);
  if (plan.latency.firstTokenMs > 0) await pace.first();
  if (response.destroyed) return 'canceled';
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache', ...plan.headers });
  let written = 0;
  for (const event of plan.events) {
    const broken = await interrupt(response, plan, written);
    if (broken) return broken;
    if (typeof event !== 'string' && event.type === 'content_block_delta') await pace.next();
    if (response.destroyed) return 'canceled';
    if (!response.write(frame(event))) await drained(response);
    // A long answer at full speed must not starve the other requests of this process.
    if (++written % 64 === 0) await setImmediate();
  }
  const broken = await interrupt(response, plan, written);
  if (broken) return broken;
  response.end();
  return 'completed';
}

async function interrupt(response: ServerResponse, plan: StreamPlan, written: number): Promise<StreamOutcome | undefined> {
  const { stall, cutAfterEvents, errorEventAfter } = plan.interruption;
  if (stall?.afterEvents === written) {
    response.flushHeaders();
    await silence(response, stall.ms);
    if (response.destroyed) return 'canceled';
  }
  if (cutAfterEvents === written) {
    response.flushHeaders();
    cut(response);
    return 'cut';
  }
  const error = typeof errorEventAfter === 'number' ? overloadedAfter(errorEventAfter) : errorEventAfter;
  if (error?.events !== written) return undefined;
  response.end(frame(plan.errorBody(error.type, error.message)));
  return 'error_event';
}

const overloadedAfter = (events: number) => ({ events, type: 'overloaded_error', message: 'Overloaded' });

/** Closes the connection after what was written, without the last chunk: the client sees a body that breaks off. */
export function cut(response: ServerResponse): void {
  response.socket?.destroySoon();
}

/** Waits that long or until the client leaves; without a time until the client leaves. */
export async function silence(response: ServerResponse, ms: number | undefined): Promise<void> {
  if (response.destroyed) return;
  const left = new AbortController();
  const gone = once(response, 'close', { signal: left.signal }).catch(() => undefined);
  await (ms === undefined
    ? gone
    : Promise.race([gone, setTimeout(ms, undefined, { signal: left.signal }).catch(() => undefined)]));
  left.abort();
}

async function drained(response: ServerResponse): Promise<void> {
  const settled = new AbortController();
  const options = { signal: settled.signal };
  await Promise.race([once(response, 'drain', options), once(response, 'close', options)]).catch(() => undefined);
  settled.abort();
}

/** Keeps deltas to a timetable instead of adding up delays, so that timer inaccuracy does not slow the average. */
class Pace {
  #due: number;

  constructor(
    private readonly latency: Latency,
    private readonly tokensPerDelta: number,
  ) {
    this.#due = performance.now();
  }

  async first(): Promise<void> {
    this.#due += this.latency.firstTokenMs;
    await this.#until();
  }

  async next(): Promise<void> {
    if (this.latency.perTokenMs === 0) return;
    await this.#until();
    this.#due += this.latency.perTokenMs * this.tokensPerDelta;
  }

  async #until(): Promise<void> {
    const wait = this.#due - performance.now();
    if (wait >= 1) await setTimeout(wait);
  }
}
