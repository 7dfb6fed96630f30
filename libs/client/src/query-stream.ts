import { type ConfirmationId, endsResponse, isTerminal, type StreamEvent } from '@nat/contracts';
import { EventStream, type StreamOptions } from './event-stream';
import { readEvent } from './read-event';
import type { ServerSentEvent } from './sse-parser';

/** How a query's stream is opened: the first time, and again after it was lost. */
export interface QuerySource {
  /** Posts the question. Sent again under the same idempotency key until an answer tells the query's id. */
  start?(signal: AbortSignal): Promise<Response>;
  /** `GET /v1/queries/{queryId}/events` after the event id `after`. */
  resume(queryId: string, after: number, signal: AbortSignal): Promise<Response>;
}

/**
 * The events of one query, each exactly once and in order, over as many connections as it takes. Ends after the query's last
 * event, or where the query waits for its person: then `awaiting` names what is to be decided, and
 * `follow(queryId, { after: lastEventId })` goes on from there. Iterate it once; leaving the loop early disconnects and never
 * cancels the query.
 *
 * Throws {@link NatProblem} when Nat refuses (`events_expired`: read the snapshot instead) or stays out of reach, and the
 * signal's reason when that aborts.
 */
export class QueryStream implements AsyncIterable<StreamEvent> {
  /** Confirmations the query waits for; empty while it runs and after its end. */
  awaiting: readonly ConfirmationId[] = [];
  private readonly events: EventStream<StreamEvent>;

  constructor(
    private readonly source: QuerySource,
    options: StreamOptions = {},
    /** Known once the query was admitted. */
    public queryId?: string,
    after = 0,
  ) {
    const log = {
      open: (last: number, signal: AbortSignal) => this.open(last, signal),
      read: (received: ServerSentEvent) => this.read(received),
      isLast: isTerminal,
      pauses: endsResponse,
    };
    this.events = new EventStream(log, options, after);
  }

  /** Id of the last event that was seen, 0 before the first. */
  get lastEventId(): number {
    return this.events.lastEventId;
  }

  [Symbol.asyncIterator](): AsyncGenerator<StreamEvent, void, undefined> {
    return this.events[Symbol.asyncIterator]();
  }

  private async open(after: number, signal: AbortSignal): Promise<Response> {
    if (this.queryId) return this.source.resume(this.queryId, after, signal);
    if (!this.source.start) throw new Error('A stream needs a query or a question.');
    const response = await this.source.start(signal);
    this.queryId = response.headers.get('location')?.split('/').pop();
    return response;
  }

  private read(received: ServerSentEvent): StreamEvent | undefined {
    const event = readEvent(received);
    this.queryId ??= event?.data.queryId;
    this.awaiting = event?.event === 'query.awaiting_confirmation' ? event.data.confirmationIds : [];
    return event;
  }
}
