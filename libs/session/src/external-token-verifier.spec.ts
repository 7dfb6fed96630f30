import { ManualClock } from '@nat/service-kit';
import { createHash, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { compact, externalIssuer, keyPair } from '../test/attack-targets';
import { outcome } from '../test/token-fixtures';
import type { SigningAlgorithm } from './compact-token';
import { ExternalTokenVerifier } from './external-token-verifier';

type Members = Record<string, unknown>;
const clientId = 'client-of-nat';
const audience = 'https://api.nat.example';
const nonce = 'nonce-of-this-sign-in';
const accessToken = 'the.access.token';

const rsaPair = keyPair('RS256');

function anExternalIssuer(algorithms: readonly SigningAlgorithm[] = ['RS256']) {
  const clock = new ManualClock();
  const { privateKey, publicKey } = rsaPair;
  const published = (key: KeyObject, more: Members = {}): Members => ({ ...key.export({ format: 'jwk' }), kid: 'k1', ...more });
  const state = { keys: [published(publicKey)], reachable: true };
  const fetchKeys = (): Promise<unknown> =>
    state.reachable ? Promise.resolve({ keys: state.keys }) : Promise.reject(new Error('unreachable'));
  const verifier = new ExternalTokenVerifier({ issuer: externalIssuer, algorithms, fetchKeys, clock });
  const iat = Math.floor(clock.now() / 1_000);
  const claims = { iss: externalIssuer, sub: 'person-1', iat, exp: iat + 3_600 };
  const token = (more: Members, header: Members = {}, signer = { alg: 'RS256' as SigningAlgorithm, privateKey }) =>
    compact(signer, { alg: signer.alg, kid: 'k1', ...header }, { ...claims, ...more });
  const access = (given: string) => verifier.accessToken(given, { clientIds: [clientId, 'other-client'], audiences: [audience] });
  const id = (given: string) => verifier.idToken(given, { clientId, nonce, accessToken });
  return { clock, state, published, token, access, id, privateKey, publicKey };
}

const halfHash = (text: string): string => createHash('sha256').update(text).digest().subarray(0, 16).toString('base64url');

describe('an access token', () => {
  it.each<[string, Members, Members]>([
    ['of Cognito, which names no audience', { token_use: 'access', client_id: clientId }, {}],
    ['of Cognito with its audience', { token_use: 'access', client_id: clientId, aud: audience }, {}],
    ['as in RFC 9068', { client_id: clientId, aud: audience }, { typ: 'at+jwt' }],
    ['for several audiences', { client_id: clientId, aud: ['other', audience] }, { typ: 'application/at+jwt' }],
    ['of a client named by azp', { azp: 'other-client', aud: audience }, { typ: 'at+jwt' }],
  ])('%s is accepted', async (_, claims, header) => {
    const { access, token } = anExternalIssuer();
    expect(await access(token(claims, header))).toMatchObject({ issuer: externalIssuer, subject: 'person-1' });
  });

  it.each<[string, Members, Members]>([
    ['that is an ID token', { token_use: 'id', aud: clientId, client_id: clientId }, {}],
    ['that is an ID token for our audience', { aud: audience, azp: clientId, nonce }, { typ: 'JWT' }],
    ['that does not say what it is', { client_id: clientId, aud: audience }, {}],
    [
      'that is an ID token by one word and not by the other',
      { token_use: 'id', client_id: clientId, aud: audience },
      { typ: 'at+jwt' },
    ],
    ['of another use', { token_use: 'refresh', client_id: clientId, aud: audience }, { typ: 'at+jwt' }],
    ['of another type', { token_use: 'access', client_id: clientId }, { typ: 'service+jwt' }],
    ['of a logout', { token_use: 'access', client_id: clientId }, { typ: 'logout+jwt' }],
    ['of another client', { token_use: 'access', client_id: 'foreign' }, {}],
    ['of another client, whatever azp says', { token_use: 'access', client_id: 'foreign', azp: clientId }, {}],
    ['of nobody’s client', { token_use: 'access' }, {}],
    ['for another audience', { token_use: 'access', client_id: clientId, aud: 'https://other.example' }, {}],
    ['without an audience, where it is not Cognito’s', { client_id: clientId }, { typ: 'at+jwt' }],
    ['of a program, which is nobody', { token_use: 'access', client_id: clientId, sub: clientId }, {}],
  ])('%s is refused', async (_, claims, header) => {
    const { access, token } = anExternalIssuer();
    expect(await outcome(access(token(claims, header)))).toBe('unauthenticated');
  });

  it('is told from others by what was signed, and not by how its signature is written', async () => {
    const { access, published, state } = anExternalIssuer(['ES256']);
    const { privateKey, publicKey } = keyPair('ES256');
    state.keys = [published(publicKey)];
    const signer = { alg: 'ES256', privateKey } as const;
    const { token } = anExternalIssuer();
    const claims = { token_use: 'access', client_id: clientId };
    // ECDSA takes another random number each time, so these are two signatures of one statement.
    const [one, same, other] = [token(claims, {}, signer), token(claims, {}, signer), token({ ...claims, jti: '2' }, {}, signer)];
    const hashes = await Promise.all([one, same, other].map(async each => (await access(each)).tokenHash));
    expect([one === same, hashes[0] === hashes[1], hashes[0] === hashes[2]]).toEqual([false, true, false]);
  });
});

describe('an ID token', () => {
  const good = { aud: clientId, nonce };

  it('says who signed in, and only what it says in a usable form', async () => {
    const { id, token } = anExternalIssuer();
    const person = { issuer: externalIssuer, subject: 'person-1' };
    const named = { name: 'Ada', email: 'ada@example.org', email_verified: true };
    expect(await id(token({ ...good, ...named, at_hash: halfHash(accessToken) }, { typ: 'JWT' }))).toEqual({
      ...person,
      name: 'Ada',
      email: 'ada@example.org',
      emailVerified: true,
    });
    expect(await id(token({ ...good, name: 7, email: ['a@b.c'], email_verified: 'true' }))).toEqual({
      ...person,
      emailVerified: false,
    });
    expect(await id(token({ ...good, email_verified: 1 }))).toEqual({ ...person, emailVerified: false });
  });

  it('for several audiences is ours where it was made for us', async () => {
    const { id, token } = anExternalIssuer();
    expect(await outcome(id(token({ ...good, aud: [clientId, 'other'], azp: clientId })))).toBe('fulfilled');
  });

  it.each<[string, Members, Members]>([
    ['of another sign-in', { aud: clientId, nonce: 'other' }, {}],
    ['of no sign-in', { aud: clientId }, {}],
    ['for another client', { aud: 'other', nonce }, {}],
    ['for nobody', { nonce }, {}],
    ['for several, made for another', { aud: [clientId, 'other'], azp: 'other', nonce }, {}],
    ['for several, made for nobody knows whom', { aud: [clientId, 'other'], nonce }, {}],
    ['made for another', { ...good, azp: 'other' }, {}],
    ['that came with another access token', { ...good, at_hash: halfHash('another') }, {}],
    ['whose at_hash is the whole hash', { ...good, at_hash: createHash('sha256').update(accessToken).digest('base64url') }, {}],
    ['that is an access token', { ...good, token_use: 'access' }, {}],
    ['that is an access token by its type', { ...good }, { typ: 'at+jwt' }],
    ['of another type', { ...good }, { typ: 'logout+jwt' }],
  ])('%s is refused', async (_, claims, header) => {
    const { id, token } = anExternalIssuer();
    expect(await outcome(id(token(claims, header)))).toBe('unauthenticated');
  });
});

describe('the keys of an external issuer', () => {
  const claims = { token_use: 'access', client_id: clientId };

  it('that are too short, too long or of an odd exponent are left out', async () => {
    const { access, clock, published, state, token } = anExternalIssuer();
    const rsa = (modulusLength: number, publicExponent = 65_537) => generateKeyPairSync('rsa', { modulusLength, publicExponent });
    const outcomes: string[] = [];
    for (const { privateKey, publicKey } of [rsa(1_024), rsa(2_048, 3), rsa(4_608), rsa(3_072)]) {
      state.keys = [published(publicKey)];
      outcomes.push(await outcome(access(token(claims, {}, { alg: 'RS256', privateKey }))));
      await clock.advance(60_000);
    }
    expect(outcomes).toEqual(['unauthenticated', 'unauthenticated', 'unauthenticated', 'fulfilled']);
  }, 60_000);

  it.each<Members>([
    { use: 'enc' },
    { alg: 'RS512' },
    { alg: 'PS256' },
    { alg: 'ES256' },
    { kty: 'oct', k: 'AAAA' },
    { kid: 'k2' },
  ])('that say %j are left out', async more => {
    const { access, published, publicKey, state, token } = anExternalIssuer();
    state.keys = [published(publicKey, more)];
    expect(await outcome(access(token(claims)))).toBe('unauthenticated');
  });

  it('are none where the whole world has them', async () => {
    const { access, published, publicKey, state, token } = anExternalIssuer();
    state.keys = [published(publicKey, { kid: 'CognitoLocal' })];
    expect(await outcome(access(token(claims, { kid: 'CognitoLocal' })))).toBe('unauthenticated');
  });

  it('are good for the configured algorithms alone', async () => {
    const { privateKey, publicKey } = keyPair('ES256');
    for (const [algorithms, expected] of [
      [['RS256'], 'unauthenticated'],
      [['RS256', 'ES256'], 'fulfilled'],
    ] as const) {
      const { access, published, state, token } = anExternalIssuer(algorithms);
      state.keys = [published(publicKey)];
      expect(await outcome(access(token(claims, {}, { alg: 'ES256', privateKey })))).toBe(expected);
    }
  });

  it('keep serving while the issuer is down, and before they were ever read nobody is told that a token is bad', async () => {
    const { access, clock, state, token } = anExternalIssuer();
    state.reachable = false;
    expect(await outcome(access(token(claims)))).toBe('dependency_unavailable');
    state.reachable = true;
    await clock.advance(1_000);
    expect(await outcome(access(token(claims)))).toBe('fulfilled');
    state.reachable = false;
    await clock.advance(320_000);
    expect(await outcome(access(token(claims)))).toBe('fulfilled');
  });
});
