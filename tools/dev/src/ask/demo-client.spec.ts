import type { Fetch } from '@nat/client';
import { action, actionId, refusal } from '../../test/fake-nat';
import { demoClient } from './demo-client';

/** A Nat that gives out token-1, token-2 … for 900 seconds each. `lines` tells what was asked with which. */
function gateway(): { fetch: Fetch; lines: string[]; bodies: unknown[] } {
  const lines: string[] = [];
  const bodies: unknown[] = [];
  let signIns = 0;
  const fetch: Fetch = async (input, init) => {
    const { pathname } = new URL(input);
    lines.push(`${pathname} ${new Headers(init?.headers).get('authorization')}`);
    if (pathname !== '/v1/sessions/sandbox') return Response.json(action);
    bodies.push(JSON.parse(init?.body as string));
    return Response.json({ accessToken: `token-${++signIns}`, expiresIn: 900, sessionId: `ses_${'0'.repeat(32)}` });
  };
  return { fetch, lines, bodies };
}

it('signs in as the user, and again a minute before the token ends', async () => {
  const { fetch, lines, bodies } = gateway();
  let now = 1_000_000;
  const client = demoClient({ gateway: 'http://gateway.test', user: 'olu', now: () => now, fetch });
  for (const later of [0, 839_999, 1]) {
    now += later;
    await client.action(actionId);
  }
  expect(lines).toEqual([
    '/v1/sessions/sandbox null',
    `/v1/actions/${actionId} Bearer token-1`,
    `/v1/actions/${actionId} Bearer token-1`,
    '/v1/sessions/sandbox null',
    `/v1/actions/${actionId} Bearer token-2`,
  ]);
  expect(bodies).toMatchObject([{ user: 'olu' }, { user: 'olu' }]);
});

it('tells why a sign-in was refused', async () => {
  const client = demoClient({
    gateway: 'http://gateway.test',
    user: 'nobody',
    now: () => 0,
    fetch: async () => refusal('not_found'),
  });
  await expect(client.action(actionId)).rejects.toMatchObject({ code: 'not_found' });
});

it('tells that one has to sign in where there are no demo users at all', async () => {
  const fetch: Fetch = async () => refusal('not_found');
  const client = demoClient({ gateway: 'http://gateway.test', now: () => 0, fetch });
  await expect(client.action(actionId)).rejects.toThrow('Nobody is signed in to http://gateway.test');
});
