import { problem, type StreamEvent, streamPreamble } from '@nat/contracts';
import fc from 'fast-check';
import {
  answerOf,
  confirmationId,
  FakeGateway,
  type Fault,
  frame,
  heldAnswerOf,
  queryId,
  refusal,
  streamOf,
} from '../test/fake-gateway';
import { type Fetch, NatClient, NatProblem, type StreamOptions } from './index';

const noWait: StreamOptions = { wait: async () => {} };

function client(fetch: Fetch): NatClient {
  return new NatClient({ baseUrl: 'http://gateway.test', token: 't', fetch });
}

async function read(stream: AsyncIterable<StreamEvent>): Promise<StreamEvent[]> {
  const events: StreamEvent[] = [];
  for await (const event of stream) events.push(event);
  return events;
}

const sequence = (events: StreamEvent[]): number[] => events.map(({ data }) => data.seq);
const fault: fc.Arbitrary<Fault> = fc.oneof(
  fc.constant({ kind: 'lost' } as const),
  fc.constant({ kind: 'refused', code: 'dependency_unavailable' } as const),
  fc.record({ kind: fc.constant('cut' as const), bytes: fc.nat(4_000), end: fc.constantFrom('end', 'break') }),
);
const countTo = (end: number): number[] => Array.from({ length: end }, (_, index) => index + 1);

describe('asking a question', () => {
  it('streams every event in order and ends after the last', async () => {
    const gateway = new FakeGateway(answerOf(['Hel', 'lo']));
    const stream = client(gateway.fetch).ask({ text: 'hi' });
    expect((await read(stream)).map(({ event }) => event)).toEqual([
      'query.started',
      'message.delta',
      'message.delta',
      'query.completed',
    ]);
    expect(stream.queryId).toBe(queryId);
    expect(gateway.resumedAfter).toEqual([]);
  });

  it('resumes after the last whole event when the connection is lost, without loss or repeat', async () => {
    const gateway = new FakeGateway(answerOf(['a', 'b', 'c']), [{ kind: 'cut', bytes: 500, end: 'break' }]);
    const events = await read(client(gateway.fetch).ask({ text: 'hi' }, noWait));
    expect(sequence(events)).toEqual(countTo(5));
    expect(gateway.resumedAfter).toHaveLength(1);
    expect(gateway.asked).toHaveLength(1);
  });

  it('takes an end before the last event as a lost connection', async () => {
    const gateway = new FakeGateway(answerOf(['a']), [{ kind: 'cut', bytes: 300, end: 'end' }]);
    expect(sequence(await read(client(gateway.fetch).ask({ text: 'hi' }, noWait)))).toEqual(countTo(3));
  });

  it('posts again under the same key when the answer to the post was lost', async () => {
    const gateway = new FakeGateway(answerOf(['a']), [{ kind: 'lost' }, { kind: 'refused', code: 'draining' }]);
    expect(sequence(await read(client(gateway.fetch).ask({ text: 'hi' }, noWait)))).toEqual(countTo(3));
    expect(gateway.asked).toHaveLength(3);
    expect(new Set(gateway.asked).size).toBe(1);
    expect(gateway.asked[0]).toMatch(/^[0-9a-f]{32}$/);
  });

  it('uses another key for another question', async () => {
    const gateway = new FakeGateway(answerOf([]));
    const nat = client(gateway.fetch);
    await read(nat.ask({ text: 'hi' }));
    await read(nat.ask({ text: 'hi' }));
    expect(new Set(gateway.asked).size).toBe(2);
  });

  it('loses and repeats nothing under any faults', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.string({ unit: 'grapheme' }), { maxLength: 12 }),
        fc.array(fault, { maxLength: 8 }),
        fc.integer({ min: 1, max: 40 }),
        async (texts, faults, pieceBytes) => {
          const gateway = new FakeGateway(answerOf(texts), faults, pieceBytes);
          const events = await read(client(gateway.fetch).ask({ text: 'hi' }, { ...noWait, attempts: 20 }));
          expect(sequence(events)).toEqual(countTo(texts.length + 2));
          expect(events.flatMap(event => (event.event === 'message.delta' ? [event.data.text] : []))).toEqual(texts);
          expect(new Set(gateway.asked).size).toBe(1);
        },
      ),
      { numRuns: 150 },
    );
  });
});

