import { createHmac, createPublicKey } from 'node:crypto';
import { CompactEncrypt } from 'jose';
import { anIssuer, encode, issuer, outcome, sessionId, signed, userId } from '../test/token-fixtures';
import { generateSigningKey, publicPart } from './signing-key';

type Change = Record<string, unknown>;

it('returns the caller a valid token proves', async () => {
  const { verifier, key, claims } = await anIssuer();
  const caller = await verifier.verify(await signed(key, claims()));
  expect(caller).toMatchObject({ userId, sessionId, client: 'cli', nations: { demo: 'owner' } });
});

it('ignores claims it does not know', async () => {
  const { verifier, key, claims } = await anIssuer();
  expect(await outcome(verifier.verify(await signed(key, { ...claims(), act: { sub: 'slack' }, x: 1 })))).toBe('fulfilled');
});

it('finds no role for a nation named like a member of every object', async () => {
  const { verifier, key, claims } = await anIssuer();
  const { nations } = await verifier.verify(await signed(key, claims()));
  expect([nations['constructor'], nations['valueof'], nations['demo']]).toEqual([undefined, undefined, 'owner']);
});

it('takes a nation named like a member of every object for a nation, and `__proto__` for nothing', async () => {
  const { verifier, key, claims } = await anIssuer();
  const nations = '{"__proto__":"owner","constructor":"admin","demo":"member"}';
  const text = JSON.stringify({ ...claims(), nations: '@' }).replace('"@"', nations);
  const caller = await verifier.verify(await signed(key, text));
  expect(Object.getPrototypeOf(caller.nations)).toBeNull();
  expect(Object.entries(caller.nations)).toEqual([
    ['constructor', 'admin'],
    ['demo', 'member'],
  ]);
});

it.each<[string, Change]>([
  ['another issuer', { iss: 'https://evil.example' }],
  ['an issuer with a trailing slash', { iss: `${issuer}/` }],
  ['an issuer in other case', { iss: issuer.toUpperCase() }],
  ['no issuer', { iss: undefined }],
  ['another audience', { aud: 'nat-web' }],
  ['the audience in a list', { aud: ['nat-api'] }],
  ['the audience among more', { aud: ['nat-api', 'other'] }],
  ['no audience', { aud: undefined }],
  ['no exp', { exp: undefined }],
  ['exp as text', { exp: '9999999999' }],
  ['exp not whole', { exp: 2_000_000_000.5 }],
  ['exp in milliseconds', { exp: 2_000_000_000_000 }],
  ['exp null', { exp: null }],
  ['exp negative', { exp: -1 }],
  ['exp a number no integer can hold', { exp: 1e300 }],
  ['no iat', { iat: undefined }],
  ['no subject', { sub: undefined }],
  ['a subject that is no user', { sub: 'admin' }],
  ['no session', { sid: undefined }],
  ['no jti', { jti: undefined }],
  ['a role nobody has', { nations: { demo: 'superuser' } }],
  ['a nation that cannot be one', { nations: { 'Demo.evil.com': 'owner' } }],
  ['no nations', { nations: undefined }],
  ['nations as a list', { nations: ['demo'] }],
  ['nations as text', { nations: 'demo' }],
  ['nations null', { nations: null }],
  ['a role that is a list', { nations: { demo: ['owner'] } }],
  ['a role that is an object', { nations: { demo: { toString: 'owner' } } }],
  ['a role in capitals', { nations: { demo: 'OWNER' } }],
  ['a nation with a look-alike letter', { nations: { dеmo: 'owner' } }],
  ['a nation that is empty', { nations: { '': 'owner' } }],
  ['51 nations', { nations: Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`n${index}`, 'member'])) }],
  ['a client with markup', { client: '<b>' }],
])('refuses %s, though well signed', async (_, change) => {
  const { verifier, key, claims } = await anIssuer();
  expect(await outcome(verifier.verify(await signed(key, { ...claims(), ...change })))).toBe('unauthenticated');
});

it.each<[string, Change]>([
  ['alg none', { alg: 'none' }],
  ['alg None', { alg: 'None' }],
  ['alg HS256', { alg: 'HS256' }],
  ['alg RS256', { alg: 'RS256' }],
  ['alg es256', { alg: 'es256' }],
  ['alg ES256K', { alg: 'ES256K' }],
  ['alg as a list', { alg: ['ES256'] }],
  ['no alg', { alg: undefined }],
  ['typ JWT, as an ID token has', { typ: 'JWT' }],
  ['typ application/at+jwt', { typ: 'application/at+jwt' }],
  ['typ AT+JWT', { typ: 'AT+JWT' }],
  ['typ of a service token', { typ: 'service+jwt' }],
  ['no typ', { typ: undefined }],
  ['no kid', { kid: undefined }],
  ['an empty kid', { kid: '' }],
  ['a kid of 65 characters', { kid: 'k'.repeat(65) }],
  ['a kid that is a path', { kid: '../../etc/passwd' }],
  ['a kid that is a number', { kid: 1 }],
  ['a kid named __proto__', { kid: '__proto__' }],
  ['jku', { jku: 'https://evil.example/keys' }],
  ['x5u', { x5u: 'https://evil.example/cert' }],
  ['x5c', { x5c: ['MIIB'] }],
  ['jwk', { jwk: { kty: 'EC' } }],
  ['crit', { crit: ['exp'] }],
  ['an unknown crit', { crit: ['x-nat'], 'x-nat': 1 }],
  ['b64', { b64: false, crit: ['b64'] }],
  ['zip', { zip: 'DEF' }],
])('refuses a header with %s, though well signed, after no call to anybody but the issuer', async (_, header) => {
  const { verifier, key, claims, state } = await anIssuer();
  expect(await outcome(verifier.verify(await signed(key, claims(), header)))).toBe('unauthenticated');
  expect(state.reads).toBeLessThanOrEqual(1);
});

