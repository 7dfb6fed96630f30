import type { DomainEvent, NationSlug } from '@nat/contracts';
import type { AuditEntry } from '../audit/audit-entry';
import type { Attempt, Change, Connection, ConnectionKey, Lease, Seen } from './connection';

/** What is told together with a change: saved in one transaction with it, or not at all. */
export interface Told {
  audit: AuditEntry;
  events: readonly DomainEvent[];
}

/**
 * Connections, their leases, and when each is to be looked at. Tokens themselves rest in the vault. Conditions decide every
 * race; losing is an answer.
 */
export abstract class ConnectionsStore {
  abstract find(key: ConnectionKey): Promise<Connection | undefined>;

  /** Every connection of a nation, ended ones included. */
  abstract ofNation(nationSlug: NationSlug): Promise<Connection[]>;

  /**
   * Connections to be looked at by now, in no order, none of which is skipped for ever. Read from an index that follows the
   * table late: whoever acts looks at the connection again.
   *
   * @param now epoch milliseconds.
   * @param limit about how many at most.
   */
  abstract due(now: number, limit: number): Promise<ConnectionKey[]>;

  /**
   * Stores a first connection, unless there ever was one.
   * @returns false when there is a row already.
   */
  abstract create(connection: Connection, told: Told): Promise<boolean>;

  /**
   * Changes a connection and begins its next generation. Ends every lease and attempt of the generation before, whose holders
   * write nothing any more.
   * @returns false when the connection is no longer as seen.
   */
  abstract advance(seen: Seen, change: Change, told: Told): Promise<boolean>;

  /**
   * Takes the lease with the next fence, whoever held the last one: that its time is up is for the caller to know. While it
   * lasts, every sweep looks at the connection.
   * @returns nothing when generation or lease have moved, or when the connection is not connected.
   */
  abstract takeLease(seen: Connection): Promise<Lease | undefined>;

  /**
   * Shows that the holder of the lease lives, so that whoever watches it begins anew. The lease stays what it is: an answer that
   * is lost loses nothing, and doing it again does no harm. False when the lease is lost.
   */
  abstract renewLease(lease: Lease): Promise<boolean>;

  /** Writes an attempt ahead of its call. False when the lease is lost: then nothing may be called. */
  abstract openAttempt(lease: Lease, attempt: Attempt): Promise<boolean>;

  /**
   * Ends the lease with a change; generation and tokens stay.
   * @returns false when the lease is lost: nothing is changed then.
   */
  abstract settle(lease: Lease, change: Change, told?: Told): Promise<boolean>;

  /** Notes that nothing is left of a connection that was ended, and looks at it no more. Harmless when it is not as seen. */
  abstract erased(seen: Seen): Promise<void>;
}
