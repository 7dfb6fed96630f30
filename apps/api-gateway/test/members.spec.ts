import 'reflect-metadata';
import type { NationMember } from '@nat/contracts';
import { expectProblem, sessionId, useGateway, userId } from './gateway-stack';

const gateway = useGateway();
const other = `usr_${'7'.repeat(32)}`;
const path = `/v1/members/${other}`;
const inner = `/internal/members/${other}`;
const member: NationMember = {
  userId: other,
  name: 'Olu Organizer',
  role: 'admin',
  joinedAt: '2026-06-01T12:00:00.000Z',
  via: 'invite',
};

const asked = () => gateway.stack.auth.received.filter(call => call.path.startsWith('/internal/members'));
beforeEach(() => gateway.stack.checkSessions({ active: true, role: 'admin' }));

it('lists the people of the nation, and never more of one than is agreed', async () => {
  gateway.stack.auth.answer('GET /internal/members', 200, { items: [{ ...member, revision: 4 }], nextCursor: 'next' });
  const answer = await gateway.stack.request('GET', '/v1/members?limit=1&cursor=before');
  expect([answer.status, await answer.json()]).toEqual([200, { items: [member], nextCursor: 'next' }]);
  expect(asked()[0]).toMatchObject({
    path: '/internal/members?limit=1&cursor=before',
    claims: { sub: userId, sid: sessionId, nation: 'demo', role: 'admin' },
  });
});

it('gives a member a role', async () => {
  gateway.stack.auth.answer(`PATCH ${inner}`, 200, member);
  const answer = await gateway.stack.request('PATCH', path, { body: { role: 'admin' } });
  expect([answer.status, await answer.json(), asked()[0]?.body]).toEqual([200, member, { role: 'admin' }]);
});

it('removes a member, and lets a reader leave', async () => {
  gateway.stack.checkSessions({ active: true, role: 'read_only' });
  gateway.stack.auth.answer(`DELETE ${inner}`, 204);
  const answer = await gateway.stack.request('DELETE', path);
  expect([answer.status, await answer.text()]).toEqual([204, '']);
  expect(asked()[0]?.claims).toMatchObject({ sub: userId, nation: 'demo', role: 'read_only' });
});

it('hands the selected nation over for its owner, and no other one', async () => {
  gateway.stack.checkSessions({ active: true, role: 'owner' });
  gateway.stack.auth.answer('POST /internal/members/owner', 200, { ...member, role: 'owner' });
  const body = { userId: other };
  const answer = await gateway.stack.request('POST', '/v1/nations/demo/owner', { body });
  expect([answer.status, await answer.json()]).toEqual([200, { ...member, role: 'owner' }]);
  await expectProblem(await gateway.stack.request('POST', '/v1/nations/other/owner', { body }), 403, 'nation_mismatch');
  expect(asked().map(call => call.body)).toEqual([body]);
});

it.each(['admin', 'member', 'read_only'] as const)('hands nothing over for %s', async role => {
  gateway.stack.checkSessions({ active: true, role });
  const answer = await gateway.stack.request('POST', '/v1/nations/demo/owner', { body: { userId: other } });
  await expectProblem(answer, 403, 'role_required');
  expect(asked()).toEqual([]);
});

it.each([
  ['role_required', 403],
  ['not_found', 404],
  ['owner_required', 409],
  ['conflict', 409],
] as const)('passes on that auth refuses with %s', async (code, status) => {
  gateway.stack.auth.refuse(`PATCH ${inner}`, code);
  gateway.stack.auth.refuse(`DELETE ${inner}`, code);
  await expectProblem(await gateway.stack.request('PATCH', path, { body: { role: 'member' } }), status, code);
  await expectProblem(await gateway.stack.request('DELETE', path), status, code);
});

it('answers an unknown member and an id of another shape alike', async () => {
  gateway.stack.auth.refuse('DELETE /internal/members/*', 'not_found');
  const ids = [other, 'usr_x', `ses_${'4'.repeat(32)}`, '..%2fsessions', '%00', 'owner', 'x'.repeat(200)];
  for (const id of ids) await expectProblem(await gateway.stack.request('DELETE', `/v1/members/${id}`), 404, 'not_found');
  expect(asked()).toHaveLength(1);
});

it.each([{}, { role: 'owner' }, { role: 'operator' }, { role: 'admin', nation: 'other' }, { role: null }])(
  'gives nobody what %j asks for',
  async body => {
    await expectProblem(await gateway.stack.request('PATCH', path, { body }), 422, 'invalid');
    expect(asked()).toEqual([]);
  },
);

it.each([
  ['limit=0', 422, 'invalid'],
  ['role=owner', 422, 'invalid'],
  ['cursor=', 400, 'cursor_invalid'],
] as const)('does not list by %s', async (query, status, code) => {
  await expectProblem(await gateway.stack.request('GET', `/v1/members?${query}`), status, code);
  expect(asked()).toEqual([]);
});
