import { StartSession } from '@nat/contracts';
import { createHash } from 'node:crypto';
import { FakeSessions } from '../test/fake-sessions';
import { beginSignIn, codeOfCallback, finishSignIn, ForeignCallback, NatClient } from './index';

const request = { clientId: 'web', redirectUri: 'https://app.test/signed-in', baseUrl: 'https://api.test' } as const;
const code = 'c'.repeat(43);

it('begins with an address that holds no secret, and fresh values each time', async () => {
  const [begun, other] = await Promise.all([beginSignIn({ ...request, nation: 'demo', askAgain: true }), beginSignIn(request)]);
  const url = new URL(begun.url);
  expect(url.origin + url.pathname).toBe('https://api.test/v1/auth/start');
  expect(Object.fromEntries(url.searchParams)).toEqual({
    client_id: 'web',
    redirect_uri: 'https://app.test/signed-in',
    state: begun.state,
    code_challenge: createHash('sha256').update(begun.codeVerifier).digest('base64url'),
    code_challenge_method: 'S256',
    prompt: 'login',
    nation: 'demo',
  });
  expect(begun.url).not.toContain(begun.codeVerifier);
  expect(begun.state).toMatch(/^[A-Za-z0-9_-]{43}$/);
  expect(new Set([begun.state, begun.codeVerifier, other.state, other.codeVerifier]).size).toBe(4);
  expect(other.url).not.toContain('prompt');
});

it('ends with a session of the code, under the verifier and the address it began with', async () => {
  const gateway = new FakeSessions();
  const bodies: string[] = [];
  const nat = new NatClient({
    baseUrl: request.baseUrl,
    fetch: (input, init) => (bodies.push(init?.body as string), gateway.fetch(input, init)),
  });
  const begun = await beginSignIn(request);
  await finishSignIn(nat, `${request.redirectUri}?code=${code}&state=${begun.state}`, begun);
  const { clientId, redirectUri, codeVerifier } = begun;
  expect(StartSession.parse(JSON.parse(bodies[0]!))).toEqual({ clientId, redirectUri, codeVerifier, code });
});

const state = 's'.repeat(43);
it.each([
  ['another state', `https://app.test/signed-in?code=${code}&state=t`],
  ['no state', `https://app.test/signed-in?code=${code}`],
  ['two states', `https://app.test/signed-in?code=${code}&state=${state}&state=${state}`],
  ['no code', `https://app.test/signed-in?error=access_denied&state=${state}`],
  ['two codes', `https://app.test/signed-in?code=${code}&code=x&state=${state}`],
  ['another path', `https://app.test/other?code=${code}&state=${state}`],
  ['another host', `https://evil.test/signed-in?code=${code}&state=${state}`],
  ['all of it in the fragment', `https://app.test/signed-in#code=${code}&state=${state}`],
])('takes no code from a callback with %s', async (_, callbackUrl) => {
  expect(() => codeOfCallback(callbackUrl, { state, redirectUri: request.redirectUri })).toThrow(ForeignCallback);
  const nat = { startSession: () => Promise.reject(new Error('must not be called')) };
  const begun = { ...(await beginSignIn(request)), state };
  await expect(finishSignIn(nat, callbackUrl, begun)).rejects.toThrow(ForeignCallback);
});
