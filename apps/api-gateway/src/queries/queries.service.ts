import {
  Admission,
  type AskRequest,
  CancelAnswer,
  QueryAccepted,
  QuerySnapshot,
  type Reservation,
  type RunQueryRequest,
} from '@nat/contracts';
import { AppError, canonicalHash, NoAnswer, type ServiceIdentity } from '@nat/service-kit';
import { Injectable, Logger } from '@nestjs/common';
import type { IncomingMessage } from 'node:http';
import { z } from 'zod';
import type { Access } from '../access/access.guard';
import { surfaceOf } from '../access/surface-of';
import { Siblings } from '../siblings/siblings';
import { queryIdOf } from './query-id';

/** A query that usage holds a unit for and that the agent may run. */
export interface AdmittedQuery {
  identity: ServiceIdentity;
  run: RunQueryRequest;
  /** Admitted by an earlier request of the same key: the hold is that request's, and not ours to give back. */
  repeated: boolean;
}

/** Time the agent may take to accept or refuse; the model is called only after that. Milliseconds. */
const acceptTimeoutMs = 10_000;

/** Admits questions and hands them to the agent: steps 5 to 8 of protocol section 4. Holds no state of its own. */
@Injectable()
export class QueriesService {
  private readonly logger = new Logger(QueriesService.name);

  constructor(private readonly siblings: Siblings) {}

  /** Asks usage to hold one query. Both outcomes are answers; nothing is held after a refusal. */
  async admit(access: Access, key: string, ask: AskRequest): Promise<{ admission: Admission; query?: AdmittedQuery }> {
    const { nationSlug, userId } = access.identity;
    if (ask.pageContext && ask.pageContext.nationSlug !== nationSlug) {
      throw new AppError('nation_mismatch', 'The page belongs to another nation than the one you selected.');
    }
    const surface = surfaceOf(access.client);
    const queryId = queryIdOf(nationSlug, userId, key);
    const requestHash = canonicalHash(ask);
    const identity = { ...access.identity, queryId };
    const admission = await this.siblings.usage.call({
      method: 'POST',
      path: '/internal/reservations',
      identity,
      body: { queryId, requestHash },
      schema: Admission,
    });
    if (!admission.admitted) return { admission };
    const { reservation, repeated } = admission;
    const run = { queryId, requestHash, ask, surface, reservation };
    return { admission, query: { identity, run, repeated } };
  }

  /** Opens the event stream of an admitted query. When the agent refuses it, the hold is given back first. */
  open(query: AdmittedQuery): Promise<IncomingMessage> {
    const headers = { accept: 'text/event-stream' };
    return this.orRelease(query, () => this.siblings.agent.stream({ ...runCall(query), headers }));
  }

  /** Has an admitted query run without following it. */
  submit(query: AdmittedQuery): Promise<QueryAccepted> {
    return this.orRelease(query, () => this.siblings.agent.call({ ...runCall(query), schema: QueryAccepted }));
  }

  get(identity: ServiceIdentity, queryId: string): Promise<QuerySnapshot> {
    return this.siblings.agent.call({ method: 'GET', path: pathOf(queryId), identity, schema: QuerySnapshot });
  }

  /** The events after `after`: a stream, or a 204 without body when the query ended and there is nothing newer. */
  events(identity: ServiceIdentity, queryId: string, after: number): Promise<IncomingMessage> {
    const path = `${pathOf(queryId)}/events?after=${after}`;
    return this.siblings.agent.stream({ method: 'GET', path, identity, headers: { accept: 'text/event-stream' } });
  }

  cancel(identity: ServiceIdentity, queryId: string): Promise<CancelAnswer> {
    return this.siblings.agent.call({ method: 'POST', path: `${pathOf(queryId)}/cancel`, identity, schema: CancelAnswer });
  }

  private async orRelease<T>(query: AdmittedQuery, hand: () => Promise<T>): Promise<T> {
    try {
      return await hand();
    } catch (error) {
      if (!query.repeated && surelyNotRunning(error)) await this.release(query);
      throw error;
    }
  }

  /** A release that is lost costs nothing: the unrenewed lease ends the hold within 60 s. So the refusal is what is told. */
  private async release({ identity, run }: AdmittedQuery): Promise<void> {
    const { queryId, reservation } = run;
    try {
      await this.siblings.usage.call({
        method: 'POST',
        path: `/internal/reservations/${queryId}/release`,
        identity,
        body: { periodStart: reservation.periodStart } satisfies Pick<Reservation, 'periodStart'>,
        schema: z.unknown(),
      });
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      this.logger.warn({ event: 'release_lost', queryId, code: error.code });
    }
  }
}

function runCall({ identity, run }: AdmittedQuery) {
  return { method: 'POST', path: '/internal/queries', identity, body: run, timeoutMs: acceptTimeoutMs } as const;
}

function pathOf(queryId: string): string {
  return `/internal/queries/${queryId}`;
}

/**
 * True when the agent answered no or was never reached. After a time-out, a connection lost half way or an answer that nobody
 * agreed upon the query may well run: giving its hold back would end it, so it is left to its lease.
 */
export function surelyNotRunning(error: unknown): boolean {
  return error instanceof AppError && !(error instanceof NoAnswer && error.mayBeDone);
}
