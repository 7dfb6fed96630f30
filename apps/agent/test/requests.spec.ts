import type { NationSlug } from '@nat/contracts';
import { eventually } from '@nat/testing';
import { calls, ScriptedModel, says } from '../src/model/scripted-model';
import { ada, AgentProcess, aQueryId, aWorld, shownText, type World } from './agent-process';

const bob = { ...ada, userId: 'usr_bobbobbobbobbobbobbobbobbo' };
const elsewhere = { ...ada, nationSlug: 'other' as NationSlug };

let world: World;
let agent: AgentProcess;
let model: ScriptedModel;
/** Lets an answer that was begun come to its end. */
let finish: () => void;

beforeEach(async () => {
  world = await aWorld();
  const gate = new Promise<void>(resolve => (finish = resolve));
  model = new ScriptedModel(({ messages }) => {
    const asked = JSON.stringify(messages.at(-1));
    if (asked.includes('look up')) return calls(['list_lists', {}]);
    const waits = asked.includes('wait');
    return waits ? [{ type: 'text', text: 'One ' }, gate, ...says('moment.').slice(1)] : says('Hello there.');
  });
  agent = await AgentProcess.start(world, model);
});
afterEach(async () => {
  finish();
  await agent.close();
  await world.close();
});

describe('the same query again', () => {
  it('runs once for fifty at once, and all of them see the same', async () => {
    const queryId = aQueryId();
    const readings = await Promise.all(Array.from({ length: 50 }, () => agent.ask({}, { queryId })));
    const seen = await Promise.all(readings.map(reading => reading.all()));
    expect(new Set(seen.map(events => JSON.stringify(events))).size).toBe(1);
    expect(seen[0]!.at(-1)!.event).toBe('query.completed');
    expect(model.requests).toHaveLength(1);
    await eventually(() => expect(world.bus.published).toHaveLength(1));
  });

  it('joins while it runs and replays after its end', async () => {
    const first = await agent.ask({ text: 'wait' });
    await first.until('message.delta');
    const second = await agent.ask({ text: 'wait' }, { queryId: first.queryId });
    await second.until('message.delta');
    finish();
    const whole = await first.all();
    expect(await second.all()).toEqual(whole);
    expect(await (await agent.ask({ text: 'wait' }, { queryId: first.queryId })).all()).toEqual(whole);
    expect(model.requests).toHaveLength(1);
  });

  it('gives back what its repeat reserved after the end, and nothing while it runs', async () => {
    const first = await agent.ask({ text: 'wait' });
    await (await agent.ask({ text: 'wait' }, { queryId: first.queryId })).until('message.delta');
    expect(world.siblings.calls('release')).toEqual([]);
    finish();
    await first.all();
    await (await agent.ask({ text: 'wait' }, { queryId: first.queryId })).all();
    await eventually(() => expect(world.siblings.calls('release')).toEqual([{ periodStart: expect.any(String) }]));
  });

  it('with another body is a mismatch', async () => {
    const first = await agent.ask({ text: 'wait' });
    const other = await agent.ask({ text: 'something else' }, { queryId: first.queryId });
    expect([other.status, (await other.body()).code]).toEqual([422, 'idempotency_mismatch']);
  });

  it('joins even when the nation has been disconnected since', async () => {
    const first = await agent.ask();
    await first.all();
    await agent.close();
    world.siblings.accessToken = () => 'nation_not_connected';
    agent = await AgentProcess.start(world, model);
    expect(await (await agent.ask({}, { queryId: first.queryId })).all()).toEqual(first.events);
  });
});

