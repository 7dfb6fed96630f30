import 'reflect-metadata';
import { eventually } from '@nat/testing';
import { notedLog } from './connections/noted-log';
import { withIssuer } from './with-issuer';

const at = withIssuer();
const log = notedLog();

describe('an issuer that is not as it should be', () => {
  it.each<[string, () => void, string]>([
    // Which of the two depends on what the machine notices first.
    ['is down', () => (at.issuer.fault = () => 'reset'), 'UND_ERR_SOCKET|ECONNRESET'],
    ['answers an error', () => (at.issuer.fault = () => ({ status: 500, body: '' })), 'OAUTH_RESPONSE_IS_NOT_CONFORM'],
    [
      'redirects',
      () => (at.issuer.fault = () => ({ status: 302, body: '', headers: { location: `${at.issuer.origin}/elsewhere` } })),
      'OAUTH_RESPONSE_IS_NOT_CONFORM',
    ],
    [
      'answers a page',
      () => (at.issuer.fault = () => ({ status: 200, body: '<html>', headers: { 'content-type': 'text/html' } })),
      'OAUTH_RESPONSE_IS_NOT_JSON',
    ],
    ['answers 70 KB', () => (at.issuer.changes = { discovery: { pad: 'x'.repeat(70_000) } }), 'unknown'],
    ['is another one', () => (at.issuer.changes = { discovery: { issuer: 'https://evil.example' } }), 'issuer_differs'],
    ['has a slash more', () => (at.issuer.changes = { discovery: { issuer: `${at.issuer.origin}/` } }), 'issuer_differs'],
    [
      'has no page to sign in at',
      () => (at.issuer.changes = { discovery: { authorization_endpoint: undefined } }),
      'address_missing',
    ],
    [
      'takes tokens over plain http',
      () => (at.issuer.changes = { discovery: { token_endpoint: 'http://evil.example/token' } }),
      'address_refused',
    ],
    ['has its keys in a file', () => (at.issuer.changes = { discovery: { jwks_uri: 'file:///etc/passwd' } }), 'address_refused'],
    [
      'signs in by a script',
      () => (at.issuer.changes = { discovery: { authorization_endpoint: 'javascript:alert(1)' } }),
      'address_refused',
    ],
  ])('%s: nobody is sent there, the log says why, and the other ways go on', async (_, spoil, reason) => {
    spoil();
    const answer = await at.browser.ask('oidcStart', { query: { signIn: await at.browser.begin() } });
    expect([answer.status, answer.location, answer.cookies]).toEqual([503, undefined, []]);
    expect(at.issuer.requests).not.toContain('/elsewhere');
    const said = expect.stringMatching(new RegExp(`^(${reason})$`)) as string;
    expect(log.lines).toEqual([{ event: 'oidc', step: 'discovery', outcome: 'failed', reason: said }]);
    expect((await at.account(await at.browser.signInByMail('olu@example.org'))).email).toBe('olu@example.org');
  });

  it('is asked again a second later, and hourly from then on, while what it said goes on serving', async () => {
    at.issuer.fault = () => 'reset';
    const signInId = await at.browser.begin();
    const start = async () => (await at.browser.ask('oidcStart', { query: { signIn: signInId } })).status;
    expect([await start(), await start()]).toEqual([503, 503]);
    expect(at.issuer.requests).toHaveLength(1);
    at.issuer.fault = undefined;
    await at.world.clock.advance(1_000);
    expect(await start()).toBe(303);
    at.issuer.fault = () => 'reset';
    await at.world.clock.advance(3_601_000);
    const later = await at.browser.begin();
    expect((await at.browser.ask('oidcStart', { query: { signIn: later } })).status).toBe(303);
    await eventually(() => expect(at.issuer.requests).toHaveLength(3)); // nobody waits for a reading of what is in hand
  });
});
