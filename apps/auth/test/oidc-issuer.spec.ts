import 'reflect-metadata';
import { eventually } from '@nat/testing';
import { withIssuer } from './with-issuer';

const at = withIssuer();

describe('an issuer that is not as it should be', () => {
  it.each<[string, () => void]>([
    ['is down', () => (at.issuer.fault = () => 'reset')],
    ['answers an error', () => (at.issuer.fault = () => ({ status: 500, body: '' }))],
    [
      'redirects',
      () => (at.issuer.fault = () => ({ status: 302, body: '', headers: { location: `${at.issuer.origin}/elsewhere` } })),
    ],
    [
      'answers a page',
      () => (at.issuer.fault = () => ({ status: 200, body: '<html>', headers: { 'content-type': 'text/html' } })),
    ],
    ['answers 70 KB', () => (at.issuer.changes = { discovery: { pad: 'x'.repeat(70_000) } })],
    ['is another one', () => (at.issuer.changes = { discovery: { issuer: 'https://evil.example' } })],
    ['has a slash more', () => (at.issuer.changes = { discovery: { issuer: `${at.issuer.origin}/` } })],
    ['has no page to sign in at', () => (at.issuer.changes = { discovery: { authorization_endpoint: undefined } })],
    ['takes tokens over plain http', () => (at.issuer.changes = { discovery: { token_endpoint: 'http://evil.example/token' } })],
    ['has its keys in a file', () => (at.issuer.changes = { discovery: { jwks_uri: 'file:///etc/passwd' } })],
    ['signs in by a script', () => (at.issuer.changes = { discovery: { authorization_endpoint: 'javascript:alert(1)' } })],
  ])('%s: nobody is sent there, and the other ways go on', async (_, spoil) => {
    spoil();
    const answer = await at.browser.ask('oidcStart', { query: { signIn: await at.browser.begin() } });
    expect([answer.status, answer.location, answer.cookies]).toEqual([503, undefined, []]);
    expect(at.issuer.requests).not.toContain('/elsewhere');
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
