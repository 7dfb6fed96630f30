import 'reflect-metadata';
import { problemStatus } from '@nat/contracts';
import { beginStream } from './events';
import { expectProblem, useGateway, userId } from './gateway-stack';
import { action, actionId, confirmation, queryId } from './samples';

const gateway = useGateway();
const path = `/v1/actions/${actionId}`;
const inner = `/internal/actions/${actionId}`;

it('lists the ledger, of oneself, of another member or of everybody', async () => {
  const page = { items: [action], nextCursor: null };
  gateway.stack.agent.answer('GET /internal/actions', 200, page);
  for (const filter of ['', `&queryId=${queryId}`, `&userId=${userId}`, '&userId=all']) {
    expect(await (await gateway.stack.request('GET', `/v1/actions?limit=3${filter}`)).json()).toEqual(page);
    expect(gateway.stack.agent.received.at(-1)?.path).toBe(`/internal/actions?limit=3${filter}`);
  }
});

it.each(['userId=everybody', 'queryId=act_1', 'userId=all&userId=all', 'nationSlug=other'])(
  'refuses the filter %s',
  async filter => {
    await expectProblem(await gateway.stack.request('GET', `/v1/actions?${filter}`), 422, 'invalid');
    expect(gateway.stack.agent.received).toEqual([]);
  },
);

it('reads one without what is kept for taking it back', async () => {
  gateway.stack.agent.answer(`GET ${inner}`, 200, { ...action, before: { email: 'a@example.org' } });
  expect(await (await gateway.stack.request('GET', path)).json()).toEqual(action);
});

describe('following one', () => {
  const frame = (id: number): string => `id: ${id}\nevent: action.progress\ndata: {"seq":${id}}\n\n`;

  it('replays what came after the given event and then what comes', async () => {
    gateway.stack.agent.on(`GET ${inner}/events`, (_, response) => {
      beginStream(response);
      response.end(frame(7) + frame(9));
    });
    const answer = await gateway.stack.request('GET', `${path}/events?after=2`, { headers: { 'last-event-id': '5' } });
    expect(answer.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect(await answer.text()).toBe(`retry: 2000\n\n${frame(7)}${frame(9)}`);
    expect(gateway.stack.agent.received[0]).toMatchObject({
      path: `${inner}/events?after=5`,
      headers: { accept: 'text/event-stream' },
    });
  });

  it('says with 204 that nothing newer will come', async () => {
    gateway.stack.agent.answer(`GET ${inner}/events`, 204);
    const answer = await gateway.stack.request('GET', `${path}/events?after=9`);
    expect([answer.status, await answer.text()]).toEqual([204, '']);
  });

  it('cancels nothing when its reader leaves', async () => {
    const left = new Promise<void>(resolve => {
      gateway.stack.agent.on(`GET ${inner}/events`, (_, response) => {
        response.once('close', resolve);
        beginStream(response);
      });
    });
    const answer = await gateway.stack.request('GET', `${path}/events`);
    await answer.body!.cancel();
    await left;
    expect(gateway.stack.agent.received).toHaveLength(1);
  });

  it('refuses an event id that is none', async () => {
    await expectProblem(await gateway.stack.request('GET', `${path}/events?after=x`), 400, 'malformed_request');
  });
});

describe('taking one back', () => {
  const undo = (body?: object, key = 'key-1'): Promise<Response> =>
    gateway.stack.request('POST', `${path}/undo`, { body, headers: key === '' ? {} : { 'idempotency-key': key } });

  it.each([
    ['no body', undefined, {}],
    ['an empty body', {}, {}],
    ['changes accepted', { acceptChanges: true }, { acceptChanges: true }],
  ])('with %s passes the key and the surface on, and counts no query', async (_, given, sent) => {
    const undone = { ...action, actionId: `act_${'8'.repeat(32)}`, undoes: actionId };
    gateway.stack.agent.answer(`POST ${inner}/undo`, 202, { action: undone });
    const answer = await undo(given);
    expect([answer.status, await answer.json()]).toEqual([202, { action: undone }]);
    expect(gateway.stack.agent.received[0]?.body).toEqual({ ...sent, idempotencyKey: 'key-1', channel: 'cli' });
    expect(gateway.stack.usage.received).toEqual([]);
  });

  it('may have to wait for a confirmation', async () => {
    const { queryId: _, ...outsideAnyQuery } = confirmation;
    gateway.stack.agent.answer(`POST ${inner}/undo`, 202, { confirmation: outsideAnyQuery });
    expect(await (await undo({ acceptChanges: true })).json()).toEqual({ confirmation: outsideAnyQuery });
  });

  it('is never said to have changed nothing when its answer got lost', async () => {
    gateway.stack.agent.on(`POST ${inner}/undo`, (_, response) => void response.destroy());
    const document = await expectProblem(await undo({}), 503, 'dependency_unavailable');
    expect(document['detail']).toMatch(/may have been done/);
  });

  it('needs a key', async () => {
    await expectProblem(await undo({}, ''), 400, 'idempotency_key_required');
    expect(gateway.stack.agent.received).toEqual([]);
  });

  it.each([{ idempotencyKey: 'other' }, { userId }, { acceptChanges: 'yes' }])('does not take %j', async body => {
    await expectProblem(await undo(body), 422, 'invalid');
    expect(gateway.stack.agent.received).toEqual([]);
  });

  it('shows what somebody changed since', async () => {
    const errors = [{ pointer: '/7/tag', code: 'changed_since', message: 'Zoë Ang was tagged again' }];
    gateway.stack.agent.refuse(`POST ${inner}/undo`, 'action_changed_since', { errors });
    expect(await expectProblem(await undo(), 409, 'action_changed_since')).toMatchObject({ errors });
  });

  it.each(['action_not_undoable', 'idempotency_mismatch', 'nation_reauth_required', 'not_found'] as const)(
    'is refused as the agent refuses it: %s',
    async code => {
      gateway.stack.agent.refuse(`POST ${inner}/undo`, code);
      await expectProblem(await undo(), problemStatus[code], code);
    },
  );
});

it('stops one, and takes no field for that', async () => {
  gateway.stack.agent.answer(`POST ${inner}/cancel`, 202, { status: 'running' });
  const answer = await gateway.stack.request('POST', `${path}/cancel`);
  expect([answer.status, await answer.json()]).toEqual([202, { status: 'running' }]);
  await expectProblem(await gateway.stack.request('POST', `${path}/cancel`, { body: { now: true } }), 422, 'invalid');
  expect(gateway.stack.agent.received).toHaveLength(1);
});

it.each([
  ['GET', ''],
  ['GET', '/events'],
  ['POST', '/undo'],
  ['POST', '/cancel'],
])('answers %s %s of an unknown one, another’s and an id of another shape alike', async (method, end) => {
  const headers = { 'idempotency-key': 'k' };
  for (const id of [actionId, 'act_x', queryId, '..%2fqueries', '%00', 'x'.repeat(200)])
    await expectProblem(await gateway.stack.request(method, `/v1/actions/${id}${end}`, { headers }), 404, 'not_found');
  expect(gateway.stack.agent.received).toHaveLength(1);
});
