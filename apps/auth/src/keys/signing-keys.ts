import type { SecretVault } from '@nat/secrets';
import type { Clock, Rng } from '@nat/service-kit';
import { generateSigningKey, PrivateSigningKey, publicPart, type PublicSigningKey, TokenSigner } from '@nat/session';
import { z } from 'zod';

/** Name of the secret that holds {@link KeyRing}. */
export const signingKeysSecret = 'nat/auth/signing-keys';

/** All keys that are published. The newest whose time has come signs; the others verify what they signed before. */
const KeyRing = z.object({
  keys: z.array(PrivateSigningKey.extend({ /** Epoch milliseconds from which it signs. */ notBefore: z.number().int() })).min(1),
});
type KeyRing = z.output<typeof KeyRing>;

/** Milliseconds after which the ring is read again, so that every process sees a key added by one of them. */
const freshMs = 300_000;

/** The keys of our access tokens. The first boot makes one; processes that boot at once agree on the same. */
export class SigningKeys {
  private readonly signers = new Map<string, TokenSigner>();
  private readAt: number;

  private constructor(
    private ring: KeyRing,
    private readonly vault: SecretVault,
    private readonly clock: Clock,
  ) {
    this.readAt = clock.monotonic();
  }

  /** Reads the ring, or makes it. Rejects while the vault cannot be reached: auth does not start without keys. */
  static async open(vault: SecretVault, clock: Clock, rng: Rng): Promise<SigningKeys> {
    const stored =
      (await vault.current(signingKeysSecret)) ?? (await vault.createOnce(signingKeysSecret, await firstRing(clock, rng)));
    return new SigningKeys(KeyRing.parse(JSON.parse(stored)), vault, clock);
  }

  /** Signs with the newest key whose time has come. */
  async signer(): Promise<TokenSigner> {
    await this.refresh();
    const due = this.ring.keys.filter(({ notBefore }) => notBefore <= this.clock.now());
    const key = due.toSorted((a, b) => b.notBefore - a.notBefore)[0] ?? this.ring.keys[0]!;
    const signer = this.signers.get(key.kid) ?? new TokenSigner(key);
    this.signers.set(key.kid, signer);
    return signer;
  }

  /** The JWKS document: public halves only, those not yet in use included. */
  async published(): Promise<{ keys: PublicSigningKey[] }> {
    await this.refresh();
    return { keys: this.ring.keys.map(publicPart) };
  }

  private async refresh(): Promise<void> {
    if (this.clock.monotonic() - this.readAt < freshMs) return;
    this.readAt = this.clock.monotonic();
    const stored = await this.vault.current(signingKeysSecret).catch(() => undefined);
    // A vault that is down, or empty for a moment, must not end sign-in: the keys last read keep serving.
    if (stored !== undefined) this.ring = KeyRing.parse(JSON.parse(stored));
  }
}

async function firstRing(clock: Clock, rng: Rng): Promise<string> {
  const ring: KeyRing = { keys: [{ ...(await generateSigningKey(rng.id('key'))), notBefore: clock.now() }] };
  return JSON.stringify(ring);
}
