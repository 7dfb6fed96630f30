import { z } from 'zod';

/** What NationBuilder's token endpoint answered. */
export interface RawAnswer {
  status: number;
  body: string;
}

/** Tokens that were granted. A refresh may come without a new refresh token; the old one is kept then. */
export interface TokenGrant {
  accessToken: string;
  refreshToken?: string;
  expiresInSeconds: number;
}

/**
 * No usable answer; the same call may succeed later.
 *
 * - `transient`: nobody was reached, or NationBuilder said that it has a problem.
 * - `ambiguous`: the call was sent, and what came back, if anything, does not tell what became of it.
 */
export interface Unavailable {
  kind: 'unavailable';
  errorClass: 'transient' | 'ambiguous';
  /** True unless it is certain that the code or refresh token was not spent. */
  perhapsSpent: boolean;
}

/**
 * - `refused`: the code or refresh token is spent or revoked (`invalid_grant`).
 * - `misconfigured`: our client id or secret is wrong; no nation is to blame.
 */
export type TokenOutcome = { kind: 'granted'; grant: TokenGrant } | { kind: 'refused' } | { kind: 'misconfigured' } | Unavailable;

/** The call was never sent. */
export const unsent: Unavailable = { kind: 'unavailable', errorClass: 'transient', perhapsSpent: false };
/** The call was sent, and no answer came that could be understood. */
export const unanswered: Unavailable = { kind: 'unavailable', errorClass: 'ambiguous', perhapsSpent: true };

/** Token characters (RFC 6750, section 2.1); anything else could not be sent as a bearer token. */
const Token = z
  .string()
  .regex(/^[A-Za-z0-9._~+/-]+=*$/)
  .max(8_192);

/** Seconds an access token lives where the answer does not say (agent design, section 15). */
const defaultSeconds = 7_200;

const GrantAnswer = z.object({
  access_token: Token,
  refresh_token: Token.optional(),
  token_type: z.string().regex(/^bearer$/i),
  expires_in: z.number().int().min(60).max(2_592_000).default(defaultSeconds),
});
const ErrorAnswer = z.object({ error: z.string() });

/** Judges an answer by the rules of agent design, section 15: nothing but the exact form is a grant. */
export function tokenOutcome({ status, body }: RawAnswer): TokenOutcome {
  const parsed = json(body);
  if (status === 200) {
    const { data } = GrantAnswer.safeParse(parsed);
    if (!data) return unanswered;
    const { access_token: accessToken, refresh_token: refreshToken, expires_in: expiresInSeconds } = data;
    return { kind: 'granted', grant: { accessToken, refreshToken, expiresInSeconds } };
  }
  const { data: refusal } = ErrorAnswer.safeParse(parsed);
  if ((status === 400 || status === 401) && refusal) {
    if (refusal.error === 'invalid_grant') return { kind: 'refused' };
    if (refusal.error === 'invalid_client' || refusal.error === 'unauthorized_client') return { kind: 'misconfigured' };
  }
  return status < 300 ? unanswered : { ...unsent, perhapsSpent: status >= 500 && status !== 503 };
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
