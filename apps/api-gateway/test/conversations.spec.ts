import 'reflect-metadata';
import { sessionId, useGateway, expectProblem, userId } from './gateway-stack';
import { conversation, message } from './samples';

const gateway = useGateway();
const { conversationId } = conversation;
const path = `/v1/conversations/${conversationId}`;
const inner = `/internal/conversations/${conversationId}`;

it('lists conversations a page at a time, as the agent has them for this person in this nation', async () => {
  const page = { items: [conversation], nextCursor: 'more' };
  gateway.stack.agent.answer('GET /internal/conversations', 200, page);
  const answer = await gateway.stack.request('GET', '/v1/conversations?limit=1&cursor=a%2Fb%26c');
  expect([answer.status, await answer.json()]).toEqual([200, page]);
  const [call] = gateway.stack.agent.received;
  expect(call?.path).toBe('/internal/conversations?limit=1&cursor=a%2Fb%26c');
  expect(call?.claims).toMatchObject({ sub: userId, sid: sessionId, nation: 'demo', role: 'member' });
});

it('asks for twenty unless told', async () => {
  gateway.stack.agent.answer('GET /internal/conversations', 200, { items: [], nextCursor: null });
  await gateway.stack.request('GET', '/v1/conversations');
  expect(gateway.stack.agent.received[0]?.path).toBe('/internal/conversations?limit=20');
});

it.each([
  ['a title', { title: ' Donors ' }, { title: 'Donors' }],
  ['an empty body', {}, {}],
  ['no body', undefined, {}],
])('opens one with %s', async (_, given, sent) => {
  gateway.stack.agent.answer('POST /internal/conversations', 201, conversation);
  const answer = await gateway.stack.request('POST', '/v1/conversations', { body: given });
  expect([answer.status, await answer.json()]).toEqual([201, conversation]);
  expect(gateway.stack.agent.received[0]?.body).toEqual(sent);
});

it('reads, renames and erases one', async () => {
  const { agent } = gateway.stack;
  agent.answer(`GET ${inner}`, 200, conversation);
  agent.answer(`PATCH ${inner}`, 200, { ...conversation, title: 'Donors' });
  agent.answer(`DELETE ${inner}`, 204);
  expect(await (await gateway.stack.request('GET', path)).json()).toEqual(conversation);
  const renamed = await gateway.stack.request('PATCH', path, { body: { title: 'Donors' } });
  expect(await renamed.json()).toMatchObject({ title: 'Donors' });
  const erased = await gateway.stack.request('DELETE', path);
  expect([erased.status, await erased.text()]).toEqual([204, '']);
  expect(agent.received.map(({ method, body }) => [method, body])).toEqual([
    ['GET', undefined],
    ['PATCH', { title: 'Donors' }],
    ['DELETE', undefined],
  ]);
});

it('reads what was said, and never what the model was told', async () => {
  const page = { items: [{ ...message, blocks: [{ type: 'tool_use' }] }], nextCursor: null };
  gateway.stack.agent.answer(`GET ${inner}/messages`, 200, page);
  const answer = await gateway.stack.request('GET', `${path}/messages?limit=5`);
  expect(await answer.json()).toEqual({ items: [message], nextCursor: null });
  expect(gateway.stack.agent.received[0]?.path).toBe(`${inner}/messages?limit=5`);
});

it.each([
  ['GET', '', undefined],
  ['PATCH', '', { title: 'x' }],
  ['DELETE', '', undefined],
  ['GET', '/messages', undefined],
])('answers %s of an unknown one, another’s and an id of another shape alike', async (method, end, body) => {
  const ids = [conversationId, 'cnv_x', `qry_${'4'.repeat(32)}`, '..%2factions', '%00', 'x'.repeat(200)];
  for (const id of ids)
    await expectProblem(await gateway.stack.request(method, `/v1/conversations/${id}${end}`, { body }), 404, 'not_found');
  expect(gateway.stack.agent.received).toHaveLength(1);
});

it.each([
  ['no title', {}, '/title'],
  ['an empty one', { title: ' ' }, '/title'],
  ['one that is too long', { title: 'x'.repeat(121) }, '/title'],
  ['NUL in it', { title: 'a\0b' }, '/title'],
  ['an owner', { title: 'x', userId: 'usr_x' }, '/userId'],
])('refuses to rename to %s', async (_, body, pointer) => {
  const document = await expectProblem(await gateway.stack.request('PATCH', path, { body }), 422, 'invalid');
  expect(document['errors']).toContainEqual(expect.objectContaining({ pointer }));
  expect(gateway.stack.agent.received).toEqual([]);
});

describe.each(['/v1/conversations', `${path}/messages`, '/v1/confirmations', '/v1/actions'])('the query string of %s', list => {
  it.each([
    'limit=0',
    'limit=101',
    'limit=1.5',
    'limit=',
    'limit=x',
    'limit=1&limit=2',
    'userid=x',
    '__proto__=1',
    'nation=other',
  ])('may not be %s', async query => {
    await expectProblem(await gateway.stack.request('GET', `${list}?${query}`), 422, 'invalid');
    expect(gateway.stack.agent.received).toEqual([]);
  });

  it.each(['cursor=', `cursor=${'x'.repeat(1_001)}`, 'cursor=a&cursor=b'])('has no place for %s', async query => {
    await expectProblem(await gateway.stack.request('GET', `${list}?${query}`), 400, 'cursor_invalid');
    expect(gateway.stack.agent.received).toEqual([]);
  });

  it('tells that a cursor was given to somebody else, as the agent finds', async () => {
    gateway.stack.agent.refuse(`GET ${list.replace('/v1/', '/internal/')}`, 'cursor_invalid');
    await expectProblem(await gateway.stack.request('GET', `${list}?cursor=stolen`), 400, 'cursor_invalid');
  });
});
