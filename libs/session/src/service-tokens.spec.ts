import { NationSlug } from '@nat/contracts';
import { ManualClock, SeededRng, type ServiceIdentity } from '@nat/service-kit';
import { outcome, sessionId, signed, userId } from '../test/token-fixtures';
import { generateServiceKeys, PrivateServiceKey, PublicServiceKeys, serviceTokenProblems } from './service-keys';
import { ServiceTokens } from './service-tokens';
import { ServiceTokenVerifier } from './service-token-verifier';
import { generateSigningKey } from './signing-key';

const person = { userId, sessionId };
const identity: ServiceIdentity = { userId, sessionId, nationSlug: NationSlug.parse('demo'), role: 'member' };

async function twoServices() {
  const clock = new ManualClock();
  const { privateKeys, publicKeys } = await generateServiceKeys(['api-gateway', 'agent']);
  const publicKeysJwks = PublicServiceKeys.parse(JSON.parse(publicKeys));
  const keyOf = (service: keyof typeof privateKeys) => PrivateServiceKey.parse(JSON.parse(privateKeys[service]));
  const tokensOf = (service: keyof typeof privateKeys) =>
    new ServiceTokens({ service, privateKeyJwk: keyOf(service), clock, rng: new SeededRng(1) });
  const auth = new ServiceTokenVerifier({ service: 'auth', publicKeysJwks, clock });
  return { clock, auth, gateway: tokensOf('api-gateway'), agent: tokensOf('agent'), keyOf, publicKeysJwks };
}

it('carries the calling service and the identity', async () => {
  const { auth, gateway, agent } = await twoServices();
  expect(await auth.verify(await gateway.token('auth', identity))).toEqual({ service: 'api-gateway', person, identity });
  const queryId = 'qry_0123456789abcdefghjkmnpqrs';
  expect(await auth.verify(await agent.token('auth', { ...identity, queryId }))).toEqual({
    service: 'agent',
    person,
    identity: { ...identity, queryId },
  });
});

it('carries no identity when there is none', async () => {
  const { auth, gateway } = await twoServices();
  expect(await auth.verify(await gateway.token('auth'))).toEqual({ service: 'api-gateway' });
});

it('carries a person of whom no nation is selected', async () => {
  const { auth, gateway } = await twoServices();
  expect(await auth.verify(await gateway.token('auth', person))).toEqual({ service: 'api-gateway', person });
});

it('is good for the called service only, and for 60 s and the skew', async () => {
  const { auth, gateway, clock } = await twoServices();
  expect(await outcome(auth.verify(await gateway.token('usage')))).toBe('unauthenticated');
  const token = await gateway.token('auth');
  await clock.advance(120_000);
  expect(await outcome(auth.verify(token))).toBe('fulfilled');
  await clock.advance(1_000);
  expect(await outcome(auth.verify(token))).toBe('token_expired');
});

describe('a token signed by a service', () => {
  const claims = (clock: ManualClock): Record<string, unknown> => {
    const iat = Math.floor(clock.now() / 1_000);
    return { iss: 'service:api-gateway', aud: 'service:auth', jti: '1', iat, exp: iat + 60 };
  };

  it.each<[string, Record<string, unknown>]>([
    ['in the name of another service', { iss: 'service:agent' }],
    ['for longer than 60 s', { exp: 4_000_000_000 }],
    ['for several services', { aud: ['service:auth'] }],
    ['with half an identity', { sub: userId }],
    ['with a nation and nobody in it', { nation: 'demo', role: 'owner' }],
    ['with a nation and no role in it', { sub: userId, sid: sessionId, nation: 'demo' }],
    ['with a role and no nation', { sub: userId, sid: sessionId, role: 'owner' }],
    ['with a query of no nation', { sub: userId, sid: sessionId, queryId: 'qry_0123456789abcdefghjkmnpqrs' }],
    ['with a nation that cannot be one', { sub: userId, sid: sessionId, nation: 'evil.com/', role: 'owner' }],
    ['with an invented role', { sub: userId, sid: sessionId, nation: 'demo', role: 'god' }],
    ['without an end', { exp: undefined }],
  ])('%s is refused', async (_, change) => {
    const { auth, clock, keyOf } = await twoServices();
    const token = await signed(keyOf('api-gateway'), { ...claims(clock), ...change }, { typ: 'service+jwt' });
    expect(await outcome(auth.verify(token))).toBe('unauthenticated');
  });

  it('whose key is not configured is refused', async () => {
    const { auth, clock } = await twoServices();
    for (const kid of ['dev-api-gateway', 'unknown']) {
      const token = await signed(await generateSigningKey(kid), claims(clock), { typ: 'service+jwt' });
      expect(await outcome(auth.verify(token))).toBe('unauthenticated');
    }
  });
});

it('during a rotation both keys of a service are accepted', async () => {
  const { clock, publicKeysJwks, gateway } = await twoServices();
  const next = { ...(await generateSigningKey('gateway-2')), service: 'api-gateway' };
  const auth = new ServiceTokenVerifier({ service: 'auth', publicKeysJwks: { keys: [...publicKeysJwks.keys, next] }, clock });
  const rotated = new ServiceTokens({ service: 'api-gateway', privateKeyJwk: next, clock, rng: new SeededRng(2) });
  for (const tokens of [gateway, rotated]) {
    expect((await auth.verify(await tokens.token('auth'))).service).toBe('api-gateway');
  }
});

it('refuses a key of another service, one name for two keys, and development keys in production', async () => {
  const { clock, keyOf, publicKeysJwks } = await twoServices();
  const privateKeyJwk = keyOf('agent');
  expect(() => new ServiceTokens({ service: 'usage', privateKeyJwk, clock, rng: new SeededRng(1) })).toThrow('another service');
  const doubled = { keys: [...publicKeysJwks.keys, publicKeysJwks.keys[0]!] };
  expect(() => new ServiceTokenVerifier({ service: 'auth', publicKeysJwks: doubled, clock })).toThrow('same kid');
  const config = { SERVICE_PRIVATE_KEY: privateKeyJwk, SERVICE_PUBLIC_KEYS: publicKeysJwks };
  expect(serviceTokenProblems('agent', { ...config, NODE_ENV: 'development' })).toEqual([]);
  expect(serviceTokenProblems('usage', { ...config, NODE_ENV: 'production' })).toEqual([
    'SERVICE_PRIVATE_KEY: belongs to agent, not to usage',
    'SERVICE_PRIVATE_KEY: is a development key',
    'SERVICE_PUBLIC_KEYS: holds a development key',
  ]);
});
