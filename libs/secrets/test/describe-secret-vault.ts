import { SystemRng } from '@nat/service-kit';
import type { SecretVault } from '../src/secret-vault';

const rng = new SystemRng();

/** Declares one test; another than `it` where a peer of the endpoint is known to differ. */
type Declare = (name: string, body: () => Promise<void>) => void;

/** What every form of {@link SecretVault} promises. */
export function describeSecretVault(form: string, make: () => SecretVault, promise: Declare = it): void {
  describe(`secret vault, ${form}`, () => {
    let vault: SecretVault;
    beforeAll(() => {
      vault = make();
    });
    const name = (): string => `nat/test/${rng.hex(8)}`;

    promise('keeps the two newest versions under their ids', async () => {
      const secret = name();
      const versions = [rng.uuid(), rng.uuid(), rng.uuid(), rng.uuid()];
      for (const version of versions) expect(await vault.claim(secret, version, `of ${version}`)).toBe(`of ${version}`);
      for (const version of versions.slice(-2)) expect(await vault.get(secret, version)).toBe(`of ${version}`);
      expect(await vault.current(secret)).toBe(`of ${versions.at(-1)}`);
    });

    promise('has nothing under another name or another version', async () => {
      const secret = name();
      expect(await vault.current(secret)).toBeUndefined();
      expect(await vault.get(secret, rng.uuid())).toBeUndefined();
      await vault.claim(secret, rng.uuid(), 'a');
      expect(await vault.get(secret, rng.uuid())).toBeUndefined();
    });

    promise('never changes a version: a second value is told the first', async () => {
      const [secret, version] = [name(), rng.uuid()];
      expect(await vault.claim(secret, version, 'a')).toBe('a');
      expect(await vault.claim(secret, version, 'a')).toBe('a');
      expect(await vault.claim(secret, version, 'b')).toBe('a');
      expect(await vault.get(secret, version)).toBe('a');
    });

    promise('lets nobody who comes late push out what is in force', async () => {
      const [secret, late, before, current] = [name(), rng.uuid(), rng.uuid(), rng.uuid()];
      for (const version of [late, before, current]) await vault.claim(secret, version, `of ${version}`);
      expect([undefined, `of ${late}`]).toContain(await vault.claim(secret, late, 'too late'));
      for (const version of [before, current]) expect(await vault.get(secret, version)).toBe(`of ${version}`);
      expect(await vault.current(secret)).toBe(`of ${current}`);
    });

    promise('gives one version to one of ten writers at once, also when the secret is new', async () => {
      const [secret, version] = [name(), rng.uuid()];
      const told = await Promise.all(Array.from({ length: 10 }, (_, index) => vault.claim(secret, version, `${index}`)));
      expect(new Set(told).size).toBe(1);
      expect(await vault.get(secret, version)).toBe(told[0]);
    });

    promise('takes two first versions at once', async () => {
      const [secret, one, other] = [name(), rng.uuid(), rng.uuid()];
      await Promise.all([one, other].map(version => vault.claim(secret, version, version)));
      expect([await vault.get(secret, one), await vault.get(secret, other)]).toEqual([one, other]);
    });

    promise('erases a secret with every version; erasing what is not there is harmless', async () => {
      const [secret, version] = [name(), rng.uuid()];
      await vault.claim(secret, version, 'a');
      for (let time = 1; time <= 2; time++) {
        await vault.erase(secret);
        expect(await vault.get(secret, version)).toBeUndefined();
        expect(await vault.current(secret)).toBeUndefined();
        expect(await vault.addressOf(secret)).toBeUndefined();
      }
      await vault.erase(name());
    });

    promise('finds, adds to and erases a secret by its address as by its name', async () => {
      const [secret, one, other] = [name(), rng.uuid(), rng.uuid()];
      expect(await vault.addressOf(secret)).toBeUndefined();
      await vault.claim(secret, one, 'a');
      const address = (await vault.addressOf(secret))!;
      expect(await vault.claim(address, other, 'b')).toBe('b');
      expect(await vault.claim(address, one, 'c')).toBe('a');
      expect([await vault.get(address, one), await vault.get(secret, other)]).toEqual(['a', 'b']);
      expect([await vault.current(address), await vault.addressOf(secret)]).toEqual(['b', address]);
      await vault.erase(address);
      expect(await vault.get(secret, one)).toBeUndefined();
    });

    promise('lets whoever holds the address of an erased secret touch nothing of the one that bears its name since', async () => {
      const [secret, before, after, late] = [name(), rng.uuid(), rng.uuid(), rng.uuid()];
      await vault.claim(secret, before, 'old');
      const old = (await vault.addressOf(secret))!;
      await vault.erase(secret);
      expect(await vault.claim(old, late, 'late')).toBeUndefined();
      expect(await vault.addressOf(secret)).toBeUndefined();
      expect(await vault.claim(secret, after, 'new')).toBe('new');
      expect(await vault.addressOf(secret)).not.toBe(old);
      expect(await vault.claim(old, late, 'late')).toBeUndefined();
      await vault.erase(old);
      expect(await vault.get(secret, late)).toBeUndefined();
      expect([await vault.get(secret, after), await vault.current(secret)]).toEqual(['new', 'new']);
      // A version id is free again with a new secret, even one that the old secret knew.
      expect(await vault.claim(secret, before, 'again')).toBe('again');
    });

    promise('lets everybody who creates a secret at once see the same value', async () => {
      const secret = name();
      const values = await Promise.all(Array.from({ length: 10 }, (_, index) => vault.createOnce(secret, `${index}`)));
      expect(new Set(values).size).toBe(1);
      expect(await vault.createOnce(secret, 'late')).toBe(values[0]);
    });
  });
}
