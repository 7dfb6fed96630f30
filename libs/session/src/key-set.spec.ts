import { anIssuer, encode, outcome, signed } from '../test/token-fixtures';
import { generateSigningKey, publicPart } from './signing-key';

it('reads the keys once for many tokens at once, and again after 5 minutes', async () => {
  const { verifier, key, claims, state, clock } = await anIssuer();
  const tokens = await Promise.all(Array.from({ length: 20 }, (_, jti) => signed(key, { ...claims(), jti: `${jti}` })));
  await Promise.all(tokens.map(token => verifier.verify(token)));
  expect(state.reads).toBe(1);
  await clock.advance(299_000);
  await verifier.verify(tokens[0]!);
  expect(state.reads).toBe(1);
  await clock.advance(2_000);
  await verifier.verify(tokens[0]!);
  expect(state.reads).toBe(2);
});

it('accepts a new key within 30 s', async () => {
  const { verifier, key, claims, state, clock } = await anIssuer();
  await verifier.verify(await signed(key, claims()));
  const next = await generateSigningKey('key-2');
  state.keys.push(next);
  await clock.advance(30_000);
  expect(await outcome(verifier.verify(await signed(next, claims())))).toBe('fulfilled');
});

it('refuses what a removed key signed within 10 minutes, also a token verified before', async () => {
  const { verifier, key, claims, state, clock } = await anIssuer();
  const token = await signed(key, { ...claims(), exp: Math.floor(clock.now() / 1_000) + 3_600 });
  await verifier.verify(token);
  state.keys = [await generateSigningKey('key-2')];
  await clock.advance(600_000);
  expect(await outcome(verifier.verify(token))).toBe('unauthenticated');
});

it('refuses what an old key signed when another key has taken its name', async () => {
  const { verifier, key, claims, state, clock } = await anIssuer();
  const token = await signed(key, claims());
  await verifier.verify(token);
  state.keys = [await generateSigningKey(key.kid)];
  await clock.advance(571_000);
  expect(await outcome(verifier.verify(token))).toBe('unauthenticated');
});

it('lets nobody in by a key of ten minutes ago after a quiet while, however many come at once', async () => {
  const { verifier, key, claims, state, clock } = await anIssuer();
  const token = await signed(key, { ...claims(), exp: Math.floor(clock.now() / 1_000) + 3_600 });
  await verifier.verify(token);
  state.keys = [await generateSigningKey('key-2')];
  await clock.advance(600_000);
  const outcomes = await Promise.all(Array.from({ length: 20 }, () => outcome(verifier.verify(token))));
  expect([new Set(outcomes), state.reads]).toEqual([new Set(['unauthenticated']), 2]);
});

it('makes nobody wait whose key is known: neither while the document is read again, nor while nothing answers', async () => {
  const { verifier, key, claims, state, clock } = await anIssuer();
  const token = await signed(key, { ...claims(), exp: Math.floor(clock.now() / 1_000) + 3_600 });
  await verifier.verify(token);
  let letGo = (): void => undefined;
  state.silence = new Promise(resolve => (letGo = resolve));
  for (let minute = 0; minute < 9; minute++) {
    await clock.advance(60_000);
    expect(await outcome(verifier.verify(token))).toBe('fulfilled');
  }
  expect(state.reads).toBe(2);
  letGo();
});

it('answers known keys through ten minutes of outage under load, and reads at most twice a minute', async () => {
  const { verifier, key, claims, state, clock } = await anIssuer();
  const token = await signed(key, { ...claims(), exp: Math.floor(clock.now() / 1_000) + 3_600 });
  await verifier.verify(token);
  state.reachable = false;
  const before = state.reads;
  for (let second = 0; second < 600; second++) {
    expect(await outcome(verifier.verify(token))).toBe('fulfilled');
    // 1,000 names nobody has heard of, spread over the outage.
    for (let index = 0; index < (second % 3 === 0 ? 5 : 0); index++) {
      const forged = `${encode({ alg: 'ES256', typ: 'at+jwt', kid: `random-${second}-${index}` })}${token.slice(token.indexOf('.'))}`;
      expect(await outcome(verifier.verify(forged))).toBe('unauthenticated');
    }
    await clock.advance(1_000);
  }
  expect(state.reads - before).toBeLessThanOrEqual(20);
});

it('reads at most twice a minute for 1,000 random key names', async () => {
  const { verifier, key, claims, state, clock } = await anIssuer();
  await verifier.verify(await signed(key, claims()));
  const before = state.reads;
  for (let second = 0; second < 60; second++) {
    for (let index = 0; index < 17; index++) {
      const token = await signed(key, claims(), { kid: `random-${second}-${index}` });
      expect(await outcome(verifier.verify(token))).toBe('unauthenticated');
    }
    await clock.advance(1_000);
  }
  expect(state.reads - before).toBeLessThanOrEqual(2);
});

it('keeps serving with the keys it has while the issuer cannot be reached, and tries every 30 s', async () => {
  const { verifier, key, claims, state, clock } = await anIssuer();
  await verifier.verify(await signed(key, claims()));
  state.reachable = false;
  const readsBefore = state.reads;
  for (let half = 0; half < 20; half++) {
    await clock.advance(60_000);
    expect(await outcome(verifier.verify(await signed(key, claims())))).toBe('fulfilled');
  }
  expect(state.reads - readsBefore).toBeLessThanOrEqual(20);
  const unknown = await generateSigningKey('key-9');
  expect(await outcome(verifier.verify(await signed(unknown, claims())))).toBe('unauthenticated');
});

it('keeps its keys when the issuer answers with something that is no key document', async () => {
  const { verifier, key, claims, state, clock } = await anIssuer();
  await verifier.verify(await signed(key, claims()));
  for (const document of [null, 'html', {}, { keys: 'none' }, { keys: Array.from({ length: 21 }, () => publicPart(key)) }]) {
    state.document = document;
    await clock.advance(301_000);
    expect(await outcome(verifier.verify(await signed(key, claims())))).toBe('fulfilled');
  }
});

it('leaves out keys that cannot verify ES256 and points that are not on the curve', async () => {
  const { verifier, key, claims, state } = await anIssuer();
  state.document = {
    keys: [
      { kty: 'RSA', kid: 'rsa', n: 'AQAB', e: 'AQAB' },
      { ...publicPart(key), kid: 'off-curve', x: 'A'.repeat(43) },
      { ...publicPart(key), kid: 'for-encryption', use: 'enc' },
      publicPart(key),
    ],
  };
  expect(await outcome(verifier.verify(await signed(key, claims())))).toBe('fulfilled');
  for (const kid of ['rsa', 'off-curve', 'for-encryption']) {
    expect(await outcome(verifier.verify(await signed(key, claims(), { kid })))).toBe('unauthenticated');
  }
});

it('says that it cannot check, and not that the token is bad, while it never saw a key; then recovers within a second', async () => {
  const { verifier, key, claims, state, clock } = await anIssuer({ reachable: false });
  const token = await signed(key, claims());
  expect(await outcome(verifier.verify(token))).toBe('dependency_unavailable');
  expect(await outcome(verifier.verify(token))).toBe('dependency_unavailable');
  expect(state.reads).toBe(1);
  state.reachable = true;
  await clock.advance(1_000);
  expect(await outcome(verifier.verify(token))).toBe('fulfilled');
});