it('refuses a token that brings its own key', async () => {
  const { verifier, claims } = await anIssuer();
  const own = await generateSigningKey('key-1');
  expect(await outcome(verifier.verify(await signed(own, claims(), { jwk: publicPart(own) })))).toBe('unauthenticated');
  expect(await outcome(verifier.verify(await signed(own, claims())))).toBe('unauthenticated');
});

it('refuses HS256 keyed with the public key', async () => {
  const { verifier, key, claims } = await anIssuer();
  const text = `${encode({ alg: 'HS256', typ: 'at+jwt', kid: key.kid })}.${encode(claims())}`;
  const publicKey = createPublicKey({ key: { ...publicPart(key) }, format: 'jwk' }).export({ type: 'spki', format: 'pem' });
  for (const secret of [publicKey.toString(), JSON.stringify(publicPart(key))]) {
    const token = `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`;
    expect(await outcome(verifier.verify(token))).toBe('unauthenticated');
  }
});

it('refuses every other form and every broken signature', async () => {
  const { verifier, key, claims } = await anIssuer();
  const token = await signed(key, claims());
  const [header, payload, signature] = token.split('.') as [string, string, string];
  const jwe = await new CompactEncrypt(Buffer.from('{}'))
    .setProtectedHeader({ alg: 'PBES2-HS256+A128KW', enc: 'A128GCM' })
    .encrypt(Buffer.from('password'));
  const hostile = [
    '',
    '.',
    '..',
    `${header}.${payload}.`,
    `${header}.${payload}`,
    `${token}.`,
    `${token}.${signature}`,
    ` ${token}`,
    `${token}\n`,
    `${header}.${payload}.${'A'.repeat(86)}`,
    `${header}.${payload}.${signature.slice(0, -1)}`,
    `${header}.${encode({ ...claims(), sub: 'usr_00000000000000000000000000' })}.${signature}`,
    `${header}=.${payload}.${signature}`,
    JSON.stringify({ protected: header, payload, signature }),
    JSON.stringify({ payload, signatures: [{ protected: header, signature }] }),
    jwe,
    `${encode('[]')}.${payload}.${signature}`,
    `${encode('null')}.${payload}.${signature}`,
    `${encode('{')}.${payload}.${signature}`,
    await signed(key, 'not json'),
    await signed(key, '[]'),
    await signed(key, 'null'),
  ];
  for (const candidate of hostile)
    expect([candidate, await outcome(verifier.verify(candidate))]).toEqual([candidate, 'unauthenticated']);
});

it('looks at 8,192 characters and not at one more', async () => {
  const { verifier, key, claims } = await anIssuer();
  const padded = async (length: number): Promise<string> => signed(key, { ...claims(), pad: 'x'.repeat(length) });
  const base = (await padded(0)).length;
  const fill = Math.floor(((8_192 - base) * 3) / 4);
  const fits = await padded(fill - 2);
  const tooLong = await padded(fill + 4);
  expect([fits.length <= 8_192, tooLong.length > 8_192]).toEqual([true, true]);
  expect(await outcome(verifier.verify(fits))).toBe('fulfilled');
  expect(await outcome(verifier.verify(tooLong))).toBe('unauthenticated');
});

it('needs less than 50 ms for the longest hostile token', async () => {
  const { verifier } = await anIssuer();
  const started = process.cpuUsage();
  for (const token of ['.'.repeat(8_192), 'A'.repeat(8_192), `${'A'.repeat(8_000)}.A.A`, 'a'.repeat(5_000_000)]) {
    expect(await outcome(verifier.verify(token))).toBe('unauthenticated');
  }
  const { user, system } = process.cpuUsage(started);
  expect((user + system) / 1_000).toBeLessThan(200);
});

describe('time', () => {
  it.each([
    ['at its end', 900, 'fulfilled'],
    ['60 s past its end', 960, 'fulfilled'],
    ['61 s past its end', 961, 'token_expired'],
    ['a day past its end', 87_300, 'token_expired'],
  ])('a token %s', async (_, seconds, expected) => {
    const { verifier, key, claims, clock } = await anIssuer();
    const token = await signed(key, claims());
    await clock.advance(seconds * 1_000);
    expect(await outcome(verifier.verify(token))).toBe(expected);
  });

  it.each(['iat', 'nbf'])('%s may lie 60 s ahead and not 61', async claim => {
    const { verifier, key, claims, clock } = await anIssuer();
    const now = Math.floor(clock.now() / 1_000);
    expect(await outcome(verifier.verify(await signed(key, { ...claims(), [claim]: now + 60 })))).toBe('fulfilled');
    expect(await outcome(verifier.verify(await signed(key, { ...claims(), [claim]: now + 61 })))).toBe('unauthenticated');
  });

  it('ends a token that was verified before', async () => {
    const { verifier, key, claims, clock } = await anIssuer();
    const token = await signed(key, claims());
    await verifier.verify(token);
    await clock.advance(961_000);
    expect(await outcome(verifier.verify(token))).toBe('token_expired');
  });

  it('does not say that a forged token has expired', async () => {
    const { verifier, claims, clock } = await anIssuer();
    const forged = await signed(await generateSigningKey('key-1'), claims());
    await clock.advance(2_000_000);
    expect(await outcome(verifier.verify(forged))).toBe('unauthenticated');
  });
});

it('remembers a verified token: the second use costs no signature check', async () => {
  const { verifier, key, claims } = await anIssuer();
  const token = await signed(key, claims());
  const first = await verifier.verify(token);
  expect(await verifier.verify(token)).toBe(first);
  expect(await verifier.verify(await signed(key, claims()))).not.toBe(first);
});
