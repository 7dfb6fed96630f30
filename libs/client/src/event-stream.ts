import { Connection } from './connection';
import { NatProblem } from './nat-problem';
import type { ServerSentEvent } from './sse-parser';
import { UnreadableEvent } from './unreadable';
import { wait, type Wait } from './wait';

/** Where the events of one log come from and what they mean. */
export interface EventLog<Event> {
  /** Opens a connection that begins after the event id `after`. */
  open(after: number, signal: AbortSignal): Promise<Response>;
  /** Undefined is to be passed over. */
  read(received: ServerSentEvent): Event | undefined;
  /** True of an event after which there is nothing more. */
  isLast(name: string): boolean;
  /** True of an event after which there is nothing to wait for unless more was logged already: then the server sends that too. */
  pauses?(name: string): boolean;
}

export interface StreamOptions {
  /** Ends this reader, never the work it reads about. */
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
 * The events of one log, each exactly once and in order, over as many connections as it takes: a lost connection is resumed
 * after the last event seen. Ends after the last event, when the log pauses, or when the server has nothing newer (204).
 * Iterate it once.
 *
 * Throws {@link NatProblem} when Nat refuses or stays out of reach, and the signal's reason when that aborts.
 */
export class EventStream<Event> implements AsyncIterable<Event> {
  private retryMs = defaultRetryMs;
  private failures = 0;
  /** The newest event that was seen is one at which the log pauses. */
  private paused = false;

  constructor(
    private readonly log: EventLog<Event>,
    private readonly options: StreamOptions = {},
    /** Id of the last event that was seen, 0 before the first. */
    public lastEventId = 0,
  ) {}

  async *[Symbol.asyncIterator](): AsyncGenerator<Event, void, undefined> {
    for (;;) {
      const connection = new Connection(this.options);
      let lost: unknown = new Error('The stream ended before its last event.');
      let isOpen = false;
      try {
        const response = await connection.open(signal => this.log.open(this.lastEventId, signal));
        isOpen = true;
        if (response.status === 204) return;
        for await (const received of connection.events(response)) {
          this.options.signal?.throwIfAborted();
          const event = this.accept(received);
          if (event) yield event;
          if (this.log.isLast(received.event)) return;
        }
      } catch (error) {
        // Neither a refusal nor a lost connection: nothing was asked, and the next try would end alike.
        if (!isOpen && !connection.isLost && !(error instanceof NatProblem)) throw error;
        lost = error;
      } finally {
        this.retryMs = connection.retryMs ?? this.retryMs;
        connection.close();
      }
      if (this.paused) return;
      await this.pause(lost);
    }
  }

  /** The event when it is new and known. What was seen before the connection was lost is passed over. */
  private accept(received: ServerSentEvent): Event | undefined {
    const id = Number(received.id);
    if (!Number.isSafeInteger(id) || id <= this.lastEventId) return undefined;
    const event = this.log.read(received);
    this.lastEventId = id;
    this.paused = this.log.pauses?.(received.event) ?? false;
    this.failures = 0;
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
