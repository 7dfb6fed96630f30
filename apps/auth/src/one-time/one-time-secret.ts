import type { Rng } from '@nat/service-kit';
import { createHash } from 'node:crypto';

/** 256 random bits as 43 characters of base64url: codes, cookies, states, tickets, verifiers and refresh tokens. */
export function oneTimeSecret(rng: Rng): string {
  return Buffer.from(rng.bytes(32)).toString('base64url');
}

/** What is kept of a secret that its holder shows again: whoever reads the table learns nothing they could show. Hexadecimal. */
export function secretHash(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

/** The S256 code challenge of a PKCE verifier (RFC 7636, section 4.2). */
export function challengeOf(verifier: string): string {
  return createHash('sha256').update(verifier).digest('base64url');
}
