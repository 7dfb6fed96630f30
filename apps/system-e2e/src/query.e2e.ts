import { NatClient, NatProblem } from '@nat/client';
import { NationSlug, type StreamEvent } from '@nat/contracts';
import { eventually } from '@nat/testing';
import { StackProcess } from './stack-process';

const question = 'How many volunteers live in Austin, and who gave over $100 last month?';
const demo = { nationSlug: NationSlug.parse('demo'), user: 'ada' };

describe.each([
  ['all services in one process', []],
  ['each service in a process of its own', ['--separate']],
])('Nat with %s', (_, options) => {
  let stack: StackProcess;
  let client: NatClient;

  const signIn = async (user = 'ada'): Promise<NatClient> => {
    const signedIn = new NatClient({ baseUrl: stack.urls.gateway! });
    await signedIn.signInSandbox({ ...demo, user });
    return signedIn;
  };
  const ask = async (text: string, idempotencyKey?: string): Promise<StreamEvent[]> => {
    const events: StreamEvent[] = [];
    for await (const event of client.ask({ text }, { idempotencyKey })) events.push(event);
    return events;
  };
  const used = async (): Promise<string> => (await client.usage()).meters.find(({ meter }) => meter === 'queries')!.used;

  /** The count once nothing is held any more: settling follows the answer by a moment. */
  const settled = (): Promise<string> =>
    eventually(
      async () => {
        const queries = (await client.usage()).meters.find(({ meter }) => meter === 'queries')!;
        expect(queries.held).toBe('0');
        return queries.used;
      },
      { intervalMs: 250 }, // the gateway allows 120 calls a minute
    );

  beforeAll(async () => {
    stack = await StackProcess.create();
    await stack.start(...options);
    client = await signIn();
  });
  afterAll(() => stack.dispose());

  it('answers a question with tools, counts it once, and tells the count', async () => {
    const before = Number(await used());
    const events = await ask(question);
    const names = events.map(({ event }) => event);
    expect(names[0]).toBe('query.started');
    expect(names).toContain('tool.completed');
    expect(events.at(-1)).toMatchObject({
      event: 'query.completed',
      data: { outcome: 'answered', billable: true, queries: { used: before + 1, limit: { kind: 'finite', amount: '500' } } },
    });
    expect(events.map(({ data }) => data.seq)).toEqual(events.map((_event, index) => index + 1));
    await eventually(async () => expect(Number(await used())).toBe(before + 1));
  });

  it('replays a finished query from any event on, and answers its snapshot', async () => {
    const events = await ask('How many people are tagged volunteer?');
    const queryId = events[0]!.data.queryId;
    const again: StreamEvent[] = [];
    for await (const event of client.follow(queryId, { after: 1 })) again.push(event);
    expect(again.at(-1)).toEqual(events.at(-1));
    expect(again[0]!.data.seq).toBe(2);
    const snapshot = await client.getQuery(queryId);
    expect(snapshot).toMatchObject({ queryId, status: 'completed', outcome: 'answered', lastEventId: events.length });
  });

  it('does not ask, nor count, a question again that was sent twice', async () => {
    const before = Number(await settled());
    const [first, second] = [
      await ask('How many lists are there?', 'same-key'),
      await ask('How many lists are there?', 'same-key'),
    ];
    expect(second[0]!.data.queryId).toBe(first[0]!.data.queryId);
    expect(second.at(-1)).toEqual(first.at(-1));
    await eventually(async () => expect(Number(await used())).toBe(before + 1));
    await expect(ask('Another question', 'same-key')).rejects.toMatchObject({ code: 'idempotency_mismatch', status: 422 });
  });

  it("keeps one person's query from another of the same nation, and a nation from a stranger", async () => {
    const [started] = await ask('How many donors are there?');
    const other = await signIn('rita');
    await expect(other.getQuery(started!.data.queryId)).rejects.toMatchObject({ code: 'not_found', status: 404 });
    await expect(other.startSubscription({ plan: 'nat_pro' })).rejects.toBeInstanceOf(NatProblem);
  });

  it('applies a smaller plan from the next question on and refuses what is above it', async () => {
    await client.changeSubscription({ plan: 'sandbox_small' });
    const small = await eventually(async () => {
      const usage = await client.usage();
      expect(usage.plan).toBe('sandbox_small');
      return usage;
    });
    const room = small.meters.find(({ meter }) => meter === 'queries')!.remaining;
    expect(room).toBe('0');
    await expect(ask('One more?')).rejects.toMatchObject({ code: 'quota_exceeded', status: 429 });
    await client.changeSubscription({ plan: 'nat_pro' });
    await eventually(async () => expect((await client.usage()).plan).toBe('nat_pro'));
    expect((await ask('How many lists are there?')).at(-1)).toMatchObject({
      event: 'query.completed',
      data: { queries: { limit: { kind: 'unlimited' } } },
    });
  });

  it('finds everything again after a restart, and ends cleanly', async () => {
    const before = await settled();
    expect(await stack.stop()).toBe(0);
    await stack.start(...options);
    client = await signIn();
    expect(await used()).toBe(before);
    expect((await client.usage()).plan).toBe('nat_pro');
  });
});
