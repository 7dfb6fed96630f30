import { AppError, type Clock } from '@nat/service-kit';
import { importJWK, type JWK } from 'jose';
import { z } from 'zod';
import type { SigningAlgorithm, VerificationKey } from './compact-token';
import { PublicSigningKey } from './signing-key';

/** Milliseconds after which the document is read again. */
const freshMs = 300_000;
/** Milliseconds after which a document is no longer used before an attempt to read it again: a removed key ends within 10 minutes. */
const trustedMs = 570_000;
/** Least milliseconds between two reads, however many unknown keys are asked for. */
const spacingMs = 30_000;
/** The same while no document was ever read, so that services may start in any order. */
const firstSpacingMs = 1_000;

const KeySetDocument = z.object({ keys: z.array(z.unknown()).max(20) });

/**
 * Name of an issuer's key; Cognito's are 44 characters of base64. `CognitoLocal` is the key that the program of that name has in
 * its package: everybody can sign with it.
 */
const ExternalKeyId = z.string().regex(/^(?!CognitoLocal$)[A-Za-z0-9+/=._~:-]{1,128}$/);

/** An RSA key of 2,048 to 4,096 bits (RFC 7518, section 6.3.1); larger ones would only cost the time of whoever verifies. */
const RsaKey = z.object({
  kty: z.literal('RSA'),
  n: z.string().regex(/^[A-Za-z0-9_-]{342,683}$/),
  e: z.literal('AQAB'),
  kid: ExternalKeyId,
  alg: z.literal('RS256').default('RS256'),
  use: z.literal('sig').default('sig'),
});

type Usable = { kid: string; algorithm: SigningAlgorithm; jwk: JWK; fingerprint: string };

/** How a key of each algorithm is read. Members that make a key secret or point elsewhere are never passed on. */
const readers: Record<SigningAlgorithm, (candidate: unknown) => Usable | undefined> = {
  ES256: candidate => {
    const { data } = PublicSigningKey.extend({ kid: ExternalKeyId }).safeParse(candidate);
    if (!data) return undefined;
    const { kid, kty, crv, x, y } = data;
    return { kid, algorithm: 'ES256', jwk: { kty, crv, x, y }, fingerprint: `${x}.${y}` };
  },
  RS256: candidate => {
    const { data } = RsaKey.safeParse(candidate);
    if (!data) return undefined;
    const { kid, kty, n, e } = data;
    return { kid, algorithm: 'RS256', jwk: { kty, n, e }, fingerprint: n };
  },
};

/**
 * Imports the usable keys of a JWKS document by name; others are left out. Throws when it is no such document.
 *
 * @param algorithms what a key may be for. A key is good for one algorithm, whatever a token's header says.
 */
export async function importKeys(
  document: unknown,
  algorithms: readonly SigningAlgorithm[] = ['ES256'],
): Promise<Map<string, VerificationKey>> {
  const keys = new Map<string, VerificationKey>();
  for (const candidate of KeySetDocument.parse(document).keys) {
    const usable = algorithms.map(algorithm => readers[algorithm](candidate)).find(read => read !== undefined);
    if (!usable) continue;
    const { kid, algorithm, jwk, fingerprint } = usable;
    const key = await importJWK(jwk, algorithm).catch(() => undefined);
    if (key) keys.set(kid, { key, algorithm, fingerprint });
  }
  return keys;
}

/**
 * The keys an issuer publishes. Read when first needed, again after 5 minutes, and for an unknown name at most once per
 * 30 s. Nobody whose key is known waits for a reading, so an issuer that cannot be reached is not noticed: the keys last read
 * keep serving.
 */
export class KeySet {
  private keys?: Map<string, VerificationKey>;
  private readAt = 0;
  private triedAt = Number.NEGATIVE_INFINITY;
  private endedAt = Number.NEGATIVE_INFINITY;
  private reading?: Promise<void>;

  /** @param fetchDocument gets the JWKS document, or rejects. */
  constructor(
    private readonly fetchDocument: () => Promise<unknown>,
    private readonly clock: Clock,
    private readonly algorithms?: readonly SigningAlgorithm[],
  ) {}

  /** The key of this name, or nothing. Throws `dependency_unavailable` while no document was ever read. */
  async find(kid: string): Promise<VerificationKey | undefined> {
    const known = this.keys?.get(kid);
    const now = this.clock.monotonic();
    if (known && now - this.readAt <= freshMs) return known;
    const reading = this.refresh();
    // After a quiet while nobody knows whether the key is still there; during an outage there was an attempt just before.
    const unwatched = now - this.readAt > trustedMs && now - this.endedAt > 2 * spacingMs;
    if (known && !unwatched) return known;
    await reading;
    if (!this.keys) {
      throw new AppError('dependency_unavailable', 'Sign-in cannot be checked at the moment; try again shortly.', {
        retryAfter: 1,
      });
    }
    return this.keys.get(kid);
  }

  private refresh(): Promise<void> | undefined {
    const spacing = this.keys ? spacingMs : firstSpacingMs;
    if (!this.reading && this.clock.monotonic() - this.triedAt < spacing) return undefined;
    this.reading ??= this.read().finally(() => (this.reading = undefined));
    return this.reading;
  }

  private async read(): Promise<void> {
    this.triedAt = this.clock.monotonic();
    try {
      this.keys = await importKeys(await this.fetchDocument(), this.algorithms);
      this.readAt = this.triedAt;
    } catch {
      // Unreachable or no key document: the keys last read keep serving, and the next attempt is 30 s away.
    }
    this.endedAt = this.clock.monotonic();
  }
}
