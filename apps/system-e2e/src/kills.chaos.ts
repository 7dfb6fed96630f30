import { NatClient } from '@nat/client';
import { NationSlug } from '@nat/contracts';
import { eventually } from '@nat/testing';
import { rowsOf } from './ledger';
import { StackProcess } from './stack-process';

const kills = Number(process.env.CHAOS_KILLS ?? 30);
const seed = Number(process.env.CHAOS_SEED ?? Date.now() % 1_000_000);
const demo = { nationSlug: NationSlug.parse('demo'), user: 'ada' };

/** Repeatable chance: a failing run is repeated with its seed. */
function chance(state: number): () => number {
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Questions under way against a stack that may die at any moment. */
class Load {
  /** Queries whose end reached their asker. */
  completed = 0;
  private stopped = false;
  private running: Promise<void>[] = [];

  constructor(private readonly run: string) {}

  start(gateway: string, at: number): void {
    this.stopped = false;
    this.running = Array.from({ length: 4 }, (_, worker) => this.work(gateway, `${this.run}-${at}-${worker}`));
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await Promise.all(this.running);
  }

  private async work(gateway: string, name: string): Promise<void> {
    const client = new NatClient({ baseUrl: gateway });
    const signedIn = await client.signInSandbox(demo).then(
      () => true,
      () => false,
    );
    for (let count = 0; signedIn && !this.stopped; count++) await this.ask(client, `${name}-${count}`);
  }

  /** The outcome does not matter here: the stack may be gone in the middle. What counts is asked of the stores later. */
  private async ask(client: NatClient, key: string): Promise<void> {
    const stream = client.ask({ text: 'How many lists are there?' }, { idempotencyKey: key, attempts: 1 });
    try {
      for await (const { event } of stream) if (event === 'query.completed') this.completed += 1;
    } catch {
      this.stopped = this.stopped || stream.queryId === undefined;
    }
  }
}

let stack: StackProcess;
// Whatever went wrong: a stack that is left would keep this process from ending.
afterEach(() => stack.dispose());

it(`counts every completed query exactly once through ${kills} kills (seed ${seed})`, async () => {
  const random = chance(seed);
  stack = await StackProcess.create();
  const load = new Load(`kill-${seed}`);
  await stack.start();
  const owner = new NatClient({ baseUrl: stack.urls.gateway! });
  await owner.signInSandbox(demo);
  await owner.changeSubscription({ plan: 'sandbox_load' });
  await eventually(async () => expect((await owner.usage()).plan).toBe('sandbox_load'));

  for (let kill = 0; kill < kills; kill++) {
    load.start(stack.urls.gateway!, kill);
    await new Promise(resolve => setTimeout(resolve, 100 + random() * 2400));
    await stack.kill();
    await load.stop();
    await stack.start();
  }

  // However slow the machine: enough were answered for the count to mean something.
  load.start(stack.urls.gateway!, kills);
  await eventually(() => expect(load.completed).toBeGreaterThan(kills), { timeoutMs: 120_000, intervalMs: 100 });
  await load.stop();

  // Quiet: every query has ended (lapsed ones are swept within a minute), every hold is resolved, every event delivered.
  const counted = await eventually(
    async () => {
      const queries = (await rowsOf(stack.urls.aws!, 'agent')).filter(row => String(row.sk).startsWith('QUERY#'));
      expect(queries.filter(({ status }) => status === 'running')).toEqual([]);
      const client = new NatClient({ baseUrl: stack.urls.gateway! });
      await client.signInSandbox(demo);
      const meter = (await client.usage()).meters.find(({ meter: name }) => name === 'queries')!;
      expect(meter.held).toBe('0');
      const billable = queries.filter(row => row.billable === true);
      expect(Number(meter.used)).toBe(billable.length);
      return { queries: queries.length, billable: billable.length };
    },
    { timeoutMs: 180_000, intervalMs: 1000 },
  );
  expect(counted.billable).toBeGreaterThan(kills);

  const ledger = (await rowsOf(stack.urls.aws!, 'billing')).filter(row => row.usageId !== undefined);
  const billed = ledger.filter(row => Number((row.quantity as string | number | undefined) ?? 0) > 0);
  expect(new Set(billed.map(row => row.usageId)).size).toBe(counted.billable);
  process.stdout.write(`${kills} kills, seed ${seed}: ${counted.queries} queries, ${counted.billable} counted once each\n`);
});
