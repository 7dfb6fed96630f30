import { QueryCanceled, QueryCompleted, parseStreamEvent } from '@nat/contracts';
import { eventually } from '@nat/testing';
import { calls, ScriptedModel, says } from '../src/model/scripted-model';
import { ada, shownText, slug } from './agent-process';
import { page, record } from './nation-double';
import { look, QueryBench, resultsIn } from './query-bench';

let bench: QueryBench;
beforeEach(async () => void (bench = await QueryBench.start()));
afterEach(() => bench.close());

it('answers with a tool, tells each step, and ends with the count of queries', async () => {
  bench.world.nation.answer = () => page([record('signups', '7', { full_name: 'Ana Ruiz', is_volunteer: true })], { total: 312 });
  const { model, events, names, last } = await bench.ask([calls(look), says('There are 312 volunteers, Ana Ruiz among them.')]);
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
  const url = `${bench.world.nation.template.replace('{slug}', slug)}/admin/signups/7`;
  expect(events.find(({ event }) => event === 'message.completed')!.data.links).toEqual([{ label: 'Ana Ruiz', url }]);
  expect(last.data).toMatchObject({
    outcome: 'answered',
    billable: true,
    queries: { used: 42, limit: { kind: 'finite', amount: '500' } },
  });
  expect(last.data.usage).toMatchObject({ input: 200, output: 40, costMicroUsd: 400 });
  expect(resultsIn(model, 1)).toEqual([{ ok: true, count: 312, data: [{ id: '7', name: 'Ana Ruiz', is_volunteer: true }] }]);
  expect(bench.world.nation.requests[0]!.authorization).toBe('Bearer nb-token-1');
});

it('publishes one fact with totals, and no word of question, answer or records', async () => {
  const { queryId } = await bench.ask([calls(look), says('There are 312, says the canary.')]);
  await eventually(() => expect(bench.world.bus.published).toHaveLength(1));
  const [fact] = bench.world.bus.of<QueryCompleted>(QueryCompleted.type);
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
  expect(JSON.stringify(fact)).not.toMatch(/volunteer|canary/i);
  // A number is looked for where it could only be told: ids and times of chance hold any three digits now and then.
  const byChance = ['queryId', 'conversationId', 'admittedAt', 'endedAt', 'durationMs', 'timeToFirstTokenMs'];
  const told = JSON.stringify(fact!.data, (name, value: unknown) => (byChance.includes(name) ? undefined : value));
  expect(told).not.toContain('312');
});

it('marks the reservation as finishing before it ends', async () => {
  await bench.ask([says('Hello.')]);
  expect(bench.world.siblings.calls('renew')).toEqual([
    { periodStart: '2026-11-01T00:00:00.000Z', fence: 1, state: 'finishing' },
  ]);
});

it('cancels at once, ends the call at the provider, and tells so everywhere', async () => {
  const model = new ScriptedModel([[{ type: 'text', text: 'Counting ' }, new Promise(() => undefined)]]);
  const agent = await bench.begin(model);
  const reading = await agent.ask();
  await reading.until('message.delta');
  expect(await agent.cancel(reading.queryId)).toMatchObject({ status: 202, body: { status: 'running' } });
  expect((await reading.all()).at(-1)).toMatchObject({ event: 'query.canceled', data: { reason: 'user', billable: true } });
  expect(model.abandoned).toBe(1);
  expect(await agent.cancel(reading.queryId)).toMatchObject({ status: 202, body: { status: 'canceled' } });
  await eventually(() => expect(bench.world.bus.of(QueryCanceled.type)).toHaveLength(1));
});

it('keeps contact data in the model’s text from the person, and foreign links', async () => {
  const { events } = await bench.ask([says('Ask ana@example.org, (512) 555-0100, see [this](https://evil.example/x).')]);
  expect(shownText(events)).toBe('Ask [contact hidden], [contact hidden], see this.');
  const deltas = events.filter(({ event }) => event === 'message.delta').map(({ data }) => data.text);
  expect(deltas.join('')).toBe(shownText(events));
});
