import type { ConnectionsAnswer } from '@nat/contracts';
import 'reflect-metadata';
import { expectProblem, sessionId, useGateway, userId } from './gateway-stack';

const gateway = useGateway();
const connectionId = `con_${'5'.repeat(32)}`;
const path = `/v1/connections/${connectionId}`;
const inner = `/internal/connections/${connectionId}`;
const connections: ConnectionsAnswer = [
  {
    connectionId,
    kind: 'nation',
    status: 'reauth_required',
    reauthCause: 'revoked',
    connectedBy: userId,
    connectedAt: '2026-06-01T12:00:00.000Z',
    lastRefreshedAt: '2026-06-14T12:00:00.000Z',
    expiresAt: '2026-06-15T12:00:00.000Z',
  },
];

it('shows every member the connections that auth shows them, and never more of one than is agreed', async () => {
  gateway.stack.checkSessions({ active: true, role: 'read_only' });
  const kept = connections.map(each => ({ ...each, secret: 'nat/nation/demo', accessToken: 'canary' }));
  gateway.stack.auth.answer('GET /internal/connections', 200, kept);
  const answer = await gateway.stack.request('GET', '/v1/connections');
  expect([answer.status, await answer.json()]).toEqual([200, connections]);
  const [call] = gateway.stack.auth.callsTo('GET /internal/connections');
  expect(call?.claims).toMatchObject({ sub: userId, sid: sessionId, nation: 'demo', role: 'read_only' });
});

it('ends a connection', async () => {
  gateway.stack.auth.answer(`DELETE ${inner}`, 204);
  const answer = await gateway.stack.request('DELETE', path);
  expect([answer.status, await answer.text()]).toEqual([204, '']);
  const [call] = gateway.stack.auth.callsTo(`DELETE ${inner}`);
  expect(call?.claims).toMatchObject({ sub: userId, nation: 'demo' });
});

it.each([
  ['role_required', 403],
  ['forbidden', 403],
  ['not_found', 404],
  ['conflict', 409],
  ['dependency_unavailable', 503],
] as const)('passes on that auth refuses with %s', async (code, status) => {
  gateway.stack.auth.refuse(`DELETE ${inner}`, code);
  await expectProblem(await gateway.stack.request('DELETE', path), status, code);
});

it('answers an unknown one, another’s and an id of another shape alike', async () => {
  const ids = [connectionId, 'con_x', `qry_${'4'.repeat(32)}`, '..%2fsessions', '%00', 'access-token', 'x'.repeat(200)];
  for (const id of ids) {
    await expectProblem(await gateway.stack.request('DELETE', `/v1/connections/${id}`), 404, 'not_found');
  }
  expect(gateway.stack.auth.received.filter(({ method }) => method === 'DELETE')).toHaveLength(1);
});

it('lends no access token to anybody', async () => {
  const answer = await gateway.stack.request('POST', '/v1/connections/access-token', { body: {} });
  await expectProblem(answer, 405, 'method_not_allowed');
});

it.each([
  ['GET', '/v1/connections'],
  ['DELETE', path],
])('%s %s needs a session and a membership', async (method, address) => {
  await expectProblem(await gateway.stack.request(method, address, { headers: { authorization: '' } }), 401, 'unauthenticated');
  gateway.stack.checkSessions({ active: true });
  await expectProblem(await gateway.stack.request(method, address), 403, 'forbidden');
  expect(gateway.stack.auth.received.filter(call => call.path.startsWith('/internal/connections'))).toEqual([]);
});

it('begins a connection in the name of who asks, whether or not they belong to the nation', async () => {
  const startUrl = 'https://api.nat.example/v1/auth/nationbuilder/start?ticket=t';
  gateway.stack.auth.answer('POST /internal/connections/start', 200, { startUrl });
  const authorization = `Bearer ${await gateway.stack.token({ nations: {} })}`;
  const body = { kind: 'nation', nationSlug: 'demo' };
  const answer = await gateway.stack.request('POST', '/v1/connections/start', { headers: { authorization }, body });
  expect([answer.status, await answer.json()]).toEqual([200, { startUrl }]);
  const [call] = gateway.stack.auth.callsTo('POST /internal/connections/start');
  expect(call?.body).toEqual({ ...body, returnTo: 'page' });
  expect(call?.claims).toMatchObject({ sub: userId, sid: sessionId });
  expect(call?.claims).not.toHaveProperty('nation');
});

it.each([
  ['an address to return to', { kind: 'nation', nationSlug: 'demo', returnTo: 'https://evil.example' }],
  ['a hostile nation', { kind: 'personal', nationSlug: 'evil.example/' }],
  ['no nation', { kind: 'personal' }],
])('begins no connection with %s', async (_, body) => {
  await expectProblem(await gateway.stack.request('POST', '/v1/connections/start', { body }), 422, 'invalid');
  expect(gateway.stack.auth.callsTo('POST /internal/connections/start')).toEqual([]);
});
