import { AppError, type Clock } from '@nat/service-kit';
import { importJWK } from 'jose';
import { z } from 'zod';
import type { VerificationKey } from './compact-token';
import type { FetchJson } from './fetch-json.adapter';
import { PublicSigningKey } from './signing-key';

/** Milliseconds after which the document is read again. */
const freshMs = 300_000;
/** Least milliseconds between two reads, however many unknown keys are asked for. */
const spacingMs = 30_000;
/** The same while no document was ever read, so that services may start in any order. */
const firstSpacingMs = 1_000;

const KeySetDocument = z.object({ keys: z.array(z.unknown()).max(20) });

/** Imports the usable ES256 keys of a JWKS document by name; others are left out. Throws when it is no such document. */
export async function importKeys(document: unknown): Promise<Map<string, VerificationKey>> {
  const keys = new Map<string, VerificationKey>();
  for (const candidate of KeySetDocument.parse(document).keys) {
    const { data } = PublicSigningKey.safeParse(candidate);
    if (!data) continue;
    const { kty, crv, x, y } = data;
    const key = await importJWK({ kty, crv, x, y }, 'ES256').catch(() => undefined);
    if (key) keys.set(data.kid, { key, fingerprint: `${x}.${y}` });
  }
  return keys;
}

/**
 * The keys an issuer publishes. Read when first needed, again after 5 minutes, and for an unknown name at most once per
 * 30 s. While the issuer cannot be reached the keys last read keep serving.
 */
export class KeySet {
  private keys?: Map<string, VerificationKey>;
  private readAt = 0;
  private triedAt = Number.NEGATIVE_INFINITY;
  private reading?: Promise<void>;

  constructor(
    private readonly url: string,
    private readonly clock: Clock,
    private readonly fetchJson: FetchJson,
  ) {}

  /** The key of this name, or nothing. Throws `dependency_unavailable` while no document was ever read. */
  async find(kid: string): Promise<VerificationKey | undefined> {
    const stale = !this.keys || this.clock.monotonic() - this.readAt > freshMs;
    if (stale || !this.keys?.has(kid)) await this.refresh();
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
      this.keys = await importKeys(await this.fetchJson(this.url));
      this.readAt = this.triedAt;
    } catch {
      // Unreachable or no key document: the keys last read keep serving, and the next attempt is 30 s away.
    }
  }
}
