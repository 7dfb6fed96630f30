import { z } from 'zod';
import { mayBeCalled, type OidcConfig, oidcConfigShape, oidcProblems } from './oidc.config';
import { oidcSettings } from './oidc-settings';

const shape = z.object(oidcConfigShape);
const config = (changes: Record<string, string>, production = true): OidcConfig => ({
  ...shape.parse(changes),
  NODE_ENV: production ? 'production' : 'development',
  PUBLIC_ORIGIN: 'https://api.nat.example',
  SESSION_ISSUER: 'https://auth.nat.example',
});
const issuer = { OIDC_ISSUER: 'https://issuer.example/pool_1', OIDC_CLIENT_ID: 'nat' };

it('needs nothing where there is no issuer, and refuses half of one', () => {
  expect([oidcProblems(config({})), oidcSettings(config({}))]).toEqual([[], undefined]);
  const required = ['OIDC_ISSUER: is required where anything else of the issuer is given'];
  for (const [name, value] of Object.entries({
    OIDC_DISCOVERY_URL: 'https://issuer.example/.well-known/openid-configuration',
    OIDC_CLIENT_ID: 'nat',
    OIDC_CLIENT_SECRET: 's',
    OIDC_ACCESS_CLIENT_IDS: 'partner',
    OIDC_AUDIENCES: 'nat',
    OIDC_TRUST_EMAIL: 'true',
  })) {
    expect(oidcProblems(config({ [name]: value }))).toEqual(required);
  }
  expect(oidcProblems(config({ OIDC_ISSUER: issuer.OIDC_ISSUER }))).toEqual(['OIDC_CLIENT_ID: is required with OIDC_ISSUER']);
});

it('reads what is not told from the issuer, and trusts it with nothing', () => {
  expect(oidcProblems(config(issuer))).toEqual([]);
  expect(oidcSettings(config(issuer))).toEqual({
    issuer: 'https://issuer.example/pool_1',
    discoveryUrl: 'https://issuer.example/pool_1/.well-known/openid-configuration',
    name: 'single sign-on',
    clientId: 'nat',
    redirectUri: 'https://api.nat.example/v1/auth/oidc/callback',
    scopes: 'openid email profile',
    algorithms: ['RS256'],
    access: { clientIds: [], audiences: [] },
    trustEmail: false,
    production: true,
  });
});

it('keeps the slash at the end of an issuer, and doubles none', () => {
  const { issuer: name, discoveryUrl } = oidcSettings(config({ ...issuer, OIDC_ISSUER: 'https://issuer.example/' }))!;
  expect([name, discoveryUrl]).toEqual(['https://issuer.example/', 'https://issuer.example/.well-known/openid-configuration']);
});

it.each(['http://issuer.example', 'http://127.0.0.1:9229/pool', 'https://127.0.0.1/pool', 'http://localhost', 'https://[::1]/'])(
  'production takes no %s, as an issuer or as the place of its configuration',
  address => {
    const problem = 'must be an https address; plain http is for loopback outside production';
    expect(oidcProblems(config({ ...issuer, OIDC_ISSUER: address }))).toEqual([`OIDC_ISSUER: ${problem}`]);
    const OIDC_DISCOVERY_URL = `${address.replace(/\/$/, '')}/.well-known/openid-configuration`;
    expect(oidcProblems(config({ ...issuer, OIDC_DISCOVERY_URL }))).toEqual([`OIDC_DISCOVERY_URL: ${problem}`]);
  },
);

it('development takes this machine, and no other without https', () => {
  expect(oidcProblems(config({ ...issuer, OIDC_ISSUER: 'http://127.0.0.1:9229/pool' }, false))).toEqual([]);
  expect(oidcProblems(config({ ...issuer, OIDC_ISSUER: 'http://issuer.example' }, false))).toHaveLength(1);
});

it.each(['javascript://127.0.0.1/%0aalert(1)', 'file://localhost/etc/passwd', 'ftp://127.0.0.1/', 'javascript:alert(1)'])(
  'never calls or opens %s, on no machine',
  address => {
    expect([mayBeCalled(address, true), mayBeCalled(address, false)]).toEqual([false, false]);
  },
);

it('refuses ourselves as an issuer', () => {
  expect(oidcProblems(config({ ...issuer, OIDC_ISSUER: 'https://auth.nat.example' }))).toEqual([
    'OIDC_ISSUER: must not be the issuer of our own tokens',
  ]);
});

it.each<[string, Record<string, string>]>([
  ['an algorithm with a shared secret', { OIDC_ALGORITHMS: 'RS256,HS256' }],
  ['no algorithm at all', { OIDC_ALGORITHMS: 'none' }],
  ['an issuer with a query', { OIDC_ISSUER: 'https://issuer.example/?a=b' }],
  ['an issuer with a person in it', { OIDC_ISSUER: 'https://user@issuer.example/' }],
  ['an issuer that is no address', { OIDC_ISSUER: 'issuer.example' }],
  ['a configuration where none can be', { OIDC_DISCOVERY_URL: 'https://issuer.example/openid-configuration' }],
  ['scopes without openid', { OIDC_SCOPES: 'email openidx' }],
])('refuses %s', (_, changes) => {
  expect(shape.safeParse(changes).success).toBe(false);
});

it('reads lists with commas between', () => {
  const lists = { OIDC_ALGORITHMS: 'ES256, RS256', OIDC_ACCESS_CLIENT_IDS: ' a ,b,', OIDC_AUDIENCES: 'x' };
  expect(oidcSettings(config({ ...issuer, ...lists }))).toMatchObject({
    algorithms: ['ES256', 'RS256'],
    access: { clientIds: ['a', 'b'], audiences: ['x'] },
  });
});
