import 'reflect-metadata';
import type { Claim } from '@nat/contracts';
import { expectProblem, useGateway, userId } from './gateway-stack';

const gateway = useGateway();
const claim: Claim = {
  nationSlug: 'fresh' as Claim['nationSlug'],
  state: 'pending',
  claimedAt: '2026-06-15T12:00:00.000Z',
  expiresAt: '2026-06-22T12:00:00.000Z',
};
const headers = { 'idempotency-key': 'key-1' };

it('claims a nation for whoever is signed in, once for each key', async () => {
  gateway.stack.checkSessions({ active: true });
  gateway.stack.auth.answer('POST /internal/claims', 201, claim);
  const authorization = `Bearer ${await gateway.stack.token({ nations: {} })}`;
  const answer = await gateway.stack.request('POST', '/v1/nations', {
    body: { slug: 'fresh' },
    headers: { ...headers, authorization },
  });
  expect([answer.status, await answer.json()]).toEqual([201, claim]);
  const [call] = gateway.stack.auth.callsTo('POST /internal/claims');
  expect(call).toMatchObject({ body: { slug: 'fresh', idempotencyKey: 'key-1' }, claims: { sub: userId } });
});

it('claims nothing without a key', async () => {
  await expectProblem(
    await gateway.stack.request('POST', '/v1/nations', { body: { slug: 'fresh' } }),
    400,
    'idempotency_key_required',
  );
  expect(gateway.stack.auth.callsTo('POST /internal/claims')).toEqual([]);
});

it.each([
  ['slug_invalid', 422],
  ['conflict', 409],
  ['idempotency_mismatch', 422],
  ['rate_limited', 429],
] as const)('passes on that auth refuses with %s', async (code, status) => {
  gateway.stack.auth.refuse('POST /internal/claims', code, { retryAfter: 60 });
  await expectProblem(await gateway.stack.request('POST', '/v1/nations', { body: { slug: 'www' }, headers }), status, code);
});

it('takes no identity, key or role out of a body', async () => {
  const body = { slug: 'fresh', idempotencyKey: 'other', userId: 'usr_1' };
  await expectProblem(await gateway.stack.request('POST', '/v1/nations', { body, headers }), 422, 'invalid');
});

describe('what somebody is called', () => {
  it.each(['علی\u200cرضا', 'O’Neill-Smith, Jr.', '李小龍', '🦊'])('may be %j', async name => {
    gateway.stack.auth.answer('PATCH /internal/me', 200, { userId, name, memberships: [], claims: [] });
    expect((await gateway.stack.request('PATCH', '/v1/me', { body: { name } })).status).toBe(200);
  });

  it('is what they say, without the space around it', async () => {
    const me = { userId, name: 'Ada', memberships: [], claims: [] };
    gateway.stack.auth.answer('PATCH /internal/me', 200, me);
    const answer = await gateway.stack.request('PATCH', '/v1/me', { body: { name: ' Ada ' } });
    expect([answer.status, await answer.json()]).toEqual([200, me]);
    expect(gateway.stack.auth.callsTo('PATCH /internal/me')[0]).toMatchObject({ body: { name: 'Ada' }, claims: { sub: userId } });
  });

  const unfit = [
    '',
    '   ',
    'a\nb',
    'a\u0000b',
    'a\u2028b',
    'a\ud800b',
    'Ada\u202enimdA',
    '\u200b',
    '\u2060\u0301',
    'x'.repeat(101),
  ];

  it.each(unfit)('is not %j', async name => {
    await expectProblem(await gateway.stack.request('PATCH', '/v1/me', { body: { name } }), 422, 'invalid');
    expect(gateway.stack.auth.callsTo('PATCH /internal/me')).toEqual([]);
  });
});
