import { QueryCanceled, QueryCompleted, QueryFailed, parseStreamEvent } from '@nat/contracts';
import { eventually } from '@nat/testing';
import { ModelError } from '../src/model/model.port';
import { calls, endOf, ScriptedModel, says, type ScriptedResponse } from '../src/model/scripted-model';
import { ada, AgentProcess, aWorld, shownText, slug, type World } from './agent-process';
import { page, record } from './nation-double';

let world: World;
let agent: AgentProcess | undefined;
beforeEach(async () => void (world = await aWorld()));
afterEach(async () => {
  await agent?.close();
  agent = undefined;
  await world.close();
});

/** Asks an agent whose model answers by this script. */
async function ask(script: ConstructorParameters<typeof ScriptedModel>[0], text = 'How many volunteers?') {
  const model = new ScriptedModel(script);
  agent = await AgentProcess.start(world, model);
  const reading = await agent.ask({ text });
  const events = await reading.all();
  return { model, events, last: events.at(-1)!, names: events.map(({ event }) => event), queryId: reading.queryId };
}
const look: [string, Record<string, unknown>] = ['list_signups', { filter: { is_volunteer: true }, limit: 1 }];
const resultsIn = (model: ScriptedModel, call: number) =>
  model.requests[call]!.messages.at(-1)!.content.map(block => JSON.parse(String(block.content)) as Record<string, unknown>);

it('answers with a tool, tells each step, and ends with the count of queries', async () => {
  world.nation.answer = () => page([record('signups', '7', { full_name: 'Ana Ruiz', is_volunteer: true })], { total: 312 });
  const { model, events, names, last } = await ask([calls(look), says('There are 312 volunteers, Ana Ruiz among them.')]);
  expect(names.filter(name => name !== 'message.delta')).toEqual([
    'query.started',
    'usage',
    'tool.started',
    'tool.completed',
    'usage',
    'message.completed',
    'query.completed',
  ]);
  for (const { event, data } of events) expect(parseStreamEvent(event, data)).toBeDefined();
  expect(events.map(({ id }) => id)).toEqual(events.map((_, index) => index + 1));
  expect(events.find(({ event }) => event === 'tool.completed')!.data).toMatchObject({
    ok: true,
    summary: '312 people',
    count: 312,
  });
  const url = `${world.nation.template.replace('{slug}', slug)}/admin/signups/7`;
  expect(events.find(({ event }) => event === 'message.completed')!.data.links).toEqual([{ label: 'Ana Ruiz', url }]);
  expect(last.data).toMatchObject({
    outcome: 'answered',
    billable: true,
    queries: { used: 42, limit: { kind: 'finite', amount: '500' } },
  });
  expect(last.data.usage).toMatchObject({ input: 200, output: 40, costMicroUsd: 400 });
  expect(resultsIn(model, 1)).toEqual([{ ok: true, count: 312, data: [{ id: '7', name: 'Ana Ruiz', is_volunteer: true }] }]);
  expect(world.nation.requests[0]!.authorization).toBe('Bearer nb-token-1');
});

it('publishes one fact with totals, and no word of question, answer or records', async () => {
  const { queryId } = await ask([calls(look), says('There are 312.')]);
  await eventually(() => expect(world.bus.published).toHaveLength(1));
  const [fact] = world.bus.of<QueryCompleted>(QueryCompleted.type);
  expect(fact).toMatchObject({ id: `${queryId}.end`, nationslug: slug, userid: ada.userId });
  expect(fact!.data).toMatchObject({
    queryId,
    surface: 'cli',
    outcome: 'answered',
    turns: 2,
    toolCalls: 1,
    tools: [
      {
        name: 'list_signups',
        calls: 1,
      },
    ],
    billable: true,
    costMicroUsd: 400,
    priceVersion: '2026-11-01',
    periodStart: '2026-11-01T00:00:00.000Z',
  });
  expect(JSON.stringify(fact)).not.toMatch(/volunteer|312/i);
});

it('marks the reservation as finishing before it ends', async () => {
  await ask([says('Hello.')]);
  expect(world.siblings.calls('renew')).toEqual([{ periodStart: '2026-11-01T00:00:00.000Z', fence: 1, state: 'finishing' }]);
});