describe('a query that waits for its person', () => {
  it('ends the stream there, names what is to be decided, and goes on after the decision', async () => {
    const gateway = new FakeGateway(heldAnswerOf(['Let me'], ['Done.']));
    const nat = client(gateway.fetch);
    const stream = nat.ask({ text: 'hi' });
    const before = await read(stream);
    expect(before.at(-1)?.event).toBe('query.awaiting_confirmation');
    expect(stream.awaiting).toEqual([confirmationId]);
    expect(gateway.resumedAfter).toEqual([]);
    gateway.decided = true;
    const rest = nat.follow(stream.queryId!, { after: stream.lastEventId });
    const after = await read(rest);
    expect(after[0]).toMatchObject({ event: 'query.started', data: { resumed: true } });
    expect(sequence([...before, ...after])).toEqual(countTo(7));
    expect(rest.awaiting).toEqual([]);
    expect(gateway.resumedAfter).toEqual([3]);
  });

  it('loses and repeats nothing under any faults before and after', async () => {
    const texts = fc.array(fc.string({ unit: 'grapheme' }), { maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(texts, texts, fc.array(fault, { maxLength: 10 }), async (before, after, faults) => {
        const log = heldAnswerOf(before, after);
        const gateway = new FakeGateway(log, faults);
        const nat = client(gateway.fetch);
        const patient = { ...noWait, attempts: 20 };
        const asked = nat.ask({ text: 'hi' }, patient);
        const first = await read(asked);
        expect(asked.awaiting).toEqual([confirmationId]);
        gateway.decided = true;
        const second = await read(nat.follow(queryId, { ...patient, after: asked.lastEventId }));
        expect(sequence([...first, ...second])).toEqual(countTo(log.length));
      }),
      { numRuns: 100 },
    );
  });

  it('does not end at a wait that is over: what was decided meanwhile is read on', async () => {
    const gateway = new FakeGateway(heldAnswerOf(['Let me'], ['Done.']));
    gateway.decided = true;
    const stream = client(gateway.fetch).follow(queryId);
    const events = await read(stream);
    expect(sequence(events)).toEqual(countTo(7));
    expect(events.at(-1)?.event).toBe('query.completed');
    expect([stream.awaiting, gateway.resumedAfter]).toEqual([[], [0]]);
  });

  it('ends at a wait also when the connection breaks there', async () => {
    const log = heldAnswerOf([], []);
    const bytes = new TextEncoder().encode(streamPreamble + log.slice(0, 2).map(frame).join(': hb\n\n')).length;
    const gateway = new FakeGateway(log, [{ kind: 'cut', bytes, end: 'break' }]);
    gateway.decided = true;
    const stream = client(gateway.fetch).follow(queryId, noWait);
    expect((await read(stream)).at(-1)?.event).toBe('query.awaiting_confirmation');
    expect([stream.awaiting, gateway.resumedAfter]).toEqual([[confirmationId], [0]]);
  });

  it('waits for nobody when it was told that it waits in a way it cannot read', async () => {
    const [started, waits] = heldAnswerOf([], []);
    const unreadable = { ...waits!, data: { ...waits!.data, confirmationIds: 'everything' } };
    const gateway = new FakeGateway([started!, unreadable]);
    await expect(read(client(gateway.fetch).ask({ text: 'hi' }, noWait))).rejects.toThrow('too old');
  });

  it('awaits nothing once it has ended', async () => {
    const stream = client(new FakeGateway(answerOf(['a'])).fetch).ask({ text: 'hi' });
    await read(stream);
    expect(stream.awaiting).toEqual([]);
  });
});

describe('giving up', () => {
  it('throws what Nat refuses at once', async () => {
    const gateway = new FakeGateway([], [{ kind: 'refused', code: 'quota_exceeded' }]);
    await expect(read(client(gateway.fetch).ask({ text: 'hi' }, noWait))).rejects.toMatchObject({
      name: 'NatProblem',
      code: 'quota_exceeded',
      status: 429,
    });
    expect(gateway.asked).toHaveLength(1);
  });

  it('stops after as many tries in a row as allowed', async () => {
    const gateway = new FakeGateway(
      [],
      Array.from({ length: 9 }, () => ({ kind: 'lost' }) as const),
    );
    const reading = read(client(gateway.fetch).ask({ text: 'hi' }, { ...noWait, attempts: 3 }));
    await expect(reading).rejects.toMatchObject({ code: 'dependency_unavailable' });
    expect(gateway.asked).toHaveLength(3);
  });

  it('counts anew after each event, so a long answer survives many losses', async () => {
    const cuts = Array.from({ length: 12 }, () => ({ kind: 'cut', bytes: 260, end: 'break' }) as const);
    const gateway = new FakeGateway(answerOf(Array.from({ length: 12 }, () => 'x')), cuts);
    expect(await read(client(gateway.fetch).ask({ text: 'hi' }, { ...noWait, attempts: 2 }))).toHaveLength(14);
  });

  it('waits as long as the stream and the refusal ask', async () => {
    const waits: number[] = [];
    const answers = [
      () => streamOf([new TextEncoder().encode(`retry: 3000\n\n${frame(answerOf([])[0]!)}`)], 'break'),
      () => refusal('dependency_unavailable', { retryAfter: 60 }),
      () => streamOf([new TextEncoder().encode(frame(answerOf([])[1]!))], 'end'),
    ];
    const options: StreamOptions = { wait: async milliseconds => void waits.push(milliseconds) };
    await read(client(async () => answers.shift()!()).ask({ text: 'hi' }, options));
    expect(waits[0]).toBeGreaterThanOrEqual(1_500);
    expect(waits[0]).toBeLessThan(4_500);
    expect(waits[1]).toBe(60_000);
  });

  it('takes a connection that went silent as lost', async () => {
    const events = answerOf([]);
    let calls = 0;
    const fetch: Fetch = async (_, init) => {
      calls += 1;
      if (calls === 2) return streamOf([new TextEncoder().encode(frame(events[1]!))], 'end');
      const body = new ReadableStream<Uint8Array>({
        start(controller) {
          controller.enqueue(new TextEncoder().encode(frame(events[0]!)));
          init?.signal?.addEventListener('abort', () => controller.error(init.signal?.reason));
        },
      });
      return new Response(body);
    };
    expect(await read(client(fetch).ask({ text: 'hi' }, { ...noWait, silenceMs: 20 }))).toHaveLength(2);
  });

  it('ends with the reason of the signal, and never cancels the query', async () => {
    const gateway = new FakeGateway(answerOf(['a', 'b']));
    const stopping = new AbortController();
    const reading = (async () => {
      for await (const event of client(gateway.fetch).ask({ text: 'hi' }, { signal: stopping.signal })) {
        if (event.event === 'message.delta') stopping.abort(new Error('enough'));
      }
    })();
    await expect(reading).rejects.toThrow('enough');
  });
});

describe('an older client with a newer server', () => {
  const later = (data: object) => ({ v: 1, queryId, seq: 2, time: '2026-06-15T12:00:00.000Z', ...data });
  const usage = { input: 0, cacheWrite5m: 0, cacheWrite1h: 0, cacheRead: 0, output: 0, costMicroUsd: 0 };

  it('passes over events and members it does not know', async () => {
    const [started, ended] = answerOf([]);
    const notice = { event: 'notice', data: later({ code: 'a_new_code', text: 'x' }) };
    const unknown = { event: 'moon.rises', data: { seq: 3 } };
    const last = { ...ended!, data: { ...ended!.data, seq: 4 } };
    const events = await read(client(new FakeGateway([started!, notice, unknown, last]).fetch).ask({ text: 'hi' }, noWait));
    expect(sequence(events)).toEqual([1, 4]);
  });

  it('tells an unknown problem code by its status', async () => {
    const failure = { ...problem('model_overloaded', 'x', 'req_1'), code: 'moon_in_the_way' };
    const failed = { event: 'query.failed', data: later({ problem: failure, usage, billable: false }) };
    const [last] = await read(client(new FakeGateway([failed]).fetch).ask({ text: 'hi' }, noWait));
    expect(last).toMatchObject({ event: 'query.failed', data: { problem: { code: 'dependency_unavailable', status: 503 } } });
  });

  it('says so when it cannot read how the query ended, instead of trying for ever', async () => {
    const ended = { event: 'query.completed', data: later({ outcome: 'became_wise' }) };
    const gateway = new FakeGateway([ended]);
    await expect(read(client(gateway.fetch).ask({ text: 'hi' }, noWait))).rejects.toThrow('too old');
    expect(gateway.resumedAfter).toEqual([]);
  });
});

describe('following a query', () => {
  it('replays after the given event', async () => {
    const gateway = new FakeGateway(answerOf(['a', 'b']));
    expect(sequence(await read(client(gateway.fetch).follow(queryId, { after: 2 })))).toEqual([3, 4]);
  });

  it('is empty when the query ended and there is nothing newer', async () => {
    const fetch: Fetch = async () => new Response(null, { status: 204 });
    expect(await read(client(fetch).follow(queryId, { after: 9 }))).toEqual([]);
  });

  it('throws events_expired when the log is gone', async () => {
    const following = read(client(async () => refusal('events_expired')).follow(queryId, noWait));
    await expect(following).rejects.toBeInstanceOf(NatProblem);
    await expect(following).rejects.toMatchObject({ code: 'events_expired', status: 410, retryable: false });
  });
});
