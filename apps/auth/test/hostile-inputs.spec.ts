import 'reflect-metadata';
import dns from 'node:dns';
import { Socket } from 'node:net';
import { type AuthProcess, aWorld, startAuth } from './auth-process';
import { OAuthDouble } from './oauth-double';
import { authorizeQuery, consented, TestBrowser } from './test-browser';

/** What somebody may type, send or craft where a nation is named. */
const slugs = [
  '',
  ' ',
  '.',
  '..',
  'www',
  'api',
  'admin',
  'evil.example',
  'evil.example/',
  'evil.example#',
  'evil.example?',
  'evil.example\\',
  'evil.example:443/',
  'demo.evil.example',
  'demo@evil.example',
  'demo:x@evil.example',
  'demo.nationbuilder.com.evil.example',
  'demo.nationbuilder.com@evil.example',
  'https://evil.example',
  'https://evil.example/demo.nationbuilder.com',
  'https://evil.example#.nationbuilder.com',
  'https://evil.example\\.nationbuilder.com',
  'https://demo.nationbuilder.com@evil.example',
  'https://demo.nationbuilder.com:8443',
  '//evil.example',
  '/\\evil.example',
  'javascript:alert(1)',
  'file:///etc/passwd',
  '127.0.0.1',
  '127.0.0.1:9/',
  '[::1]',
  '169.254.169.254',
  'demo%2eevil.example%2f',
  'demo%00',
  'demo\u0000',
  'demo\r\nhost: evil.example',
  'demo\tevil',
  'de mo',
  'dem\u212A',
  'ｄｅｍｏ',
  'demo。nationbuilder.com',
  'démo',
  'xn--dmo-mta',
  '-demo',
  'demo-',
  'demo_x',
  '../demo',
  'demo/../other',
  'demo/oauth/token',
  '{slug}',
  '${slug}',
  '__proto__',
  'constructor.prototype',
  'x'.repeat(64),
  'x'.repeat(5_000),
];

/** What may come back in place of a state, an issuer or a code. */
const states = [
  '',
  '.',
  '../x',
  'S'.repeat(43),
  '*',
  '%',
  "' OR 1=1 --",
  '{"$gt":""}',
  '\u0000',
  'ONCE#oauth_state#x',
  'x'.repeat(8_000),
];
const issuers = ['', 'null', 'https://evil.example', 'https://demo.nationbuilder.com.evil.example', 'http://127.0.0.1:9'];
const redirects = [
  'https://evil.example',
  '//evil.example',
  'http://127.0.0.1:1@evil.example/signed-in',
  'https://app.example@evil.example',
];

let double: OAuthDouble;
let auth: AuthProcess;
let browser: TestBrowser;
/** Every host and port that anything in this process opened a connection to, or looked up. */
const reached = new Set<string>();
let ours: Set<string>;

beforeAll(async () => {
  double = new OAuthDouble();
  const template = await double.start();
  auth = await startAuth(await aWorld(), template);
  browser = new TestBrowser(auth);
  ours = new Set([new URL(template.replace('{slug}', 'x')).host, new URL(auth.url).host]);
  const { connect } = Socket.prototype as { connect: (this: Socket, ...given: unknown[]) => Socket };
  const noting = function (this: Socket, ...given: unknown[]): Socket {
    const [options] = (Array.isArray(given[0]) ? given[0] : given) as [{ host?: string; port?: number }];
    reached.add(`${options.host ?? 'localhost'}:${options.port}`);
    return connect.apply(this, given);
  };
  jest.spyOn(Socket.prototype, 'connect').mockImplementation(noting as never);
  const lookup = dns.lookup.bind(dns) as (...given: unknown[]) => void;
  jest.spyOn(dns, 'lookup').mockImplementation(((hostname: string, ...rest: unknown[]) => {
    reached.add(hostname);
    return lookup(hostname, ...rest);
  }) as never);
});
afterAll(async () => {
  jest.restoreAllMocks();
  await auth.close();
  await double.stop();
});
beforeEach(() => {
  reached.clear();
  double.tokenCalls = 0;
});
afterEach(() => {
  expect([...reached].filter(host => !ours.has(host))).toEqual([]);
  // The client secret is in calls to the token endpoint and nowhere else.
  expect(double.tokenCalls).toBe(0);
});

it('counts more than sixty of them, and sees whom anything calls', async () => {
  expect(slugs.length + states.length + issuers.length + redirects.length).toBeGreaterThanOrEqual(60);
  await browser.begin();
  expect(reached).toContain(new URL(auth.url).host);
});

it.each(slugs)('leads nowhere with the nation %j', async slug => {
  const typed = await browser.ask('nationbuilder', { form: { signIn: await browser.begin(), nation: slug.slice(0, 8_000) } });
  expect([typed.status, typed.location]).toEqual([422, undefined]);
  const identity = { userId: 'usr_00000000000000000000000000', sessionId: 'ses_00000000000000000000000000' };
  for (const [path, body] of [
    ['/internal/connections/start', { kind: 'nation', nationSlug: slug }],
    ['/internal/sandbox-sessions', { nationSlug: slug }],
  ] as const) {
    expect((await auth.call(path, { as: 'api-gateway', identity, body })).status).toBe(422);
  }
  expect((await browser.ask('start', { query: authorizeQuery({ nation: slug }) })).status).toBe(400);
});

it.each(states)('exchanges nothing for the state %j', async state => {
  await browser.ask('nationbuilder', { form: { signIn: await browser.begin(), nation: 'demo' } });
  expect((await browser.ask('callback', { query: { state, code: 'c' } })).status).toBe(400);
});

it.each(issuers)('exchanges nothing for the issuer %j', async iss => {
  const away = await browser.ask('nationbuilder', { form: { signIn: await browser.begin(), nation: 'demo' } });
  expect((await browser.ask('callback', { query: await consented(away.location!, 'ada', { iss }) })).status).toBe(400);
});

it.each(redirects)('sends nobody to %j', async redirect_uri => {
  for (const client_id of ['web', 'extension', 'cli']) {
    const answer = await browser.ask('start', { query: authorizeQuery({ client_id, redirect_uri }) });
    expect([answer.status, answer.location]).toEqual([422, undefined]);
  }
});
