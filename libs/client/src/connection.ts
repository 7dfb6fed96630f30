import { heartbeatMs } from '@nat/contracts';
import { type ServerSentEvent, SseParser } from './sse-parser';

/** One connection: its parser, its silence watch and its end. */
export class Connection {
  private readonly parser = new SseParser();
  private readonly ending = new AbortController();
  private readonly onAbort = (): void => this.ending.abort(this.options.signal?.reason);

  constructor(private readonly options: { signal?: AbortSignal; silenceMs?: number }) {
    if (options.signal?.aborted) this.onAbort();
    options.signal?.addEventListener('abort', this.onAbort, { once: true });
  }

  get retryMs(): number | undefined {
    return this.parser.retryMs;
  }

  /** It went silent, or whoever reads it has left. */
  get isLost(): boolean {
    return this.ending.signal.aborted;
  }

  open(request: (signal: AbortSignal) => Promise<Response>): Promise<Response> {
    return this.watched(() => request(this.ending.signal));
  }

  async *events(response: Response): AsyncGenerator<ServerSentEvent, void, undefined> {
    if (!response.body) return;
    const reader = response.body.getReader();
    const decoder = new TextDecoder();
    for (;;) {
      const { value, done } = await this.watched(() => reader.read());
      if (done) return;
      yield* this.parser.push(decoder.decode(value, { stream: true }));
    }
  }

  /** Heartbeats come every 15 s: waiting much longer means that the connection died unnoticed. */
  private async watched<T>(waiting: () => Promise<T>): Promise<T> {
    const silent = (): void => this.ending.abort(new Error('The connection went silent.'));
    const watch = setTimeout(silent, this.options.silenceMs ?? 3 * heartbeatMs);
    try {
      return await waiting();
    } finally {
      clearTimeout(watch);
    }
  }

  close(): void {
    this.options.signal?.removeEventListener('abort', this.onAbort);
    this.ending.abort();
  }
}
