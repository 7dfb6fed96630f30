import 'reflect-metadata';
import { useGateway } from './gateway-stack';

const gateway = useGateway();
const subscription = {
  id: 'sub_1',
  plan: 'pro',
  planVersion: 1,
  status: 'active',
  cadence: 'month',
  seats: 1,
  periodStart: '2026-06-01T00:00:00.000Z',
  periodEnd: '2026-07-01T00:00:00.000Z',
};

it('tells who is signed in, also somebody with several nations who names none', async () => {
  const me = { userId: `usr_${'2'.repeat(32)}`, name: 'Ada', memberships: [{ nationSlug: 'demo', role: 'member' }], claims: [] };
  gateway.stack.auth.answer('GET /internal/me', 200, me);
  const authorization = `Bearer ${await gateway.stack.token({ nations: { demo: 'member', other: 'owner' } })}`;
  const answer = await gateway.stack.request('GET', '/v1/me', { headers: { authorization } });
  expect([answer.status, await answer.json()]).toEqual([200, me]);
});

it('reads the usage of the selected nation', async () => {
  const usage = { plan: 'pro', periodStart: '2026-06-01T00:00:00.000Z', meters: [] };
  gateway.stack.usage.answer('GET /internal/usage', 200, usage);
  expect(await (await gateway.stack.request('GET', '/v1/usage')).json()).toEqual(usage);
  expect(gateway.stack.usage.received[0]?.claims).toMatchObject({ nation: 'demo', role: 'member' });
});

it('shows the plans to anybody', async () => {
  const plans = { catalog: 'default', catalogVersion: 3, plans: [] };
  gateway.stack.billing.answer('GET /internal/plans', 200, plans);
  const answer = await gateway.stack.request('GET', '/v1/plans', { headers: { authorization: '' } });
  expect(await answer.json()).toEqual(plans);
});

it('lets admins read, start and change the subscription', async () => {
  gateway.stack.checkSessions({ active: true, role: 'admin' });
  for (const [method, status, body] of [
    ['GET', 200],
    ['POST', 201, { plan: 'pro' }],
    ['PATCH', 200, { plan: 'pro' }],
  ] as const) {
    gateway.stack.billing.answer(`${method} /internal/subscription`, status, subscription);
    const answer = await gateway.stack.request(method, '/v1/billing/subscription', { body });
    expect([answer.status, await answer.json()]).toEqual([status, subscription]);
  }
  expect(gateway.stack.billing.received.map(({ body }) => body)).toEqual([
    undefined,
    { plan: 'pro', cadence: 'month' },
    { plan: 'pro' },
  ]);
});

it('publishes the signing keys, asks auth once a minute and serves the last ones while auth is down', async () => {
  const read = async (): Promise<unknown> => (await gateway.stack.request('GET', '/.well-known/jwks.json')).json();
  const keys = await read();
  expect(keys).toMatchObject({ keys: [{ kid: 'key-1' }] });
  await read();
  await gateway.stack.auth.stop();
  await gateway.stack.clock.advance(120_000);
  expect(await read()).toEqual(keys);
});
