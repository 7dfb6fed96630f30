import type { Clock } from '@nat/service-kit';

/**
 * Passes on what a stream brings and gives up on it when it brings nothing for `idleMs`, a ping included: a connection that
 * is open and silent is dead (reliability, section 6). What was read is returned to the stream, so that it ends upstream.
 *
 * @param silent makes the error thrown then.
 */
export async function* watchIdle<T>(
  open: (signal: AbortSignal) => AsyncIterable<T>,
  { clock, idleMs, signal, silent }: { clock: Clock; idleMs: number; signal: AbortSignal; silent: () => Error },
): AsyncGenerator<T> {
  const call = new AbortController();
  const abort = (): void => call.abort(signal.reason);
  if (signal.aborted) abort();
  signal.addEventListener('abort', abort, { once: true });
  let heard = clock.monotonic();
  const watch = async (): Promise<void> => {
    while (!call.signal.aborted) {
      const left = heard + idleMs - clock.monotonic();
      if (left <= 0) return call.abort(silent());
      await clock.sleep(left, call.signal);
    }
  };
  void watch();
  try {
    for await (const item of open(call.signal)) {
      heard = clock.monotonic();
      yield item;
      heard = clock.monotonic(); // the reader's own time is not silence
    }
  } catch (error) {
    throw call.signal.aborted && !signal.aborted ? (call.signal.reason as Error) : error;
  } finally {
    signal.removeEventListener('abort', abort);
    call.abort();
  }
}
