import 'reflect-metadata';
import { notedLog } from './connections/noted-log';
import { externalPeople } from './oidc-double';
import { TestBrowser } from './test-browser';
import { withIssuer } from './with-issuer';

const at = withIssuer();
const log = notedLog();

describe('the way back', () => {
  it('is good once, also for 20 at once', async () => {
    const query = at.issuer.consent(await at.away(), 'ada');
    const answers = await Promise.all(Array.from({ length: 20 }, () => at.back(query)));
    expect([answers.filter(({ status }) => status === 303).length, at.tokenCalls()]).toEqual([1, 1]);
    expect(answers.filter(({ status }) => status === 400)).toHaveLength(19);
  });

  it.each<[string, (query: Record<string, string>) => Record<string, string>]>([
    ['no state', ({ code }) => ({ code: code! })],
    ['an invented state', query => ({ ...query, state: 's'.repeat(43) })],
    ['the answer of another issuer', query => ({ ...query, iss: 'https://evil.example' })],
    ['the answer of an issuer with a slash more', query => ({ ...query, iss: `${query['iss']}/` })],
  ])('ends before the issuer is asked: %s', async (_, change) => {
    const answer = await at.back(change(at.issuer.consent(await at.away(), 'ada')));
    expect([answer.status, answer.location, at.tokenCalls()]).toEqual([400, undefined, 0]);
  });

  it('ends in another browser, and burns the state', async () => {
    const query = at.issuer.consent(await at.away(), 'ada');
    const victim = new TestBrowser(at.auth);
    await at.away(victim);
    expect((await at.back(query, victim)).status).toBe(403);
    expect([(await at.back(query)).status, at.tokenCalls()]).toEqual([400, 0]);
  });

  it('finishes no sign-in but the one of this browser, and none that is over', async () => {
    const query = at.issuer.consent(await at.away(), 'ada');
    delete at.browser.cookies.sign_in;
    expect((await at.back(query)).status).toBe(403);
    const late = new TestBrowser(at.auth);
    const signInId = await late.begin();
    await at.world.clock.advance(600_000);
    const { location } = await late.ask('oidcStart', { query: { signIn: signInId } });
    await at.world.clock.advance(400_000);
    const answer = await at.back(at.issuer.consent(location!, 'ada'), late);
    expect([answer.status, answer.location]).toEqual([410, undefined]);
  });

  it('ends when it took longer than ten minutes', async () => {
    const query = at.issuer.consent(await at.away(), 'ada');
    await at.world.clock.advance(600_000);
    expect([(await at.back(query)).status, at.tokenCalls()]).toEqual([400, 0]);
  });

  it('is not that of NationBuilder, nor the other way round', async () => {
    const query = at.issuer.consent(await at.away(), 'ada');
    expect((await at.browser.ask('callback', { query })).status).toBe(400);
    const other = await at.browser.ask('nationbuilder', { form: { signIn: await at.browser.begin(), nation: 'demo' } });
    const { state = '' } = Object.fromEntries(new URL(other.location!).searchParams);
    expect((await at.back({ state, code: 'x' })).status).toBe(400);
  });

  it('tells who did not allow it, and offers another way', async () => {
    const { state = '' } = at.issuer.consent(await at.away(), 'ada');
    const answer = await at.back({ state, error: 'access_denied', error_description: '<script>' });
    expect([answer.status, at.tokenCalls()]).toEqual([403, 0]);
    expect(answer.html).toContain('You did not sign in');
    expect(answer.html).toContain('/v1/auth/start?');
    expect(answer.html).not.toContain('script>');
  });

  it.each<[string, () => void]>([
    ['an ID token of another sign-in', () => (at.issuer.changes = { idToken: { nonce: 'n'.repeat(43) } })],
    ['an ID token without a nonce', () => (at.issuer.changes = { idToken: { nonce: undefined } })],
    ['an ID token for another client', () => (at.issuer.changes = { idToken: { aud: 'other' } })],
    [
      'an ID token made for another',
      () => (at.issuer.changes = { idToken: { aud: [at.issuer.clientId, 'other'], azp: 'other' } }),
    ],
    ['an ID token of another issuer', () => (at.issuer.changes = { idToken: { iss: 'https://evil.example' } })],
    [
      'an ID token that has ended',
      () => (at.issuer.changes = { idToken: { exp: Math.floor(at.world.clock.now() / 1_000) - 61 } }),
    ],
    ['an ID token of another access token', () => (at.issuer.changes = { idToken: { at_hash: 'A'.repeat(22) } })],
    ['an ID token without a subject', () => (at.issuer.changes = { idToken: { sub: undefined } })],
    ['an ID token signed by somebody else', () => (at.issuer.foreignKey = true)],
    ['an ID token by alg none', () => (at.issuer.changes = { header: { alg: 'none' } })],
    ['an ID token by HS256', () => (at.issuer.changes = { header: { alg: 'HS256' } })],
    ['an ID token that names its keys', () => (at.issuer.changes = { header: { jku: 'https://evil.example/jwks' } })],
    ['an access token for an ID token', () => (at.issuer.changes = { header: { typ: 'at+jwt' } })],
    ['no ID token', () => (at.issuer.changes = { tokens: { id_token: undefined } })],
    ['an ID token that is no text', () => (at.issuer.changes = { tokens: { id_token: 7 } })],
    ['no access token', () => (at.issuer.changes = { tokens: { access_token: undefined } })],
    ['tokens of another kind', () => (at.issuer.changes = { tokens: { token_type: 'mac' } })],
    [
      'a redirect',
      () =>
        (at.issuer.fault = path =>
          path === '/token' ? { status: 307, body: '', headers: { location: `${at.issuer.origin}/stolen` } } : undefined),
    ],
    [
      'a page',
      () =>
        (at.issuer.fault = path =>
          path === '/token' ? { status: 200, body: '<html>', headers: { 'content-type': 'text/html' } } : undefined),
    ],
    ['70 KB', () => (at.issuer.changes = { tokens: { pad: 'x'.repeat(70_000) } })],
    [
      'a refusal',
      () => (at.issuer.fault = path => (path === '/token' ? { status: 400, body: '{"error":"invalid_grant"}' } : undefined)),
    ],
    ['a failure', () => (at.issuer.fault = path => (path === '/token' ? { status: 500, body: 'canary' } : undefined))],
    ['nothing', () => (at.issuer.fault = path => (path === '/token' ? 'reset' : undefined))],
    ['no keys', () => (at.issuer.fault = path => (path === '/jwks' ? { status: 500, body: '' } : undefined))],
  ])('makes nobody of %s', async (_, spoil) => {
    const query = at.issuer.consent(await at.away(), 'ada');
    spoil();
    const answer = await at.back(query);
    expect([answer.status, answer.location]).toEqual([503, undefined]);
    expect(answer.html).toContain('Try again, or sign in another way');
    expect(answer.html).not.toMatch(/canary|127\.0\.0\.1/);
    const reason = expect.stringMatching(/^[A-Za-z_]+$/) as string;
    expect(log.lines.at(-1)).toEqual({ event: 'oidc', step: expect.any(String) as string, outcome: 'failed', reason });
    expect(JSON.stringify(log.lines)).not.toMatch(new RegExp(`canary|eyJ|127\\.0\\.0\\.1|${query['code']}`));
    expect(at.issuer.requests).not.toContain('/stolen');
    expect(
      await at.world.identities.userOf({ issuer: at.issuer.origin, subject: String(externalPeople['ada']!['sub']) }),
    ).toBeUndefined();
  });
});
