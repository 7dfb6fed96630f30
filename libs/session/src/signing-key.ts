import { exportJWK, generateKeyPair } from 'jose';
import { z } from 'zod';

/** Names a key. Longer or odd names are refused before anything is looked up. */
export const KeyId = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, 'must be 1 to 64 of A-Z a-z 0-9 _ -');

const coordinate = z.string().regex(/^[A-Za-z0-9_-]{43}$/, 'must be 32 bytes in base64url');

/** Public half of an ES256 key (RFC 7517, 7518 section 6.2). Everything else a document holds is dropped. */
export const PublicSigningKey = z.object({
  kty: z.literal('EC'),
  crv: z.literal('P-256'),
  x: coordinate,
  y: coordinate,
  kid: KeyId,
  alg: z.literal('ES256').default('ES256'),
  use: z.literal('sig').default('sig'),
});
export type PublicSigningKey = z.output<typeof PublicSigningKey>;

/** An ES256 key that can sign. Secret. */
export const PrivateSigningKey = PublicSigningKey.extend({ d: coordinate });
export type PrivateSigningKey = z.output<typeof PrivateSigningKey>;

/** Makes an ES256 key pair. @param kid its name; see {@link KeyId}. */
export async function generateSigningKey(kid: string): Promise<PrivateSigningKey> {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  return PrivateSigningKey.parse({ ...(await exportJWK(privateKey)), kid });
}

/** What may be published of a key: picked by name, so a new secret member can never slip through. */
export function publicPart({ kty, crv, x, y, kid, alg, use }: PrivateSigningKey | PublicSigningKey): PublicSigningKey {
  return { kty, crv, x, y, kid, alg, use };
}
