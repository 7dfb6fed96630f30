import type { NationSlug, ReauthCause } from '@nat/contracts';

/** The time to look of what is looked at whenever somebody looks. */
export const always = 0;

/** Which connection: the nation's own, or with `userId` the personal one of a user. */
export interface ConnectionKey {
  nationSlug: NationSlug;
  userId?: string;
}

/** The tokens in force: where they rest and how long the access token lives. */
export interface TokensInForce {
  /** Rises by one with every replacement of the tokens, and with the end of a connection; never falls. */
  generation: number;
  /** Address of the secret. Under it nothing can be created, so what was erased stays erased. */
  secret: string;
  /** Version of the secret that holds them. Readers ask for exactly this one. */
  secretVersionId: string;
  /** Epoch milliseconds. */
  accessExpiresAt: number;
  /** The signup who granted them. */
  signupId: string;
}

/** A pair that comes into force. */
export type NewTokens = Omit<TokensInForce, 'generation'>;

/**
 * Written before NationBuilder is called, so that whoever dies over a call leaves word of it: the refresh token of this
 * generation may be spent although nobody has its successor.
 */
export interface Attempt {
  generation: number;
  /** Of the lease under which the call was made. */
  fence: number;
  /** RFC 3339 UTC. */
  startedAt: string;
}

/** Failures in a row of one connection; absent after a success. */
export interface Failing {
  times: number;
  /** Epoch milliseconds of the last one. */
  failedAt: number;
  /** Epoch milliseconds before which nobody tries again without need. */
  nextAttemptAt: number;
}

/** A grant of access to NationBuilder. */
export interface Connection extends ConnectionKey, TokensInForce {
  connectionId: string;
  /** `disconnected` is for good: who connects again makes another connection in the same row. */
  status: 'connected' | 'reauth_required' | 'disconnected';
  /** Only with `reauth_required`. */
  reauthCause?: ReauthCause;
  /** User who granted access last. */
  connectedBy: string;
  /** RFC 3339 UTC. */
  connectedAt: string;
  /** RFC 3339 UTC. */
  lastRefreshedAt?: string;
  /** Rises by one each time somebody takes the lease, and never falls. */
  fence: number;
  /** How often the holder of the lease has shown that it lives, since it took the lease. */
  renewals: number;
  /** True while somebody holds the lease, or died holding it. */
  leased: boolean;
  attempt?: Attempt;
  failing?: Failing;
  /**
   * Epoch milliseconds at which a sweep looks at it: to refresh, or {@link always} to watch a lease and to erase what a
   * disconnect could not. Absent when there is nothing to do.
   */
  lookAt?: number;
}

/** One holder of the lease: only with the fence still this one may it write. */
export interface Lease {
  key: ConnectionKey;
  connectionId: string;
  generation: number;
  fence: number;
  /** True when an earlier call with the same refresh token was never answered for. */
  doubt: boolean;
}

/** The state in which a connection was seen; what depends on it is written only while it still holds. */
export type Seen = ConnectionKey & Pick<Connection, 'connectionId' | 'generation' | 'status'>;

/** New values of attributes; one that is there and undefined is taken away. */
export type Change = Partial<Omit<Connection, keyof ConnectionKey | 'generation' | 'fence' | 'renewals' | 'leased'>>;

/** The key alone, out of whatever carries it. */
export function keyOf({ nationSlug, userId }: ConnectionKey): ConnectionKey {
  return { nationSlug, ...(userId && { userId }) };
}

/** `nation` or `personal`. */
export function kindOf({ userId }: ConnectionKey): 'nation' | 'personal' {
  return userId ? 'personal' : 'nation';
}