describe('a conversation', () => {
  it('goes on with its history, exactly as it was', async () => {
    const first = await (await agent.ask({ text: 'My name is Ada.' })).all();
    const conversationId = String(first[0]!.data.conversationId);
    const second = await (await agent.ask({ text: 'What is my name?', conversationId })).all();
    expect(second[0]!.data).toMatchObject({ conversationId });
    const [before, after] = model.requests.map(({ messages }) => messages);
    const unmarked = (messages: unknown) => JSON.stringify(messages).replaceAll(',"cache_control":{"type":"ephemeral"}', '');
    expect(unmarked(after!.slice(0, 1))).toBe(unmarked(before));
    expect(after![1]).toEqual({ role: 'assistant', content: [{ type: 'text', text: 'Hello there.' }] });
    expect(after![2]!.content[1]).toMatchObject({ text: 'What is my name?' });
  });

  it('has one query at a time', async () => {
    const first = await agent.ask({ text: 'wait' });
    const started = await first.until('query.started');
    const conversationId = String(started.data.conversationId);
    const second = await agent.ask({ conversationId });
    expect([second.status, await second.body()]).toMatchObject([409, { code: 'query_in_progress', existing: first.queryId }]);
    finish();
    await first.all();
    expect((await agent.ask({ conversationId })).status).toBe(200);
  });

  it('admits one of many questions asked at once', async () => {
    const first = await (await agent.ask()).all();
    const conversationId = String(first[0]!.data.conversationId);
    const readings = await Promise.all(Array.from({ length: 10 }, () => agent.ask({ conversationId, text: 'wait' })));
    const admitted = readings.filter(({ status }) => status === 200);
    expect(admitted).toHaveLength(1);
    expect(readings.filter(({ status }) => status === 409)).toHaveLength(9);
    finish();
    await admitted[0]!.all();
  });

  it('of another person or nation does not exist', async () => {
    const first = await (await agent.ask()).all();
    const conversationId = String(first[0]!.data.conversationId);
    for (const identity of [bob, elsewhere]) expect((await agent.ask({ conversationId }, { identity })).status).toBe(404);
    expect((await agent.ask({ conversationId: 'cnv_00000000000000000000000000' })).status).toBe(404);
  });
});

describe('refusals before the stream', () => {
  it.each([
    ['nation_not_connected', 409],
    ['nation_reauth_required', 424],
    ['dependency_unavailable', 503],
  ] as const)('%s of auth is passed on, and leaves nothing behind', async (code, status) => {
    world.siblings.accessToken = () => code;
    const reading = await agent.ask();
    expect([reading.status, (await reading.body()).code]).toEqual([status, code]);
    expect((await agent.snapshot(reading.queryId)).status).toBe(404);
    expect(model.requests).toHaveLength(0);
  });

  it.each([
    ['an unknown field', { extra: 1 }],
    ['an unknown field of the question', { ask: { text: 'hi', nation: 'other' } }],
    ['an empty question', { ask: { text: ' ' } }],
    ['a long question', { ask: { text: 'x'.repeat(8001) } }],
    ['a hash that is none', { requestHash: 'x' }],
    ['a person in the body', { userId: 'usr_x' }],
  ])('%s is invalid, with the place named', async (_, body) => {
    const reading = await agent.ask({}, { body });
    expect(reading.status).toBe(422);
    expect((await reading.body()).errors).toHaveLength(1);
  });

  it('a page of another nation is a mismatch', async () => {
    const reading = await agent.ask({ pageContext: { nationSlug: 'other' as NationSlug, kind: 'person', recordId: '1' } });
    expect([reading.status, (await reading.body()).code]).toEqual([403, 'nation_mismatch']);
  });

  it('a body that is not JSON, too large, or of another type is refused in our words', async () => {
    const post = async (body: string, type = 'application/json') => {
      const response = await agent.fetch('/internal/queries', { method: 'POST', body, headers: { 'content-type': type } });
      return [response.status, (await response.json()).code];
    };
    expect(await post('{')).toEqual([400, 'malformed_request']);
    expect(await post(JSON.stringify({ x: 'y'.repeat(300_000) }))).toEqual([413, 'payload_too_large']);
    expect(await post('<a/>', 'text/xml')).toEqual([415, 'unsupported_media_type']);
  });

  it('only the gateway may ask, and only with a token', async () => {
    expect((await agent.fetch('/internal/queries/x', { as: null })).status).toBe(401);
    expect((await agent.fetch('/internal/queries/x', { as: 'usage' })).status).toBe(403);
  });
});

