import 'reflect-metadata';
import { calls, endOf, type ScriptedResponse, ScriptedModel } from '../src/model/scripted-model';
import { ada, AgentProcess, aQueryId, aWorld, type World } from './agent-process';

jest.setTimeout(60_000);

const pieces = 180;
// Longer than what is joined into one event, so that each piece is one.
const text = (index: number): string => `${String(index).padStart(4, '0')} ${'ä word '.repeat(40)}`;
const long: ScriptedResponse = [
  ...Array.from({ length: pieces }, (_, index) => ({ type: 'text', text: text(index) }) as const),
  ...endOf([{ type: 'text', text: Array.from({ length: pieces }, (_, index) => text(index)).join('') }], 'end_turn'),
];
const look = (name: string): [string, Record<string, unknown>] => ['list_lists', { filter: { name } }];
const script = (_: unknown, call: number) =>
  call % 2 === 0 ? calls(...Array.from({ length: 9 }, (_, index) => look(`list ${index}`))) : long;

let world: World;
let agent: AgentProcess;
beforeAll(async () => {
  world = await aWorld();
  agent = await AgentProcess.start(world, new ScriptedModel(script));
});
afterAll(async () => {
  await agent.close();
  await world.close();
});

/** The frames of a stream as they came, byte for byte; comments and the preamble left out. */
const framesOf = (bytes: string): string[] => bytes.split('\n\n').filter(frame => frame.startsWith('id: '));
const idOf = (frame: string): number => Number(/^id: (\d+)/.exec(frame)![1]);

async function framesAfter(process: AgentProcess, queryId: string, after: number): Promise<string[]> {
  const answer = await process.fetch(`/internal/queries/${queryId}/events?after=${after}`, { identity: ada });
  return answer.status === 204 ? [] : framesOf(await answer.text());
}

/** Asks, and keeps what came as it came. */
async function asked(queryId: string, cutAfter = Number.POSITIVE_INFINITY): Promise<string[]> {
  const reading = await agent.ask({}, { queryId });
  while (reading.events.length < cutAfter && !reading.events.at(-1)?.event.startsWith('query.completed')) {
    if (!(await reading.step())) break;
  }
  reading.leave();
  return framesOf(reading.raw).slice(0, cutAfter);
}

it('a stream of 200 events that is cut after every single one of them and resumed is the same, byte for byte', async () => {
  const queryId = aQueryId();
  const whole = await asked(queryId);
  expect(whole.length).toBeGreaterThanOrEqual(200);
  expect(whole.map(idOf)).toEqual(whole.map((_, index) => index + 1));
  const another = await AgentProcess.start(world, new ScriptedModel([]));
  for (let cut = 0; cut <= whole.length; cut++) {
    const process = cut % 2 === 0 ? agent : another;
    expect([...whole.slice(0, cut), ...(await framesAfter(process, queryId, cut))]).toEqual(whole);
  }
  await another.close();
});

it('a stream that is cut while it is produced is resumed without a gap and without a repetition', async () => {
  for (const cut of [1, 2, 7, 40, 120, 199]) {
    const queryId = aQueryId();
    const before = await asked(queryId, cut);
    const after = await framesAfter(agent, queryId, idOf(before.at(-1)!));
    expect([...before, ...after].map(idOf)).toEqual(
      Array.from({ length: before.length + after.length }, (_, index) => index + 1),
    );
    expect([...before, ...after]).toEqual(await framesAfter(agent, queryId, 0));
  }
});
