import { z } from 'zod';
import { NationSlug, Role, SessionId, UserId } from '../ids';

/**
 * Body of `POST /v1/sessions/sandbox`: signs in as a demo user of the NationBuilder double. The endpoint exists only
 * where `NATIONBUILDER_MODE=double`, which production refuses.
 */
export const SandboxSignInRequest = z.strictObject({
  nationSlug: NationSlug,
  /** First name of the demo user in lower case, such as `ada`. */
  user: z
    .string()
    .regex(/^[a-z]{1,20}$/)
    .default('ada'),
  /** Decides the surface of the session's queries. */
  clientId: z.enum(['cli', 'web', 'extension']).default('cli'),
});
export type SandboxSignInRequest = z.output<typeof SandboxSignInRequest>;

/** 201 answer of a sign-in. */
export const SessionAnswer = z.object({
  accessToken: z.string(),
  /** Seconds. */
  expiresIn: z.number().int().positive(),
  sessionId: SessionId,
});
export type SessionAnswer = z.output<typeof SessionAnswer>;

/** Answer of `GET /v1/me`. */
export const Me = z.object({
  userId: UserId,
  name: z.string(),
  memberships: z.array(z.object({ nationSlug: NationSlug, role: Role })),
});
export type Me = z.output<typeof Me>;
