import 'reflect-metadata';
import type { Invite } from '@nat/contracts';
import { expectProblem, useGateway, userId } from './gateway-stack';

const gateway = useGateway();
const inviteId = `inv_${'9'.repeat(32)}`;
const token = `demo.${inviteId}.${'S'.repeat(43)}`;
const invite: Invite = {
  inviteId,
  email: 'mo@example.org' as Invite['email'],
  role: 'member',
  invitedBy: userId,
  createdAt: '2026-06-15T12:00:00.000Z',
  expiresAt: '2026-06-22T12:00:00.000Z',
};

const asked = () => gateway.stack.auth.received.filter(call => call.path.startsWith('/internal/invites'));
beforeEach(() => gateway.stack.checkSessions({ active: true, role: 'admin' }));

it('invites for an admin, and never shows a token', async () => {
  gateway.stack.auth.answer('POST /internal/invites', 201, { ...invite, token, secretHash: 'x' });
  const answer = await gateway.stack.request('POST', '/v1/invites', { body: { email: invite.email, role: 'member' } });
  expect([answer.status, await answer.json()]).toEqual([201, invite]);
  expect(asked()[0]).toMatchObject({ body: { email: invite.email, role: 'member' }, claims: { nation: 'demo', role: 'admin' } });
});

it('lists and takes back', async () => {
  gateway.stack.auth.answer('GET /internal/invites', 200, { items: [{ ...invite, token }], nextCursor: null });
  gateway.stack.auth.answer(`DELETE /internal/invites/${inviteId}`, 204);
  expect(await (await gateway.stack.request('GET', '/v1/invites')).json()).toEqual({ items: [invite], nextCursor: null });
  expect((await gateway.stack.request('DELETE', `/v1/invites/${inviteId}`)).status).toBe(204);
});

it('is accepted by whoever is signed in, without a nation', async () => {
  gateway.stack.checkSessions({ active: true });
  gateway.stack.auth.answer('POST /internal/invites/accept', 200, { nationSlug: 'demo', role: 'member' });
  const authorization = `Bearer ${await gateway.stack.token({ nations: {} })}`;
  const answer = await gateway.stack.request('POST', '/v1/invites/accept', { body: { token }, headers: { authorization } });
  expect([answer.status, await answer.json()]).toEqual([200, { nationSlug: 'demo', role: 'member' }]);
  expect(asked()[0]).toMatchObject({ body: { token }, claims: { sub: userId } });
  expect(asked()[0]?.claims).not.toHaveProperty('nation');
});

it.each([
  ['POST', '/v1/invites', 'already_member', 409],
  ['POST', '/v1/invites', 'rate_limited', 429],
  ['POST', '/v1/invites/accept', 'invite_expired', 410],
  ['POST', '/v1/invites/accept', 'already_member', 409],
] as const)('%s %s passes on that auth refuses with %s', async (method, path, code, status) => {
  const body = path === '/v1/invites' ? { email: invite.email, role: 'member' } : { token };
  gateway.stack.auth.refuse(`${method} ${path.replace('/v1', '/internal')}`, code, status === 429 ? { retryAfter: 60 } : {});
  const answer = await gateway.stack.request(method, path, { body });
  await expectProblem(answer, status, code);
  expect(answer.headers.get('retry-after')).toBe(status === 429 ? '60' : null);
});

it.each([
  { email: 'mo@example.org' },
  { email: 'mo@example.org', role: 'owner' },
  { email: 'mo@example.org, eve@example.org', role: 'member' },
  { email: 'mo@example.org\r\nBcc: eve@example.org', role: 'member' },
  { email: 'Mo <mo@example.org>', role: 'member' },
  { email: ['mo@example.org'], role: 'member' },
  { email: 'mo@example.org', role: 'member', nationSlug: 'other' },
])('mails nobody for %j', async body => {
  await expectProblem(await gateway.stack.request('POST', '/v1/invites', { body }), 422, 'invalid');
  expect(asked()).toEqual([]);
});

it('answers an unknown invitation and an id of another shape alike', async () => {
  gateway.stack.auth.refuse('DELETE /internal/invites/*', 'not_found');
  for (const id of [inviteId, 'inv_x', 'accept', userId, '%2e%2e']) {
    await expectProblem(await gateway.stack.request('DELETE', `/v1/invites/${id}`), 404, 'not_found');
  }
  expect(asked()).toHaveLength(1);
});
