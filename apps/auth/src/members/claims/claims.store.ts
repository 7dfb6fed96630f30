import { NationSlug } from '@nat/contracts';
import { z } from 'zod';
import type { AuditEntry } from '../../audit/audit-entry';

/** A claim as it is kept. */
export const StoredClaim = z.object({
  nationSlug: NationSlug,
  /** RFC 3339 UTC. */
  claimedAt: z.string(),
  /** Epoch seconds. */
  expiresAt: z.number().int(),
  /** SHA-256 of the idempotency key it was made with. */
  keyHash: z.string(),
});
export type StoredClaim = z.output<typeof StoredClaim>;

/** Every claim of one user that may still be open: few, so they are kept and changed as one. */
export interface UserClaims {
  claims: readonly StoredClaim[];
  /** Rises by one with each change; 0 where there never was a claim. */
  revision: number;
}

/** Claims on nations that nobody has proven. */
export abstract class ClaimsStore {
  abstract of(userId: string): Promise<UserClaims>;

  /**
   * Keeps `claims` in place of what was seen, of which one is new: that on `nationSlug`.
   * @returns false when the user's claims have changed since, or when the nation was proven.
   */
  abstract claim(userId: string, next: UserClaims, nationSlug: NationSlug, audit: AuditEntry): Promise<boolean>;
}
