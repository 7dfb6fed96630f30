import type { NationConnected, NationSlug } from '@nat/contracts';
import type { AuditEntry } from '../audit/audit-entry';

/** Which connection: the nation's own, or with `userId` the personal one of a user. */
export interface ConnectionKey {
  nationSlug: NationSlug;
  userId?: string;
}

/** The tokens in force: where they rest and how long the access token lives. */
export interface TokensInForce {
  /** Rises by one with every replacement of the tokens. */
  generation: number;
  /** Version of the secret that holds them. Readers ask for exactly this one. */
  secretVersionId: string;
  /** Epoch milliseconds. */
  accessExpiresAt: number;
  /** The signup who granted them. */
  signupId: string;
}

/** A pair that comes into force: the next generation. */
export type NewTokens = Omit<TokensInForce, 'generation'>;

/** A grant of access to NationBuilder. */
export interface Connection extends ConnectionKey, TokensInForce {
  connectionId: string;
  status: 'connected' | 'reauth_required';
  /** RFC 3339 UTC. */
  connectedAt: string;
  /** Rises by one each time somebody takes the lease, and never falls. */
  fence: number;
  /** True while somebody holds the lease, or died holding it. */
  leased: boolean;
}

/** One holder of the lease: only with the fence still this one may it write. */
export interface Lease {
  key: ConnectionKey;
  generation: number;
  fence: number;
}

/** Connections and their leases. Tokens themselves rest in the vault. Conditions decide every race; losing is an answer. */
export abstract class ConnectionsStore {
  abstract find(key: ConnectionKey): Promise<Connection | undefined>;

  /**
   * Stores a first connection, unless there is one; its event goes out with it.
   * @returns false when there is one already.
   */
  abstract create(connection: Connection, event: NationConnected, audit: AuditEntry): Promise<boolean>;

  /**
   * Replaces the tokens of a connection by those of a new grant, which also ends a `reauth_required`.
   * @returns false when the generation of `seen` is no longer the one in force.
   */
  abstract reconnect(seen: Connection, tokens: NewTokens, audit: AuditEntry): Promise<boolean>;

  /**
   * Takes the lease with the next fence, whoever held the last one: that its time is up is for the caller to know.
   * @returns nothing when generation or fence have moved, or when the connection needs its person.
   */
  abstract takeLease(seen: Connection): Promise<Lease | undefined>;

  /** Gives the lease back without a change. Harmless when it is lost. */
  abstract releaseLease(lease: Lease): Promise<void>;

  /**
   * Puts refreshed tokens in force and ends the lease.
   * @returns false when the lease is lost: the tokens then count for nothing.
   */
  abstract replaceTokens(lease: Lease, tokens: NewTokens, audit: AuditEntry): Promise<boolean>;

  /** Marks that only the person can restore the connection, and ends the lease. False when the lease is lost. */
  abstract requireReauth(lease: Lease, audit: AuditEntry): Promise<boolean>;
}
