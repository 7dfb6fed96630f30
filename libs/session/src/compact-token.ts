import { AppError } from '@nat/service-kit';
import { CompactSign, compactVerify, importJWK } from 'jose';
import { z } from 'zod';
import { KeyId, type PrivateSigningKey } from './signing-key';

/** Longest token that is looked at, in characters (all ASCII, so bytes). */
export const tokenLimit = 8_192;
/** Seconds by which clocks of two machines may differ. */
export const clockSkewSeconds = 60;

/** Three base64url parts; the last is the 64 bytes of an ES256 signature. JWE, JSON serialization and `none` do not fit. */
const compactForm = /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]{86}$/;

/** A key imported for verifying, with the text that tells it from any other key of the same name. */
export interface VerificationKey {
  readonly fingerprint: string;
  readonly key: Awaited<ReturnType<typeof importJWK>>;
}

/** The one answer to a token that proves nothing. It does not say why: whoever made the token need not learn it. */
export function unauthenticated(detail = 'The token is not valid. Sign in again.'): AppError {
  return new AppError('unauthenticated', detail);
}

/**
 * The header of our tokens of one type: exactly `alg`, `typ` and `kid`. `jku`, `x5u`, `x5c`, `jwk`, `crit`, `zip`, `b64` and
 * whatever comes next are refused and never followed (reliability, 5.1).
 *
 * @param typ the only type accepted, byte for byte.
 */
export function tokenHeader(typ: string) {
  return z.strictObject({ alg: z.literal('ES256'), typ: z.literal(typ), kid: KeyId });
}

/**
 * The name of the key of a compact ES256 token. Everything else is refused before any key is looked up or any signature
 * computed. Throws `unauthenticated`.
 */
export function readKeyId(token: string, header: ReturnType<typeof tokenHeader>): string {
  if (token.length > tokenLimit || !compactForm.test(token)) throw unauthenticated();
  const { data } = header.safeParse(json(Buffer.from(token.slice(0, token.indexOf('.')), 'base64url')));
  if (!data) throw unauthenticated();
  return data.kid;
}

/** Checks the signature with `key` and returns the claims, still unchecked. Throws `unauthenticated`. */
export async function readClaims(token: string, { key }: VerificationKey): Promise<unknown> {
  const { payload } = await compactVerify(token, key, { algorithms: ['ES256'] }).catch(() => {
    throw unauthenticated();
  });
  return json(payload);
}

/** Seconds since the epoch as RFC 7519 wants them, whole, and not milliseconds by mistake (year 9999 at most). */
export const NumericDate = z.number().int().positive().max(253_402_300_799);

/** The claims that place a token in time. */
export interface TokenTimes {
  iat: number;
  exp: number;
  nbf?: number;
}

/** Throws `token_expired` for a token more than the skew past its end, `unauthenticated` for one from the future. */
export function checkTimes({ iat, exp, nbf = iat }: TokenTimes, nowMilliseconds: number): void {
  const now = nowMilliseconds / 1_000;
  if (iat - now > clockSkewSeconds || nbf - now > clockSkewSeconds) throw unauthenticated();
  if (now - exp > clockSkewSeconds) throw new AppError('token_expired', 'The token has expired. Sign in again.');
}

/** Signs claims as a compact ES256 token. Keeps the imported key, so signing costs one elliptic-curve operation. */
export class TokenSigner {
  private imported?: ReturnType<typeof importJWK>;

  constructor(private readonly key: PrivateSigningKey) {}

  /** @param typ media type of the token, without `application/`. */
  async sign(typ: string, claims: Record<string, unknown>): Promise<string> {
    this.imported ??= importJWK({ ...this.key }, 'ES256');
    return new CompactSign(new TextEncoder().encode(JSON.stringify(claims)))
      .setProtectedHeader({ alg: 'ES256', typ, kid: this.key.kid })
      .sign(await this.imported);
  }
}

/** A JSON value in well-formed UTF-8, else undefined. */
function json(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch {
    return undefined;
  }
}
