import { AppError } from '@nat/service-kit';
import { CompactSign, compactVerify, importJWK } from 'jose';
import { z } from 'zod';
import { namesTwice } from './names-twice';
import { KeyId, type PrivateSigningKey } from './signing-key';

/** Longest token that is looked at, in characters (all ASCII, so bytes). */
export const tokenLimit = 8_192;
/** Seconds by which clocks of two machines may differ. */
export const clockSkewSeconds = 60;

/** Algorithms a token may be signed with: ours are ES256, those of an external issuer what its configuration lists of these. */
export const signingAlgorithms = ['ES256', 'RS256'] as const;
export type SigningAlgorithm = (typeof signingAlgorithms)[number];

/** A key imported for verifying, with the text that tells it from any other key of the same name. */
export interface VerificationKey {
  readonly algorithm: SigningAlgorithm;
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

/** Which key signed a token, and how, as the token itself says. */
export interface TokenHeader {
  alg: SigningAlgorithm;
  kid: string;
}

/**
 * The header of a compact token (RFC 7515, section 3.1). Everything else is refused before any key is looked up or any
 * signature computed: JWE, JSON serialization, `none`, bytes that could be written in another way. Throws `unauthenticated`.
 */
export function readHeader<Header extends TokenHeader>(token: string, schema: z.ZodType<Header>): Header {
  if (token.length > tokenLimit) throw unauthenticated();
  // Four at most: whoever sends thousands of dots does not make thousands of parts.
  const parts = token.split('.', 4);
  if (parts.length !== 3 || !parts.every(isBase64url)) throw unauthenticated();
  const { data } = schema.safeParse(json(Buffer.from(parts[0]!, 'base64url')));
  if (!data) throw unauthenticated();
  return data;
}

/** True for the one way to write some bytes: no padding, no foreign character, no bits set that belong to no byte. */
function isBase64url(part: string): boolean {
  return part !== '' && Buffer.from(part, 'base64url').toString('base64url') === part;
}

/** Checks the signature with `key` and returns the claims, still unchecked. Throws `unauthenticated`. */
export async function readClaims(token: string, { key, algorithm }: VerificationKey): Promise<unknown> {
  const { payload } = await compactVerify(token, key, { algorithms: [algorithm] }).catch(() => {
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

/** A JSON value in well-formed UTF-8 of which no object names a member twice (RFC 7519, section 4), else undefined. */
function json(bytes: Uint8Array): unknown {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    const value: unknown = JSON.parse(text);
    return namesTwice(text) ? undefined : value;
  } catch {
    return undefined;
  }
}
