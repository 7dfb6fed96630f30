import 'reflect-metadata';
import { expectProblem, useGateway } from './gateway-stack';

const gateway = useGateway({ CALLS_PER_MINUTE: '3', SIGN_INS_PER_MINUTE: '2' });

it.each([
  ['quota_exceeded', 86_400],
  ['rate_limited', 42],
  ['concurrency_limited', 5],
] as const)('says how long to wait after %s', async (code, seconds) => {
  gateway.stack.admit({ refused: { code, retryAfterSeconds: code === 'concurrency_limited' ? undefined : seconds } });
  const answer = await gateway.stack.ask();
  expect(await expectProblem(answer, 429, code)).toMatchObject({ retryable: true, retryAfter: seconds });
  expect(answer.headers.get('retry-after')).toBe(String(seconds));
  expect(answer.headers.get('ratelimit')).toBe('"nation-queries";r=153;t=86400');
  expect(gateway.stack.agent.received).toEqual([]);
});

it('names the end of the period and the plans that hold more', async () => {
  gateway.stack.admit({ refused: { code: 'quota_exceeded', upgradeTo: ['pro', 'team'] } });
  expect(await expectProblem(await gateway.stack.ask(), 429, 'quota_exceeded')).toMatchObject({
    resetAt: '2026-06-16T12:00:00.000Z',
    upgradeTo: ['pro', 'team'],
  });
});

it('limits the other calls of a user, and only of that user', async () => {
  const { stack } = gateway;
  stack.usage.refuse('GET /internal/usage', 'not_found');
  for (let call = 0; call < 3; call++) await expectProblem(await stack.request('GET', '/v1/usage'), 404, 'not_found');
  const refused = await stack.request('GET', '/v1/usage');
  await expectProblem(refused, 429, 'rate_limited');
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  const other = { authorization: `Bearer ${await stack.token({ user: `usr_${'9'.repeat(32)}` })}` };
  await expectProblem(await stack.request('GET', '/v1/usage', { headers: other }), 404, 'not_found');
  expect((await stack.ask()).status).toBe(200);
});

it('limits sign-in starts by address, whatever the caller says it is', async () => {
  const signIn = (address: string): Promise<Response> =>
    gateway.stack.request('POST', '/v1/sessions/sandbox', {
      headers: { authorization: '', 'x-forwarded-for': address },
      body: { nationSlug: 'demo' },
    });
  await signIn('198.51.100.1');
  await signIn('198.51.100.2');
  await expectProblem(await signIn('198.51.100.3'), 429, 'rate_limited');
});
