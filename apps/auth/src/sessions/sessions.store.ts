import type { NationSlug, SessionRevoked } from '@nat/contracts';
import type { PersonIdentity } from '@nat/service-kit';
import type { AuditEntry } from '../audit/audit-entry';
import type { Session } from './session';

/** An entry and the nation in whose log it stands. */
export interface NationAudit {
  nationSlug: NationSlug;
  entry: AuditEntry;
}

/** What is known of a refresh token that was issued. */
export interface KnownRefreshToken extends PersonIdentity {
  /** `used`: it was exchanged for the next one. */
  state: 'live' | 'used';
}

/** The exchange of one refresh token for the next, by their hashes. */
export interface Rotation {
  from: string;
  to: string;
  /** The session as it is after this use. */
  session: Session;
}

/**
 * Sessions and their refresh tokens, of which only hashes are kept. What a store finds may be over: `isLive` judges.
 * A user's epoch ends all of their sessions at once, however many there are.
 */
export abstract class SessionsStore {
  /** The epoch a user is in: 0 until {@link endAll} was called for the first time. */
  abstract epoch(userId: string): Promise<number>;

  /** Keeps a new session with its first refresh token. */
  abstract open(session: Session, refreshHash: string, audits: readonly NationAudit[]): Promise<void>;

  abstract find(person: PersonIdentity): Promise<Session | undefined>;

  /** All sessions of a user, in no order. */
  abstract ofUser(userId: string): Promise<Session[]>;

  abstract refreshToken(hash: string): Promise<KnownRefreshToken | undefined>;

  /**
   * Uses up one refresh token and keeps the next; of any number of calls for one token one succeeds.
   * @returns `used` when the token was used before, `ended` when the session is gone.
   */
  abstract rotate(rotation: Rotation): Promise<'rotated' | 'used' | 'ended'>;

  /** Removes a session; its refresh tokens are worth nothing from then on. False when it was gone. */
  abstract end(session: Session, event: SessionRevoked | undefined, audits: readonly NationAudit[]): Promise<boolean>;

  /** Moves the user into the next epoch. False when they are no longer in `epoch`: somebody else has just done it. */
  abstract endAll(userId: string, epoch: number, audits: readonly NationAudit[]): Promise<boolean>;
}
