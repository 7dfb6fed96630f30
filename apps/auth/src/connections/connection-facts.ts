import {
  type DomainEvent,
  type EventDefinition,
  eventOf,
  NationConnected,
  NationDisconnected,
  NationReauthRequired,
  NationReconnected,
  type ReauthCause,
  TokenRefreshed,
  TokenRefreshFailed,
} from '@nat/contracts';
import { factsFromContext } from '@nat/event-bus';
import type { Clock, Rng } from '@nat/service-kit';
import type { z } from 'zod';
import { auditEntry, type AuditFacts } from '../audit/audit-entry';
import {
  type Connection,
  type ConnectionKey,
  type Failing,
  keyOf,
  kindOf,
  type Lease,
  type NewTokens,
  type Seen,
} from './connection';
import type { Told } from './connections.store';
import type { FailureClass } from './refresh-schedule';

/** What of a connection a fact names. `userId` and `nationSlug` say whose it is. */
type Subject = ConnectionKey & Pick<Connection, 'connectionId'>;

/**
 * What is told of connections, to the bus and to the nation's audit log: ids, classes and times, never a token. Ids of events
 * follow from what happened, so that no fact is ever told twice.
 */
export class ConnectionFacts {
  constructor(private readonly from: { clock: Clock; rng: Rng }) {}

  /** A new connection. `first`: the nation never had one. */
  connected(connection: Connection, first: boolean): Told {
    const { connectionId, generation, connectedAt: time, connectedBy: actor } = connection;
    const data = { connectionId, connectionKind: kindOf(connection), generation, firstConnection: first };
    const event = this.event(NationConnected, { of: connection, id: 'connected', data, actor, time });
    return this.told({ type: 'connection.completed', actor, data: { kind: kindOf(connection), generation } }, connection, [
      event,
    ]);
  }

  /** The tokens of a connection were replaced by those of a new grant, which ended a `cause` where one is given. */
  granted(seen: Seen, actor: string, cause?: ReauthCause): Told {
    const generation = seen.generation + 1;
    const events = cause ? [this.reconnected(seen, generation, cause, actor)] : [];
    const data = { kind: kindOf(seen), generation, ...(cause && { ended: cause }) };
    return this.told({ type: 'connection.completed', actor, data }, seen, events);
  }

  /** Refreshed tokens came into force, and with them what had been given up as lost where a `cause` is given. */
  refreshed(lease: Lease, { accessExpiresAt }: NewTokens, cause?: ReauthCause): Told {
    const of = subjectOf(lease);
    const generation = lease.generation + 1;
    const data = { connectionId: lease.connectionId, generation, expiresAt: new Date(accessExpiresAt).toISOString() };
    const refreshed = this.event(TokenRefreshed, { of, id: `${generation}.refreshed`, data });
    const events = cause ? [refreshed, this.reconnected(of, generation, cause)] : [refreshed];
    return this.told({ type: 'connection.refreshed', data: { generation, ...(cause && { ended: cause }) } }, of, events);
  }

  /** A refresh came to nothing and is tried again. */
  refreshFailed(lease: Lease, errorClass: FailureClass, { times, nextAttemptAt }: Failing): Told {
    const { connectionId, generation, fence } = lease;
    const retryAt = new Date(nextAttemptAt).toISOString();
    const data = { connectionId, generation, errorClass, attempt: times, retryAt };
    const event = this.event(TokenRefreshFailed, { of: subjectOf(lease), id: `${generation}.${fence}.refresh_failed`, data });
    const told = { class: errorClass, attempt: times, generation };
    return this.told({ type: 'connection.refresh_failed', outcome: 'failed', data: told }, subjectOf(lease), [event]);
  }

  /** NationBuilder finally refused. */
  reauthRequired(lease: Lease, cause: ReauthCause): Told {
    const { connectionId, generation } = lease;
    const of = subjectOf(lease);
    const data = { connectionId, connectionKind: kindOf(of), generation, cause };
    const event = this.event(NationReauthRequired, { of, id: `${generation}.reauth_required`, data });
    return this.told({ type: 'connection.reauth_required', outcome: 'failed', data: { cause, generation } }, of, [event]);
  }

  /** A person ended a connection. */
  disconnected(seen: Seen, actor: string): Told {
    const { connectionId } = seen;
    const data = { connectionId, connectionKind: kindOf(seen), generation: seen.generation + 1 };
    const event = this.event(NationDisconnected, { of: seen, id: 'disconnected', data, actor });
    return this.told({ type: 'connection.disconnected', actor, data: { kind: kindOf(seen) } }, seen, [event]);
  }

  private reconnected(of: Subject, generation: number, cause: ReauthCause, actor?: string): DomainEvent {
    const data = { connectionId: of.connectionId, connectionKind: kindOf(of), generation, cause };
    return this.event(NationReconnected, { of, id: `${generation}.reconnected`, data, actor });
  }

  private told(facts: Omit<AuditFacts, 'subject'>, { connectionId }: Subject, events: DomainEvent[]): Told {
    return { audit: auditEntry({ ...facts, subject: connectionId }, this.from), events };
  }

  private event<Name extends string, Type extends string, Data extends z.ZodType>(
    definition: EventDefinition<Name, Type, Data>,
    facts: { of: Subject; id: string; data: z.input<Data>; actor?: string; time?: string },
  ): DomainEvent {
    const { of, id, data, actor, time = this.from.clock.iso() } = facts;
    const common = { id: `${of.connectionId}.${id}`, nationSlug: of.nationSlug, time, ...factsFromContext() };
    return eventOf(definition, { ...common, ...(actor && { userId: actor }), data }) as DomainEvent;
  }
}

function subjectOf({ key, connectionId }: Lease): Subject {
  return { ...keyOf(key), connectionId };
}
