import { QueryCompleted, QueryFailed } from '@nat/contracts';
import { ManualClock } from '@nat/service-kit';
import { eventually } from '@nat/testing';
import { InMemoryAgentStore } from '../src/conversation/in-memory-agent.store';
import { calls, ScriptedModel, says } from '../src/model/scripted-model';
import { AgentProcess, aWorld, type Reading, shownText, type World } from './agent-process';

/** An answer that begins and then waits for good. */
const stuck = () => [{ type: 'text' as const, text: 'Counting ' }, new Promise(() => undefined)];

/** An answer that begins and then shows nothing but life, every ten seconds for three minutes. */
const lively = () => [
  { type: 'text' as const, text: 'Counting ' },
  ...Array.from({ length: 18 }, (_, n) => [clock.sleep((n + 1) * 10_000), { type: 'alive' as const }]).flat(),
];

/** A store that fails where a test says. */
class FailingStore extends InMemoryAgentStore {
  /** Attempts to end a query. */
  ends = 0;
  fails = new Set<'end' | 'appendEvents' | 'renewLease' | 'keepMessage'>();
  override async end(...given: Parameters<InMemoryAgentStore['end']>) {
    this.ends++;
    if (this.fails.has('end')) throw new Error('store down');
    return super.end(...given);
  }
  override async appendEvents(...given: Parameters<InMemoryAgentStore['appendEvents']>) {
    if (this.fails.has('appendEvents')) throw new Error('store down');
    return super.appendEvents(...given);
  }
  override async renewLease(...given: Parameters<InMemoryAgentStore['renewLease']>) {
    if (this.fails.has('renewLease')) throw new Error('store down');
    return super.renewLease(...given);
  }
  override async keepMessage(...given: Parameters<InMemoryAgentStore['keepMessage']>) {
    if (this.fails.has('keepMessage')) throw new Error('store down');
    return super.keepMessage(...given);
  }
}

let clock: ManualClock;
let world: World & { store: FailingStore };
const processes: AgentProcess[] = [];

beforeEach(async () => {
  clock = new ManualClock('2026-11-20T10:00:00.000Z');
  const made = await aWorld(clock);
  world = { ...made, store: new FailingStore(clock, made.outbox) };
});
afterEach(async () => {
  for (const process of processes.splice(0)) await closed(process);
  await world.close();
});

async function start(model = new ScriptedModel(stuck)) {
  const process = await AgentProcess.start(world, model);
  processes.push(process);
  return process;
}
/** Closes a process; its half a minute of grace passes at once. */
async function closed(process: AgentProcess) {
  const closing = process.close();
  let done = false;
  void closing.finally(() => (done = true));
  await eventually(async () => {
    await clock.advance(5_000);
    expect(done).toBe(true);
  });
}
/** Lets time pass while the processes work. */
async function pass(milliseconds: number) {
  for (let passed = 0; passed < milliseconds; passed += 1_000) {
    await clock.advance(1_000);
    await new Promise(resolve => setImmediate(resolve));
  }
}
async function endOf(reading: Reading, milliseconds: number) {
  let last: Awaited<ReturnType<Reading['all']>>[number] | undefined;
  void reading.all().then(events => (last = events.at(-1)));
  await eventually(async () => {
    if (!last) await pass(Math.min(5_000, milliseconds));
    expect(last).toBeDefined();
  });
  return last!;
}

describe('a runner that dies', () => {
  /** A query whose process can neither renew nor write any more: dead to all others. */
  async function orphan() {
    const process = await start();
    const reading = await process.ask();
    await reading.until('message.delta');
    await pass(1_000); // its deltas are saved
    for (const step of ['end', 'appendEvents', 'renewLease', 'keepMessage'] as const) world.store.fails.add(step);
    return { reading, process };
  }
  const others = () => world.store.fails.clear();

  it('has its query ended once, as interrupted and not billable, within a minute of the lapse', async () => {
    const { reading } = await orphan();
    await pass(44_000); // the lease lapses; meanwhile the runner gives up by its own clock
    others();
    const second = await start();
    await start();
    await pass(60_000);
    const { body } = await second.snapshot(reading.queryId);
    expect(body).toMatchObject({ status: 'failed', problem: { code: 'interrupted' }, text: 'Counting ' });
    const facts = world.bus.of<QueryFailed>(QueryFailed.type);
    expect(facts.map(({ data }) => [data.code, data.billable])).toEqual([['interrupted', false]]);
  });

  it('leaves a log that goes on above every id it may have sent, and says that something may be missing', async () => {
    const { reading } = await orphan();
    await pass(44_000);
    others();
    const second = await start();
    await pass(60_000);
    const events = await (await second.follow(reading.queryId, 0)).all();
    expect(events.slice(-2).map(({ event, data }) => [event, data.code])).toEqual([
      ['notice', 'stream_gap'],
      ['query.failed', undefined],
    ]);
    expect(events.at(-2)!.id).toBeGreaterThan(reading.events.at(-1)!.id + 500);
  });

  it('frees its conversation for the next question, which is sent an unbroken history', async () => {
    const { reading } = await orphan();
    await pass(44_000);
    others();
    const model = new ScriptedModel([says('Here.')]);
    const second = await start(model);
    const conversationId = String(reading.events[0]!.data.conversationId);
    expect((await second.ask({ conversationId })).status).toBe(409);
    await pass(60_000);
    const next = await second.ask({ conversationId });
    expect((await endOf(next, 1_000)).event).toBe('query.completed');
    expect(model.requests[0]!.messages.map(({ role }) => role)).toEqual(['user', 'assistant', 'user']);
  });

  it('writes nothing after its lease ran out by its own clock, even if it could', async () => {
    const process = await start(new ScriptedModel(lively));
    const reading = await process.ask();
    await reading.until('message.delta');
    world.store.fails.add('renewLease');
    await pass(41_000);
    await process.cancel(reading.queryId); // the run comes to its end now
    await pass(2_000);
    expect((await process.snapshot(reading.queryId)).body.status).toBe('running');
    expect([world.store.ends, world.outbox.events]).toEqual([0, []]);
  });
});

