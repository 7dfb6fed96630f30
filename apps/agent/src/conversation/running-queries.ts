import { Injectable } from '@nestjs/common';
import { setMaxListeners } from 'node:events';
import { Stopped, type StopCause } from '../loop/stop';
import type { QueryLog } from '../stream/query-log';

/** A query that runs in this process. */
export class RunningQuery {
  private readonly stopping = new AbortController();
  /** Resolves when its runner is done with it, however it ended. Never rejects. */
  ended: Promise<void> = Promise.resolve();

  constructor(
    readonly queryId: string,
    readonly log: QueryLog,
  ) {
    setMaxListeners(0, this.stopping.signal); // one for each call in flight; Node takes more than ten for a leak
  }

  /** Aborted with a {@link Stopped} to end the query. */
  get signal(): AbortSignal {
    return this.stopping.signal;
  }

  /** Ends the query for this cause; the first cause counts. */
  stop(cause: StopCause): void {
    if (!this.stopping.signal.aborted) this.stopping.abort(new Stopped(cause));
  }
}

/** The queries that run in this process, by id. */
@Injectable()
export class RunningQueries {
  private readonly queries = new Map<string, RunningQuery>();

  get(queryId: string): RunningQuery | undefined {
    return this.queries.get(queryId);
  }

  add(query: RunningQuery): void {
    this.queries.set(query.queryId, query);
  }

  remove(query: RunningQuery): void {
    if (this.queries.get(query.queryId) === query) this.queries.delete(query.queryId);
  }

  all(): RunningQuery[] {
    return [...this.queries.values()];
  }
}
