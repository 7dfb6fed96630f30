import 'reflect-metadata';
import { sendJson } from './fake-sibling';
import { expectProblem, useGateway } from './gateway-stack';

const gateway = useGateway();
const checks = 'POST /internal/sessions/check';
const usage = { plan: 'pro', periodStart: '2026-06-01T00:00:00.000Z', meters: [] };

beforeEach(() => gateway.stack.usage.answer('GET /internal/usage', 200, usage));

const read = async (): Promise<number> => (await gateway.stack.request('GET', '/v1/usage')).status;

it('asks auth once for many requests at once, and again after 30 s', async () => {
  gateway.stack.auth.on(checks, (_, response) => {
    setTimeout(() => sendJson(response, 200, { active: true, role: 'member' }), 50);
  });
  expect(new Set(await Promise.all(Array.from({ length: 20 }, read)))).toEqual(new Set([200]));
  expect(gateway.stack.auth.callsTo(checks)).toHaveLength(1);
  await gateway.stack.clock.advance(29_999);
  await read();
  expect(gateway.stack.auth.callsTo(checks)).toHaveLength(1);
  await gateway.stack.clock.advance(1);
  await read();
  expect(gateway.stack.auth.callsTo(checks)).toHaveLength(2);
});

it('asks about exactly this session and nation, in the name of its user', async () => {
  await read();
  const [check] = gateway.stack.auth.callsTo(checks);
  expect(check?.body).toEqual({ sessionId: `ses_${'3'.repeat(32)}`, nationSlug: 'demo' });
  expect(check?.claims).toMatchObject({ aud: 'service:auth', nation: 'demo' });
});

it('puts a changed role into force within 30 s', async () => {
  expect(await read()).toBe(200);
  gateway.stack.checkSessions({ active: true });
  expect(await read()).toBe(200);
  await gateway.stack.clock.advance(30_000);
  await expectProblem(await gateway.stack.request('GET', '/v1/usage'), 403, 'forbidden');
});

it('believes a refusal of auth, and does not take it for an outage', async () => {
  gateway.stack.auth.refuse(checks, 'session_revoked');
  await expectProblem(await gateway.stack.request('GET', '/v1/usage'), 401, 'session_revoked');
});
