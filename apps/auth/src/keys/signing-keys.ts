import { parsedSecret, type SecretVault, versionIdOf } from '@nat/secrets';
import type { Clock, Rng } from '@nat/service-kit';
import { generateSigningKey, publicPart, type PublicSigningKey, TokenSigner } from '@nat/session';
import { isOver, KeyRing, needsNextKey, readAgainMs, renewed, signingKey } from './key-ring';

/** Name of the secret that holds the {@link KeyRing}. */
export const signingKeysSecret = 'nat/auth/signing-keys';

/**
 * The keys of our access tokens. The first boot makes one; afterwards they replace themselves when they are used: whichever
 * process sees first that a key is due makes it, and all processes agree on the same.
 */
export class SigningKeys {
  private readonly signers = new Map<string, TokenSigner>();
  private readAt: number;

  private constructor(
    private ring: KeyRing,
    private readonly vault: SecretVault,
    private readonly clock: Clock,
    private readonly rng: Rng,
  ) {
    this.readAt = clock.monotonic();
  }

  /** Reads the ring, or makes it. Rejects while the vault cannot be reached: auth does not start without keys. */
  static async open(vault: SecretVault, clock: Clock, rng: Rng): Promise<SigningKeys> {
    const stored =
      (await vault.current(signingKeysSecret)) ?? (await vault.createOnce(signingKeysSecret, await firstRing(clock, rng)));
    return new SigningKeys(ringOf(stored), vault, clock, rng);
  }

  /** Signs with the newest key whose time has come. */
  async signer(): Promise<TokenSigner> {
    await this.refresh();
    const key = signingKey(this.ring, this.clock.now());
    const signer = this.signers.get(key.kid) ?? new TokenSigner(key);
    this.signers.set(key.kid, signer);
    return signer;
  }

  /** The JWKS document: public halves only, those not yet in use included. */
  async published(): Promise<{ keys: PublicSigningKey[] }> {
    await this.refresh();
    const now = this.clock.now();
    return { keys: this.ring.keys.filter(key => !isOver(key, this.ring, now)).map(publicPart) };
  }

  private async refresh(): Promise<void> {
    if (this.clock.monotonic() - this.readAt < readAgainMs) return;
    this.readAt = this.clock.monotonic();
    // A vault that is down, or empty for a moment, must not end sign-in: the keys last read keep serving.
    const stored = await this.vault.current(signingKeysSecret).catch(() => undefined);
    if (stored === undefined) return;
    this.ring = ringOf(stored);
    await this.renew(stored).catch(() => undefined);
  }

  /** Replaces the ring where a key is due or over. Its version follows from the ring it replaces, so of rivals one wins. */
  private async renew(stored: string): Promise<void> {
    const now = this.clock.now();
    const due = needsNextKey(this.ring, now);
    if (!due && !this.ring.keys.some(key => isOver(key, this.ring, now))) return;
    const next = due ? await generateSigningKey(this.rng.id('key')) : undefined;
    const ring = JSON.stringify(renewed(this.ring, now, next));
    const inForce = await this.vault.claim(signingKeysSecret, versionIdOf(stored), ring);
    if (inForce !== undefined) this.ring = ringOf(inForce);
  }
}

async function firstRing(clock: Clock, rng: Rng): Promise<string> {
  const ring: KeyRing = { keys: [{ ...(await generateSigningKey(rng.id('key'))), notBefore: clock.now() }] };
  return JSON.stringify(ring);
}

function ringOf(stored: string): KeyRing {
  return parsedSecret(stored, KeyRing);
}
