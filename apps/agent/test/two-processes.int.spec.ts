import { awsOptions, createDocumentClient } from '@nat/dynamo';
import { provision } from '@nat/event-bus';
import { SystemRng } from '@nat/service-kit';
import { resources } from '../src';
import { calls, ScriptedModel, says } from '../src/model/scripted-model';
import { ada, AgentProcess, aWorld, type World } from './agent-process';
import { page, record } from './nation-double';

// The true stores, table and vault, under two processes: what one keeps the other goes on with.
const aws = awsOptions({ AWS_REGION: 'us-east-1', AWS_ENDPOINT_URL: process.env['AWS_ENDPOINT_URL'] });
const client = createDocumentClient(aws);
const identity = { ...ada, userId: new SystemRng().id('usr') };
const people = Array.from({ length: 250 }, (_, index) =>
  record('signups', String(index + 1), { full_name: `Person ${index + 1}` }),
);
let world: World;
let processes: AgentProcess[];

const model = new ScriptedModel(({ messages }) => {
  const asked = JSON.stringify(messages.at(-1));
  if (asked.includes('Select them')) return calls(['list_signups', { filter: { is_volunteer: true }, keep: true, limit: 1 }]);
  if (asked.includes('As a file')) return calls(['export_records', { result_set: 'rs_1', columns: ['id', 'name'] }]);
  return says('Done.');
});

beforeAll(async () => {
  await provision([resources], aws, 'nat');
  world = await aWorld();
  world.nation.answer = ({ query }) => {
    const wanted = query.get('filter[id]')?.split(',');
    const [number, size] = ['page[number]', 'page[size]'].map(name => Number(query.get(name) ?? 1));
    const matches = wanted ? people.filter(({ id }) => wanted.includes(id)) : people;
    return page(matches.slice((number! - 1) * size!, number! * size!), { total: matches.length });
  };
  processes = await Promise.all([1, 2].map(() => AgentProcess.start(world, model, aws.endpoint)));
}, 60_000);

afterAll(async () => {
  await Promise.all(processes.map(process => process.close()));
  await world.close();
  client.destroy();
});

it('a selection of one process becomes a file in the other, and is fetched from the first', async () => {
  const [one, other] = processes as [AgentProcess, AgentProcess];
  const selected = await (await one.ask({ text: 'Select them' }, { identity })).all();
  const conversationId = String(selected[0]!.data.conversationId);
  expect(selected.find(({ event }) => event === 'tool.completed')!.data).toMatchObject({ count: 250, resultSetId: 'rs_1' });

  const reading = await other.ask({ text: 'As a file', conversationId }, { identity });
  const { exportId, ok } = (await reading.until('tool.completed')).data;
  await reading.all();
  expect(ok).toBe(true);
  expect((await other.snapshot(reading.queryId, identity)).body).toMatchObject({ toolCalls: [{ exportId }] });

  const file = await one.fetch(`/internal/exports/${String(exportId)}`, { identity });
  expect(file.status).toBe(200);
  const lines = (await file.text()).trim().split(/\r?\n/);
  expect(lines).toHaveLength(251);
  expect(lines[1]).toBe('1,Person 1');
  expect((await one.fetch(`/internal/exports/${String(exportId)}`)).status).toBe(404);
});