describe('reading a query', () => {
  it('without a stream it is accepted and runs on', async () => {
    const accepted = await agent.ask({}, { stream: false });
    expect([accepted.status, await accepted.body()]).toMatchObject([
      202,
      { status: 'running', eventsUrl: `/v1/queries/${accepted.queryId}/events` },
    ]);
    await eventually(async () =>
      expect((await agent.snapshot(accepted.queryId)).body).toMatchObject({ status: 'completed', text: 'Hello there.' }),
    );
  });

  it('goes on when its reader leaves', async () => {
    const reading = await agent.ask({ text: 'wait' });
    await reading.until('message.delta');
    reading.leave();
    finish();
    await eventually(async () => expect((await agent.snapshot(reading.queryId)).body.status).toBe('completed'));
  });

  it('replays from any id, then lives on, without loss or repetition', async () => {
    const whole = await agent.ask({ text: 'wait' });
    await whole.until('message.delta');
    const resumed = await agent.follow(whole.queryId, 1);
    finish();
    const events = await whole.all();
    expect(await resumed.all()).toEqual(events.slice(1));
    for (const { id } of events.slice(0, -1))
      expect(await (await agent.follow(whole.queryId, id)).all()).toEqual(events.slice(id));
    expect((await agent.follow(whole.queryId, events.length)).status).toBe(204);
  });

  it('shows what there is so far', async () => {
    const reading = await agent.ask({ text: 'wait' });
    await reading.until('message.delta');
    await eventually(async () =>
      expect((await agent.snapshot(reading.queryId)).body).toMatchObject({ status: 'running', text: 'One ' }),
    );
    finish();
    await reading.all();
    const { body } = await agent.snapshot(reading.queryId);
    expect(body).toMatchObject({ status: 'completed', outcome: 'answered', lastEventId: reading.events.length });
  });

  it('of another person or nation is unknown, and cannot be canceled', async () => {
    const reading = await agent.ask({ text: 'wait' });
    await reading.until('message.delta');
    for (const identity of [bob, elsewhere]) {
      expect((await agent.snapshot(reading.queryId, identity)).status).toBe(404);
      expect((await agent.follow(reading.queryId, 0, identity)).status).toBe(404);
      expect((await agent.cancel(reading.queryId, identity)).status).toBe(404);
    }
    expect((await agent.snapshot('qry_../../x')).status).toBe(404);
    finish();
    expect((await reading.all()).at(-1)!.event).toBe('query.completed');
  });
});

describe('two processes', () => {
  let other: AgentProcess;
  beforeEach(async () => void (other = await AgentProcess.start(world, model)));
  afterEach(() => other.close());

  it('either follows a query that the other runs', async () => {
    const reading = await agent.ask({ text: 'wait' });
    await reading.until('message.delta');
    const there = await other.follow(reading.queryId, 0);
    await there.until('message.delta');
    finish();
    expect(await there.all()).toEqual(await reading.all());
  });

  it('run a query once when both are asked', async () => {
    const queryId = aQueryId();
    const readings = await Promise.all([agent, other, agent, other].map(process => process.ask({}, { queryId })));
    const seen = await Promise.all(readings.map(reading => reading.all()));
    expect(new Set(seen.map(events => JSON.stringify(events))).size).toBe(1);
    expect(model.requests).toHaveLength(1);
  });

  it('either cancels a query that the other runs', async () => {
    const reading = await agent.ask({ text: 'wait' });
    await reading.until('message.delta');
    expect((await other.cancel(reading.queryId)).body).toEqual({ status: 'running' });
    expect((await reading.all()).at(-1)!.event).toBe('query.canceled');
  }, 15_000);
});

it('asks the model right after one transaction, while auth is asked beside it, once a token is known', async () => {
  await (await agent.ask()).all();
  let answer = () => undefined as void;
  const open = new Promise<void>(resolve => (answer = resolve));
  const token = world.siblings.accessToken;
  world.siblings.accessToken = body => open.then(() => token(body));
  const reading = await agent.ask();
  expect(shownText(await reading.all())).toBe('Hello there.');
  answer();
});

it('ends a query whose first tool finds out that the nation was disconnected', async () => {
  await (await agent.ask()).all();
  world.siblings.accessToken = () => 'nation_reauth_required';
  const last = (await (await agent.ask({ text: 'look up' })).all()).at(-1);
  expect(last).toMatchObject({ event: 'query.failed', data: { problem: { code: 'nation_reauth_required' }, billable: false } });
  expect(world.nation.requests).toEqual([]);
  expect((await agent.ask()).status).toBe(424);
});