describe('stop reasons', () => {
  it('end_turn without a word is answered by the server', async () => {
    const { events, last } = await ask([endOf([], 'end_turn')]);
    expect(shownText(events)).toBe('I have no answer to this. Try asking in another way.');
    expect(last.data).toMatchObject({ outcome: 'answered' });
  });

  it('stop_sequence is an answer', async () => {
    expect((await ask([says('Done.', { stopReason: 'stop_sequence' })])).last.data).toMatchObject({ outcome: 'answered' });
  });

  it.each(['max_tokens', 'model_context_window_exceeded'])('%s keeps the text, marks it, and runs no tool', async stopReason => {
    const blocks = [
      { type: 'text', text: 'So far' },
      { type: 'tool_use', id: 't', name: look[0], input: look[1] },
    ];
    const { events, last, names } = await ask([[{ type: 'text', text: 'So far' }, ...endOf(blocks, stopReason)]]);
    expect(shownText(events)).toMatch(/^So far\n\nThe answer was cut off/);
    expect(last.data).toMatchObject({ outcome: 'truncated', billable: true });
    expect(names).not.toContain('tool.started');
    expect(world.nation.requests).toEqual([]);
  });

  it('pause_turn goes on with the turn as it was, three times at most', async () => {
    const paused = says('Hm. ', { stopReason: 'pause_turn' });
    const { model, last } = await ask([paused, paused, paused, paused, says('never')]);
    expect(model.requests).toHaveLength(4);
    expect(model.requests[1]!.messages.at(-1)).toEqual({ role: 'assistant', content: [{ type: 'text', text: 'Hm. ' }] });
    expect(last.data).toMatchObject({ outcome: 'capped' });
  });

  it('refusal runs no tool, and the turn is left out of what is sent later', async () => {
    const blocks = [
      { type: 'text', text: 'Bad words' },
      { type: 'tool_use', id: 't', name: look[0], input: look[1] },
    ];
    const model = new ScriptedModel([[{ type: 'text', text: 'Bad words' }, ...endOf(blocks, 'refusal')], says('Hi.')]);
    agent = await AgentProcess.start(world, model);
    const first = await (await agent.ask()).all();
    expect(shownText(first)).toBe('I cannot help with this request. Nothing was changed.');
    expect(first.at(-1)!.data).toMatchObject({ outcome: 'refused' });
    expect(world.nation.requests).toEqual([]);
    await (await agent.ask({ conversationId: String(first[0]!.data.conversationId) })).all();
    const sent = JSON.stringify(model.requests[1]!.messages);
    expect(sent).toContain('I cannot help with this request');
    expect(sent).not.toContain('Bad words');
  });

  it.each([
    ['a reason nobody knows', 'novel_reason'],
    ['none', undefined],
  ])('%s does nothing and fails', async (_, stopReason) => {
    const { last } = await ask([endOf([{ type: 'tool_use', id: 't', name: look[0], input: look[1] }], stopReason)]);
    expect(last).toMatchObject({ event: 'query.failed', data: { problem: { code: 'model_unavailable' }, billable: false } });
    expect(world.nation.requests).toEqual([]);
  });
});