it('is not taken over while it renews its lease, however long it works', async () => {
  const process = await start(new ScriptedModel(lively));
  await start();
  const reading = await process.ask();
  const renewals = () => world.siblings.calls('renew').map(({ state }) => state);
  // Six times the quarter of a minute after which it renews: two leases. Each has arrived before more time passes.
  for (let due = 1; due <= 6; due++) {
    await pass(15_000);
    await eventually(async () => {
      if (renewals().length < due) await pass(1_000);
      expect(renewals()).toHaveLength(due);
    });
  }
  expect((await process.snapshot(reading.queryId)).body.status).toBe('running');
  expect(renewals()).toEqual(Array.from({ length: 6 }, () => 'held'));
  await process.cancel(reading.queryId); // what holds its lease may write its end
  expect((await endOf(reading, 5_000)).event).toBe('query.canceled');
});

it('stops after two minutes of work, with the server’s words after what there is', async () => {
  const process = await start(new ScriptedModel(lively));
  const reading = await process.ask();
  const last = await endOf(reading, 130_000);
  expect(last).toMatchObject({ event: 'query.completed', data: { outcome: 'capped', limit: 'working_time', billable: true } });
  expect(shownText(reading.events)).toMatch(/^Counting \n\nI stopped here because this question took longer than two minutes/);
});

it('gives up on a stream that is silent for half a minute, and keeps what came', async () => {
  const model = new ScriptedModel(stuck);
  const process = await start(model);
  const reading = await process.ask();
  await reading.until('message.delta');
  const last = await endOf(reading, 35_000);
  expect(last).toMatchObject({ event: 'query.failed', data: { problem: { code: 'model_unavailable' } } });
  expect(shownText(reading.events)).toBe('Counting ');
  expect(model.abandoned).toBe(1);
});

it('stops, unbilled, when usage says that the reservation is gone', async () => {
  const process = await start();
  const reading = await process.ask();
  await reading.until('message.delta');
  world.siblings.renew = () => ({ body: { held: false } });
  const last = await endOf(reading, 20_000);
  expect(last).toMatchObject({ event: 'query.failed', data: { problem: { code: 'interrupted' }, billable: false } });
});

it('gives the answer unbilled when the reservation was lost at its end', async () => {
  world.siblings.renew = () => ({ body: { held: false } });
  const process = await start(new ScriptedModel([says('Hello.')]));
  const last = await endOf(await process.ask(), 5_000);
  expect(last).toMatchObject({ event: 'query.completed', data: { outcome: 'answered', billable: false } });
  expect(last.data).not.toHaveProperty('queries');
});

it('gives the answer when usage does not answer at its end', async () => {
  world.siblings.renew = () => 'dependency_unavailable';
  const process = await start(new ScriptedModel([says('Hello.')]));
  const last = await endOf(await process.ask(), 5_000);
  expect(last).toMatchObject({ event: 'query.completed', data: { billable: true } });
});

it('ends once although the answer to its last write was lost', async () => {
  const end = world.store.end.bind(world.store);
  let lost = 0;
  world.store.end = async given => {
    const written = await end(given);
    if (lost++ === 0) throw new Error('the answer was lost');
    return written;
  };
  const process = await start(new ScriptedModel([says('Hello.')]));
  const last = await endOf(await process.ask(), 5_000);
  expect(last.event).toBe('query.completed');
  expect(world.bus.of(QueryCompleted.type)).toHaveLength(1);
});

it('acts on no turn that could not be kept, and ends it once when the store is back', async () => {
  const model = new ScriptedModel([calls(['list_lists', {}]), says('never')]);
  const process = await start(model);
  world.store.fails.add('keepMessage').add('end');
  const { queryId } = await process.ask({}, { stream: false });
  await eventually(async () => {
    await pass(1_000);
    expect(world.store.ends).toBe(3); // then its runner gives up
  });
  expect([world.nation.requests, world.outbox.events, model.requests.length]).toEqual([[], [], 1]);
  world.store.fails.clear();
  await pass(110_000);
  expect((await process.snapshot(queryId)).body).toMatchObject({ status: 'failed', problem: { code: 'interrupted' } });
  expect(world.outbox.events).toHaveLength(1);
});

it('on shutdown lets queries finish, ends the rest as interrupted, and takes no new ones', async () => {
  const process = await start(new ScriptedModel(lively));
  const reading = await process.ask();
  await reading.until('message.delta');
  const closing = process.close();
  expect((await process.fetch('/internal/queries/x')).status).toBe(503);
  await pass(26_000);
  const last = (await reading.all()).at(-1);
  expect(last).toMatchObject({ event: 'query.failed', data: { problem: { code: 'interrupted' }, billable: false } });
  await closing;
  expect(world.bus.of(QueryFailed.type)).toHaveLength(1);
});

it('keeps the events for a day', async () => {
  const model = new ScriptedModel([says('Hello.')]);
  const first = await start(model);
  const reading = await first.ask();
  await endOf(reading, 5_000);
  await closed(first);
  await clock.advance(24 * 3_600_000); // while no process runs
  const second = await start(model);
  const late = await second.follow(reading.queryId, 0);
  expect([late.status, (await late.body()).code]).toEqual([410, 'events_expired']);
  expect((await second.follow(reading.queryId, reading.events.length)).status).toBe(204);
  expect((await second.snapshot(reading.queryId)).body).toMatchObject({ status: 'completed', text: 'Hello.' });
});
