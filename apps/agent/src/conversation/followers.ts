import { endsResponse } from '@nat/contracts';
import { Clock } from '@nat/service-kit';
import { Injectable } from '@nestjs/common';
import { EventFrame } from '../stream/event-frame';
import type { SseConnection } from '../stream/sse-connection';
import { AgentStore } from './agent.store';
import type { QueryRow } from './query-row';
import { RunningQueries } from './running-queries';

/** Milliseconds between two looks at the log of a query that runs in another process. */
const pollMs = 250;
/** Looks without news after which the query itself is looked at: its log may be gone. */
const quietPolls = 8;

/** Brings the events of a query to a stream, from any id on, without loss or repetition, wherever it runs. */
@Injectable()
export class Followers {
  constructor(
    private readonly store: AgentStore,
    private readonly running: RunningQueries,
    private readonly clock: Clock,
  ) {}

  /**
   * Resolves when the query has ended, when it waits for its person and the reader was told so, or when the stream closed. Ends
   * the stream. Who comes to a query that waits, and knows it, stays until it goes on.
   */
  async follow(query: QueryRow, after: number, connection: SseConnection): Promise<void> {
    let last = after;
    /** The newest event that was sent here ends a response. */
    let complete = false;
    const send = (frame: EventFrame): void => {
      if (frame.seq <= last) return;
      last = frame.seq;
      complete = endsResponse(frame.name);
      connection.send(frame, this.clock.monotonic());
    };
    for (let quiet = 0; !connection.closed.aborted; quiet++) {
      const live = this.running.get(query.queryId);
      if (live) {
        const stop = live.log.follow(last, send);
        await eitherAborted(live.log.closed, connection.closed);
        stop();
        if (connection.closed.aborted) break;
      }
      const events = await this.store.eventsAfter(query.queryId, last);
      for (const event of events) send(new EventFrame(event));
      // A query that goes on in this process is heard at once; one in another process only when the reader comes again.
      const now = this.running.get(query.queryId);
      if (complete && (!now || now.log.closed.aborted)) break;
      if (events.length > 0) quiet = 0;
      else if (quiet >= quietPolls) {
        if (isOver((await this.store.query(query, query.queryId))?.status)) break;
        quiet = 0;
      }
      await this.clock.sleep(pollMs, connection.closed);
    }
    connection.end();
  }
}

const isOver = (status: QueryRow['status'] | undefined): boolean => status !== 'running' && status !== 'awaiting_confirmation';

function eitherAborted(a: AbortSignal, b: AbortSignal): Promise<void> {
  if (a.aborted || b.aborted) return Promise.resolve();
  return new Promise(resolve => {
    const end = (): void => {
      a.removeEventListener('abort', end);
      b.removeEventListener('abort', end);
      resolve();
    };
    a.addEventListener('abort', end);
    b.addEventListener('abort', end);
  });
}
