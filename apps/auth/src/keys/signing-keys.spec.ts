import { ManualClock, SeededRng } from '@nat/service-kit';
import { generateSigningKey } from '@nat/session';
import { InMemorySecretVault } from '@nat/secrets';
import { SigningKeys, signingKeysSecret } from './signing-keys';

const headerOf = async (keys: SigningKeys): Promise<{ kid: string }> => {
  const token = await (await keys.signer()).sign('at+jwt', {});
  return JSON.parse(Buffer.from(token.split('.')[0]!, 'base64url').toString()) as { kid: string };
};

it('makes one key at the first boot, the same for ten processes that boot at once', async () => {
  const [vault, clock] = [new InMemorySecretVault(), new ManualClock()];
  const processes = await Promise.all(
    Array.from({ length: 10 }, (_, seed) => SigningKeys.open(vault, clock, new SeededRng(seed))),
  );
  const published = await Promise.all(processes.map(keys => keys.published()));
  expect(new Set(published.map(document => JSON.stringify(document))).size).toBe(1);
  expect(published[0]!.keys).toHaveLength(1);
});

it('publishes no private part', async () => {
  const keys = await SigningKeys.open(new InMemorySecretVault(), new ManualClock(), new SeededRng(1));
  expect(Object.keys((await keys.published()).keys[0]!).toSorted()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y']);
});

it('publishes a key before its time and signs with it from then on', async () => {
  const [vault, clock] = [new InMemorySecretVault(), new ManualClock()];
  const keys = await SigningKeys.open(vault, clock, new SeededRng(1));
  const { kid: first } = await headerOf(keys);
  const ring = JSON.parse((await vault.current(signingKeysSecret))!) as { keys: object[] };
  const next = { ...(await generateSigningKey('next')), notBefore: clock.now() + 86_400_000 };
  await vault.claim(signingKeysSecret, 'second', JSON.stringify({ keys: [...ring.keys, next] }));
  await clock.advance(300_000);
  expect((await keys.published()).keys.map(({ kid }) => kid)).toEqual([first, 'next']);
  expect((await headerOf(keys)).kid).toBe(first);
  await clock.advance(86_400_000);
  expect((await headerOf(keys)).kid).toBe('next');
});

it('keeps signing while the vault is down', async () => {
  const [vault, clock] = [new InMemorySecretVault(), new ManualClock()];
  const keys = await SigningKeys.open(vault, clock, new SeededRng(1));
  const { kid } = await headerOf(keys);
  vault.current = () => Promise.reject(new Error('down'));
  await clock.advance(3_600_000);
  expect((await headerOf(keys)).kid).toBe(kid);
});

it('replaces its key every 90 days, and keeps the old one while tokens of it live', async () => {
  const [vault, clock] = [new InMemorySecretVault(), new ManualClock()];
  const keys = await SigningKeys.open(vault, clock, new SeededRng(1));
  const { kid: first } = await headerOf(keys);
  await clock.advance(89 * 86_400_000);
  const ahead = (await keys.published()).keys.map(({ kid }) => kid);
  expect([ahead.length, ahead[0], (await headerOf(keys)).kid]).toEqual([2, first, first]);
  await clock.advance(86_400_000);
  expect((await headerOf(keys)).kid).toBe(ahead[1]);
  await clock.advance(29 * 60_000);
  expect((await keys.published()).keys.map(({ kid }) => kid)).toEqual(ahead);
  await clock.advance(60_000);
  expect((await keys.published()).keys.map(({ kid }) => kid)).toEqual([ahead[1]]);
});

it('agrees on one next key with every process that makes one at the same moment', async () => {
  const [vault, clock] = [new InMemorySecretVault(), new ManualClock()];
  const processes: SigningKeys[] = [];
  for (let seed = 1; seed <= 5; seed++) processes.push(await SigningKeys.open(vault, clock, new SeededRng(seed)));
  await clock.advance(89 * 86_400_000);
  const published = await Promise.all(processes.map(keys => keys.published()));
  expect(published.map(({ keys }) => keys.length)).toEqual(Array(5).fill(2));
  expect(new Set(published.map(document => JSON.stringify(document))).size).toBe(1);
  expect(JSON.parse((await vault.current(signingKeysSecret))!)).toMatchObject({ keys: [{}, {}] });
});

it('goes on with the key it has while the next one cannot be kept, and tries again', async () => {
  const [vault, clock] = [new InMemorySecretVault(), new ManualClock()];
  const keys = await SigningKeys.open(vault, clock, new SeededRng(1));
  const { kid } = await headerOf(keys);
  const claim = jest.spyOn(vault, 'claim').mockRejectedValueOnce(new Error('down'));
  await clock.advance(95 * 86_400_000);
  expect((await headerOf(keys)).kid).toBe(kid);
  await clock.advance(300_000);
  expect((await keys.published()).keys).toHaveLength(2);
  expect(claim).toHaveBeenCalledTimes(2);
});
