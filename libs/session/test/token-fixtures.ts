import { ManualClock } from '@nat/service-kit';
import { CompactSign, importJWK } from 'jose';
import { generateSigningKey, type PrivateSigningKey, publicPart, TokenVerifier } from '../src';

export const issuer = 'https://auth.nat.example';
export const jwksUrl = 'https://auth.nat.example/.well-known/jwks.json';
export const userId = 'usr_0123456789abcdefghjkmnpqrs';
export const sessionId = 'ses_0123456789abcdefghjkmnpqrs';

/** An issuer whose key document is served from memory, a verifier of its tokens, and a count of the reads. */
export async function anIssuer(options: { reachable?: boolean } = {}) {
  const clock = new ManualClock();
  const key = await generateSigningKey('key-1');
  const state = {
    keys: [key],
    reachable: options.reachable ?? true,
    reads: 0,
    document: undefined as unknown,
    /** While set, a reading ends no sooner than this does. */
    silence: undefined as Promise<void> | undefined,
  };
  const fetchJson = async (url: string): Promise<unknown> => {
    state.reads++;
    if (state.silence) await state.silence;
    if (!state.reachable || url !== jwksUrl) throw new Error('unreachable');
    return state.document ?? { keys: state.keys.map(publicPart) };
  };
  const verifier = new TokenVerifier({ issuer, jwksUrl, clock, fetchJson });
  return { clock, key, state, verifier, claims: () => goodClaims(clock) };
}

/** Claims that verify at the time of the clock. */
export function goodClaims(clock: ManualClock): Record<string, unknown> {
  const iat = Math.floor(clock.now() / 1_000);
  return {
    iss: issuer,
    aud: 'nat-api',
    sub: userId,
    sid: sessionId,
    jti: 'b6c1',
    iat,
    nbf: iat,
    exp: iat + 900,
    client: 'cli',
    nations: { demo: 'owner' },
  };
}

/** Signs anything: claims may be a value or raw text, and header members replace the honest ones (undefined drops one). */
export async function signed(key: PrivateSigningKey, claims: unknown, header: Record<string, unknown> = {}): Promise<string> {
  const payload = new TextEncoder().encode(typeof claims === 'string' ? claims : JSON.stringify(claims));
  const honest = await new CompactSign(payload)
    .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: key.kid })
    .sign(await importJWK({ ...key }, 'ES256'));
  if (Object.keys(header).length === 0) return honest;
  return resigned(key, { alg: 'ES256', typ: 'at+jwt', kid: key.kid, ...header }, payload);
}

/** A true ES256 signature over a header that a signing library would refuse to make. */
async function resigned(key: PrivateSigningKey, header: Record<string, unknown>, payload: Uint8Array): Promise<string> {
  const text = `${encode(header)}.${Buffer.from(payload).toString('base64url')}`;
  const cryptoKey = await crypto.subtle.importKey('jwk', { ...key }, { name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign']);
  const signature = await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, cryptoKey, Buffer.from(text));
  return `${text}.${Buffer.from(signature).toString('base64url')}`;
}

export function encode(value: unknown): string {
  return Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');
}

/** The code of the error a promise rejects with, or `fulfilled`. Fails the test on anything but an error with a code. */
export async function outcome(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
    return 'fulfilled';
  } catch (error) {
    const { code } = error as { code?: unknown };
    if (typeof code !== 'string') throw error;
    return code;
  }
}