describe('tools', () => {
  it('run up to four at once, and answer in the order of their calls', async () => {
    let running = 0;
    let most = 0;
    let release: () => void = () => undefined;
    const four = new Promise<void>(resolve => (release = resolve));
    world.nation.answer = async ({ query }) => {
      most = Math.max(most, ++running);
      if (running === 4) release();
      await four; // nothing is answered before four have come
      running--;
      return page([], { total: Number(query.get('filter[donations_count]')) });
    };
    const wanted = Array.from({ length: 7 }, (_, n): [string, Record<string, unknown>] => [
      'list_signups',
      { filter: { donations_count: n } },
    ]);
    const { model, names } = await ask([calls(...wanted), says('Done.')]);
    expect(most).toBe(4);
    expect(resultsIn(model, 1).map(({ count }) => count)).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(names.filter(name => name === 'tool.completed')).toHaveLength(7);
  });

  it('tell the model what is wrong with an input, and run once it is right', async () => {
    const { model, last } = await ask([calls(['list_signups', { filter: 'x', limit: 0 }]), calls(look), says('312.')]);
    expect(resultsIn(model, 1)[0]).toMatchObject({
      ok: false,
      code: 'invalid_input',
      fields: [{ path: 'filter' }, { path: 'limit' }],
    });
    expect(model.requests[1]!.messages.at(-1)!.content[0]).toMatchObject({ is_error: true });
    expect(resultsIn(model, 2)[0]).toMatchObject({ ok: true });
    expect(last.data).toMatchObject({ outcome: 'answered' });
  });

  it.each([
    ['an unknown name', 'drop_tables'],
    ['another case', 'List_Signups'],
    ['a name of the language', 'constructor'],
  ])('refuse %s', async (_, name) => {
    const { model } = await ask([calls([name, {}]), says('No.')]);
    expect(resultsIn(model, 1)).toEqual([{ ok: false, code: 'unknown_tool', message: 'There is no tool of that name.' }]);
  });

  it('answer an identical read from the first one', async () => {
    const same: [string, Record<string, unknown>] = ['list_signups', { limit: 1, filter: { is_volunteer: true } }];
    await ask([calls(look, same), calls(look), says('312.')]);
    expect(world.nation.requests).toHaveLength(1);
  });

  it('pass on what NationBuilder says of a request', async () => {
    const body = {
      errors: [
        {
          code: 'unprocessable_entity',
          detail: 'is not a number',
          source: { pointer: '/filter' },
          meta: { attribute: 'donations_count' },
        },
      ],
    };
    world.nation.answer = () => ({ status: 422, body });
    const { model, last } = await ask([calls(look), says('Sorry.')]);
    expect(resultsIn(model, 1)).toEqual([
      {
        ok: false,
        code: 'nb_invalid',
        message: 'is not a number',
        fields: [{ path: 'donations_count', message: 'is not a number' }],
      },
    ]);
    expect(last.data).toMatchObject({ outcome: 'answered' });
  });

  it('take a newer token once after a 401, and then know that the permission is missing', async () => {
    world.nation.answer = () => ({ status: 401, body: { code: 'unauthorized', message: 'no' } });
    const { model } = await ask([calls(look, ['list_lists', {}]), calls(['list_events', {}]), says('Not allowed.')]);
    expect(resultsIn(model, 1).map(({ code }) => code)).toEqual(['nb_unauthorized', 'nb_unauthorized']);
    expect(world.siblings.calls('access-token').filter(body => 'refusedGeneration' in body)).toHaveLength(1);
  });

  it('end the query when the connection has ended', async () => {
    world.siblings.accessToken = ({ refusedGeneration }) =>
      refusedGeneration
        ? 'nation_reauth_required'
        : { body: { accessToken: 'x', generation: 1, connectionKind: 'nation', usableUntil: '2099-01-01T00:00:00.000Z' } };
    world.nation.answer = () => ({ status: 401, body: { code: 'token_expired', message: 'no' } });
    const { last } = await ask([calls(look), says('never')]);
    expect(last).toMatchObject({ event: 'query.failed', data: { problem: { code: 'nation_reauth_required', status: 424 } } });
  });
});

describe('a change', () => {
  const tag: [string, Record<string, unknown>] = ['tag_signup', { signup_id: '7', tag: 'major donor' }];

  it('is not even looked at for somebody who may only read', async () => {
    agent = await AgentProcess.start(world, new ScriptedModel([calls(tag), says('You may not.')]));
    const events = await (await agent.ask({}, { identity: { ...ada, role: 'read_only' } })).all();
    expect(events.find(({ event }) => event === 'tool.completed')!.data).toMatchObject({ ok: false, errorCode: 'role_required' });
    expect(world.nation.requests).toEqual([]);
  });
});

