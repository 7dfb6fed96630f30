import { z } from 'zod';
import { ClaimNation } from '../api/members';
import { NationSlug, QueryId, Role } from '../ids';

/**
 * `POST /internal/sessions/check` (gateway to auth): does the session of the service token live, and is its user a member of
 * the nation, where one is named?
 */
export const SessionCheckRequest = z.strictObject({ nationSlug: NationSlug.optional() });
export type SessionCheckRequest = z.output<typeof SessionCheckRequest>;

/** A live role, never the token's. `role` is absent when the user is not a member of the nation. */
export const SessionCheckAnswer = z.object({ active: z.boolean(), role: Role.optional() });
export type SessionCheckAnswer = z.output<typeof SessionCheckAnswer>;

/** `POST /internal/connections/access-token` (agent to auth only). */
export const AccessTokenRequest = z.strictObject({
  /** Absent when no query asks: an undo, or work that goes on after its query. */
  queryId: QueryId.optional(),
  /** The generation whose token NationBuilder just refused with 401: asks for a newer one. */
  refusedGeneration: z.number().int().positive().optional(),
});
export type AccessTokenRequest = z.output<typeof AccessTokenRequest>;

/** A NationBuilder access token for the nation of the service token; never a refresh token. */
export const AccessTokenAnswer = z.object({
  accessToken: z.string(),
  connectionKind: z.enum(['nation', 'personal']),
  generation: z.number().int().positive(),
  usableUntil: z.iso.datetime(),
});
export type AccessTokenAnswer = z.output<typeof AccessTokenAnswer>;

/** `POST /internal/claims` (gateway to auth): the same key claims once. */
export const ClaimNationRequest = ClaimNation.extend({ idempotencyKey: z.string().min(1).max(255) });
export type ClaimNationRequest = z.output<typeof ClaimNationRequest>;
