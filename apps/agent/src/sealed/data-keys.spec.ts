import type { NationSlug } from '@nat/contracts';
import { InMemorySecretVault } from '@nat/secrets';
import { AppError, ManualClock, SystemRng } from '@nat/service-kit';
import { DataKeys, dataKeySecret } from './data-keys';

const acme = 'acme' as NationSlug;
const rng = new SystemRng();

/** A vault that counts its reads and can be out of reach. */
class WatchedVault extends InMemorySecretVault {
  reads = 0;
  down = false;

  override current(name: string): Promise<string | undefined> {
    this.reads += 1;
    return this.down ? Promise.reject(new AppError('dependency_unavailable', 'no')) : super.current(name);
  }
}

function keys() {
  const [vault, clock] = [new WatchedVault(), new ManualClock()];
  return { vault, clock, process: () => new DataKeys(vault, clock, rng) };
}

it('makes the key of a nation once, however many processes need it at once', async () => {
  const { process } = keys();
  const made = await Promise.all(Array.from({ length: 20 }, () => process().forSealing(acme)));
  expect(new Set(made.map(({ bytes }) => Buffer.from(bytes).toString('hex'))).size).toBe(1);
  expect(made[0]!.bytes).toHaveLength(32);
});

it('makes none to open with', async () => {
  const { vault, process } = keys();
  expect(await process().forOpening(acme)).toBeUndefined();
  expect(vault.names()).toEqual([]);
});

it('has another key, and another name of it, for every nation', async () => {
  const { process } = keys();
  const data = process();
  const [one, other] = [await data.forSealing(acme), await data.forSealing('other' as NationSlug)];
  expect(one.bytes).not.toEqual(other.bytes);
  expect(one.id).not.toEqual(other.id);
});

it('asks the vault once in five minutes, and again after them', async () => {
  const { vault, clock, process } = keys();
  const data = process();
  const key = await data.forSealing(acme);
  await Promise.all(Array.from({ length: 10 }, () => data.forOpening(acme)));
  expect(vault.reads).toBe(1);
  await clock.advance(300_000);
  expect(await data.forOpening(acme)).toEqual(key);
  expect(vault.reads).toBe(2);
});

it('forgets an erased key after five minutes', async () => {
  const { vault, clock, process } = keys();
  const data = process();
  await data.forSealing(acme);
  vault.forget(dataKeySecret(acme));
  await clock.advance(300_000);
  expect(await data.forOpening(acme)).toBeUndefined();
});

it('remembers neither a failure nor that there was no key', async () => {
  const { vault, process } = keys();
  const data = process();
  vault.down = true;
  await expect(data.forSealing(acme)).rejects.toMatchObject({ code: 'dependency_unavailable' });
  vault.down = false;
  expect(await data.forOpening(acme)).toBeUndefined();
  await process().forSealing(acme);
  expect(await data.forOpening(acme)).toBeDefined();
});

it('refuses a secret that is no key', async () => {
  const { vault, process } = keys();
  await vault.createOnce(dataKeySecret(acme), 'dG9vIHNob3J0');
  await expect(process().forSealing(acme)).rejects.toThrow('not 256 bits');
});
