import { z } from 'zod';
import { NationSlug, SessionId } from '../ids';

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

/** Answer of a sign-in and of every renewal: a pair of tokens. */
export const SessionAnswer = z.object({
  accessToken: z.string(),
  /** Seconds. */
  expiresIn: z.number().int().positive(),
  sessionId: SessionId,
  /** Good for one renewal. Absent where a browser keeps it as a cookie. */
  refreshToken: z.string().optional(),
});
export type SessionAnswer = z.output<typeof SessionAnswer>;

/** Body of `POST /v1/sessions`: the code a finished sign-in handed to its client, and the proof that it is that client. */
export const StartSession = z.strictObject({
  clientId: z.enum(['cli', 'web', 'extension']),
  code: z.string().regex(/^[A-Za-z0-9_-]{43}$/, 'must be the code of a sign-in'),
  /** RFC 7636, section 4.1. */
  codeVerifier: z.string().regex(/^[A-Za-z0-9._~-]{43,128}$/, 'must be a code verifier of 43 to 128 characters'),
  /** As it was when the sign-in began, letter by letter. */
  redirectUri: z.string().max(2_048),
});
export type StartSession = z.output<typeof StartSession>;

/** Body of `POST /v1/sessions/refresh`, where the token is not in a cookie. */
export const RefreshRequest = z.strictObject({
  refreshToken: z.string().regex(/^nrt_[A-Za-z0-9_-]{43}$/, 'must be a refresh token'),
});
export type RefreshRequest = z.output<typeof RefreshRequest>;

/** One place where its person is signed in. */
export const SessionSummary = z.object({
  sessionId: SessionId,
  /** What was signed in with, such as `cli`. */
  client: z.string(),
  startedAt: z.iso.datetime(),
  lastUsedAt: z.iso.datetime(),
  /** Network it was last used from, such as `192.0.2.0/24`. */
  network: z.string().optional(),
  /** True for the one that asks. */
  current: z.boolean(),
});
export type SessionSummary = z.output<typeof SessionSummary>;

/** Answer of `GET /v1/sessions`: all that live, the one last used first. */
export const SessionsAnswer = z.object({ items: z.array(SessionSummary) });
export type SessionsAnswer = z.output<typeof SessionsAnswer>;
