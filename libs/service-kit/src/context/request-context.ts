import { AsyncLocalStorage } from 'node:async_hooks';
import type { Rng } from '../time/rng';

/** What travels with the work of one request through calls, events and logs. */
export interface RequestContext {
  /** Made at the gateway; equal for everything one request caused. */
  correlationId: string;
  /** W3C trace context of the current unit of work. */
  traceparent?: string;
  /** Network of whoever asked the gateway; see {@link networkOf}. */
  clientNetwork?: string;
  /** Monotonic milliseconds by which the caller stops waiting. */
  deadline?: number;
}

const storage = new AsyncLocalStorage<RequestContext>();

/** The context of the work in progress, kept through every await. */
export const requestContext = {
  current: (): RequestContext | undefined => storage.getStore(),
  run: <T>(context: RequestContext, work: () => T): T => storage.run(context, work),
};

/** Correlation id of the work in progress; `fallback` outside any request. */
export function correlationId(fallback = 'none'): string {
  return storage.getStore()?.correlationId ?? fallback;
}

const traceparentPattern = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;

/** A child span of `parent` (W3C Trace Context, level 1), or a new sampled trace when there is no valid parent. */
export function childTraceparent(parent: string | undefined, rng: Rng): string {
  const match = parent === undefined ? null : traceparentPattern.exec(parent);
  const valid = match && !/^0+$/.test(match[1]!) && !/^0+$/.test(match[2]!);
  return valid ? `00-${match[1]}-${rng.hex(8)}-${match[3]}` : `00-${rng.hex(16)}-${rng.hex(8)}-01`;
}