describe('caps', () => {
  it('turn 15 is asked without tools, to sum up', async () => {
    const { model, last } = await ask((request, call) =>
      request.toolChoice === 'none' ? says('What I have.') : calls(['list_lists', { filter: { name: `n${call}` } }]),
    );
    expect(model.requests).toHaveLength(15);
    expect(model.requests.map(({ toolChoice }) => toolChoice).slice(-2)).toEqual(['auto', 'none']);
    expect(last.data).toMatchObject({ outcome: 'capped', limit: 'turns', billable: true });
  });

  it('call 26 is refused, and a summary is asked for', async () => {
    const many = Array.from({ length: 26 }, (_, n): [string, Record<string, unknown>] => [
      'list_lists',
      { filter: { name: `n${n}` } },
    ]);
    const { model, last } = await ask([calls(...many), says('What I have.')]);
    expect(resultsIn(model, 1).filter(({ code }) => code === 'limit_reached')).toHaveLength(1);
    expect(world.nation.requests).toHaveLength(25);
    expect(model.requests[1]!.toolChoice).toBe('none');
    expect(last.data).toMatchObject({ outcome: 'capped', limit: 'tool_calls' });
  });

  it('three unfit inputs in a row end the tries', async () => {
    const bad = calls(['list_signups', { limit: 99 }]);
    const { model, last } = await ask(request => (request.toolChoice === 'none' ? says('I could not.') : bad));
    expect(model.requests).toHaveLength(4);
    expect(last.data).toMatchObject({ outcome: 'capped', limit: 'invalid_inputs' });
  });

  it('too many output tokens or too much cost end it with the server’s words', async () => {
    const wordy = (tokens: object): ScriptedResponse =>
      endOf([{ type: 'tool_use', id: 't', name: 'list_lists', input: {} }], 'tool_use', tokens);
    const { events, last } = await ask(() => wordy({ output: 26_000 }));
    expect(last.data).toMatchObject({ outcome: 'capped', limit: 'output_tokens' });
    expect(shownText(events)).toMatch(/too long/);
    await agent!.close();
    const costly = await ask(() => wordy({ input: 150_000 }));
    expect(costly.last.data).toMatchObject({ outcome: 'capped', limit: 'cost' });
  });
});

describe('a model that fails', () => {
  const broken = (retryable: boolean, retryAfterMs?: number) =>
    new ModelError('model_overloaded', '529', retryable, retryAfterMs);

  it('is asked again before its first word, twice at most', async () => {
    const { model, last } = await ask([[broken(true)], [{ type: 'alive' }, broken(true)], says('Hello.')]);
    expect(model.requests).toHaveLength(3);
    expect(last.data).toMatchObject({ outcome: 'answered' });
    await agent!.close();
    const gone = await ask([[broken(true)], [broken(true)], [broken(true)], says('never')]);
    expect(gone.model.requests).toHaveLength(3);
    expect(gone.last).toMatchObject({
      event: 'query.failed',
      data: { problem: { code: 'model_overloaded', retryable: true }, billable: false },
    });
    expect(gone.last.data.problem).toMatchObject({ detail: expect.stringMatching(/too busy/) as string });
  }, 20_000);

  it('is not asked again when that cannot help', async () => {
    expect((await ask([[broken(false)], says('never')])).model.requests).toHaveLength(1);
  });

  it('after its first word the text is kept, nothing is repeated, and no tool runs', async () => {
    const { model, events, last, queryId } = await ask([[{ type: 'text', text: 'There are ' }, broken(true)], says('never')]);
    expect(model.requests).toHaveLength(1);
    expect(shownText(events)).toBe('There are ');
    expect(last).toMatchObject({ event: 'query.failed', data: { billable: true } });
    expect((await agent!.snapshot(queryId)).body).toMatchObject({
      status: 'failed',
      text: 'There are ',
      problem: { code: 'model_overloaded' },
    });
    await eventually(() => expect(world.bus.of(QueryFailed.type)).toHaveLength(1));
  });
});

it('cancels at once, ends the call at the provider, and tells so everywhere', async () => {
  const model = new ScriptedModel([[{ type: 'text', text: 'Counting ' }, new Promise(() => undefined)]]);
  agent = await AgentProcess.start(world, model);
  const reading = await agent.ask();
  await reading.until('message.delta');
  expect(await agent.cancel(reading.queryId)).toMatchObject({ status: 202, body: { status: 'running' } });
  expect((await reading.all()).at(-1)).toMatchObject({ event: 'query.canceled', data: { reason: 'user', billable: true } });
  expect(model.abandoned).toBe(1);
  expect(await agent.cancel(reading.queryId)).toMatchObject({ status: 202, body: { status: 'canceled' } });
  await eventually(() => expect(world.bus.of(QueryCanceled.type)).toHaveLength(1));
});

it('keeps contact data in the model’s text from the person, and foreign links', async () => {
  const { events } = await ask([says('Ask ana@example.org, (512) 555-0100, see [this](https://evil.example/x).')]);
  expect(shownText(events)).toBe('Ask [contact hidden], [contact hidden], see this.');
  const deltas = events.filter(({ event }) => event === 'message.delta').map(({ data }) => data.text);
  expect(deltas.join('')).toBe(shownText(events));
});
