import { heartbeatMs, isTerminal, type StreamEvent } from '@nat/contracts';
import { NatProblem } from './nat-problem';
import { readEvent, UnreadableEvent } from './read-event';
import { type ServerSentEvent, SseParser } from './sse-parser';
import { wait, type Wait } from './wait';

/** How a stream is opened: the first time, and again after it was lost. */
export interface StreamSource {
  /** Posts the question. Sent again under the same idempotency key until an answer tells the query's id. */
  start?(signal: AbortSignal): Promise<Response>;
  /** `GET /v1/queries/{queryId}/events` after the event id `after`. */
  resume(queryId: string, after: number, signal: AbortSignal): Promise<Response>;
}

export interface StreamOptions {
  /** Ends this reader, never the query. */
  signal?: AbortSignal;
  /** Tries in a row without a new event before the stream gives up; 6 unless told. */
  attempts?: number;
  /** A connection without a byte for this many milliseconds is lost; three heartbeats unless told. */
  silenceMs?: number;
  /** For tests. */
  wait?: Wait;
}

/** Until the stream itself says how long to wait. */
const defaultRetryMs = 500;
const longestWaitMs = 30_000;

/**
 * The events of one query, each exactly once and in order, over as many connections as it takes: a lost connection is
 * resumed after the last event seen. Ends after the query's last event. Iterate it once; leaving the loop early
 * disconnects and never cancels the query.
 *
 * Throws {@link NatProblem} when Nat refuses (`events_expired`: read the snapshot instead) or stays out of reach, and the
 * signal's reason when that aborts.
 */
export class QueryStream implements AsyncIterable<StreamEvent> {
  /** Id of the last event that was seen, 0 before the first. */
  lastEventId: number;
  private retryMs = defaultRetryMs;
  private failures = 0;

  constructor(
    private readonly source: StreamSource,
    private readonly options: StreamOptions = {},
    /** Known once the query was admitted. */
    public queryId?: string,
    after = 0,
  ) {
    this.lastEventId = after;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<StreamEvent, void, undefined> {
    for (;;) {
      const connection = new Connection(this.options);
      let lost: unknown = new Error('The stream ended before the query did.');
      try {
        const response = await connection.open(signal => this.open(signal));
        if (response.status === 204) return;
        for await (const received of connection.events(response)) {
          this.options.signal?.throwIfAborted();
          const event = this.accept(received);
          if (event) yield event;
          if (isTerminal(received.event)) return;
        }
      } catch (error) {
        lost = error;
      } finally {
        this.retryMs = connection.retryMs ?? this.retryMs;
        connection.close();
      }
      await this.pause(lost);
    }
  }

  private async open(signal: AbortSignal): Promise<Response> {
    if (this.queryId) return this.source.resume(this.queryId, this.lastEventId, signal);
    if (!this.source.start) throw new Error('A stream needs a query or a question.');
    const response = await this.source.start(signal);
    this.queryId = response.headers.get('location')?.split('/').pop();
    return response;
  }

  /** The event when it is new and known. What was seen before the connection was lost is passed over. */
  private accept(received: ServerSentEvent): StreamEvent | undefined {
    const id = Number(received.id);
    if (!Number.isSafeInteger(id) || id <= this.lastEventId) return undefined;
    const event = readEvent(received);
    this.lastEventId = id;
    this.failures = 0;
    this.queryId ??= event?.data.queryId;
    return event;
  }

  /** Waits before the next connection, or throws `error` when another one is no use. */
  private async pause(error: unknown): Promise<void> {
    this.options.signal?.throwIfAborted();
    const refused = error instanceof NatProblem;
    if (error instanceof UnreadableEvent || (refused && !worthRepeating(error))) throw error;
    this.failures += 1;
    if (this.failures >= (this.options.attempts ?? 6)) throw refused ? error : NatProblem.unreachable(error);
    const asked = refused && error.retryAfter ? error.retryAfter * 1000 : 0;
    const backoff = Math.min(longestWaitMs, this.retryMs * 2 ** (this.failures - 1)) * (0.5 + Math.random());
    await (this.options.wait ?? wait)(Math.max(asked, backoff), this.options.signal);
    this.options.signal?.throwIfAborted();
  }
}

/** Only what another try may change. A limit is told to the person instead of being waited for. */
function worthRepeating({ status, code }: NatProblem): boolean {
  return status === 503 && code !== 'agent_disabled';
}

/** One connection: its parser, its silence watch and its end. */
class Connection {
  private readonly parser = new SseParser();
  private readonly ending = new AbortController();
  private readonly onAbort = (): void => this.ending.abort(this.options.signal?.reason);

  constructor(private readonly options: StreamOptions) {
    if (options.signal?.aborted) this.onAbort();
    options.signal?.addEventListener('abort', this.onAbort, { once: true });
  }

  get retryMs(): number | undefined {
    return this.parser.retryMs;
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
