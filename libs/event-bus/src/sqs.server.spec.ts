import { Logger, type LoggerService } from '@nestjs/common';
import { UsageRecorded } from '@nat/contracts';
import { correlationId, ManualClock, requestContext, SeededRng } from '@nat/service-kit';
import fc from 'fast-check';
import { enveloped, recorded } from '../test/events';
import { FakeSqs } from '../test/fake-sqs';
import type { SqsContext } from './sqs.context';
import { SqsServer, type SqsServerOptions } from './sqs.server';

type Handler = (event: UsageRecorded, context: SqsContext) => Promise<void>;

const lines: Record<string, unknown>[] = [];
const keep = (line: unknown): void => void lines.push(line as Record<string, unknown>);
const logger: LoggerService = { log: keep, warn: keep, error: keep };

beforeAll(() => Logger.overrideLogger(logger));
beforeEach(() => (lines.length = 0));

/** A running transport over a queue in memory, on a clock of the test. */
async function consume(
  handler: Handler,
  { seed = 1, prepare, ...options }: Partial<SqsServerOptions> & { seed?: number; prepare?: (sqs: FakeSqs) => void } = {},
) {
  const clock = new ManualClock();
  const sqs = new FakeSqs(clock);
  prepare?.(sqs);
  const settings = { clock, rng: new SeededRng(seed), visibilityTimeoutSeconds: 30, waitSeconds: 1, ...options };
  const server = new SqsServer({ queue: sqs.queue(), ...settings });
  server.addHandler(UsageRecorded.type, handler as never, true);
  const started = new Promise<void>((resolve, reject) => server.listen(error => (error ? reject(error) : resolve())));
  return { clock, sqs, server, started };
}

describe('a handled message', () => {
  it('is deleted, and leaves one line of ids with its outcome', async () => {
    const { clock, sqs, server } = await consume(async () => undefined);
    sqs.add('m1', enveloped(recorded(1, { usageId: 'Ms. Secret' })));
    await clock.advance(500);
    expect(sqs.left).toEqual([]);
    const ids = { id: 'use_1', type: UsageRecorded.type, nation: 'demo', correlationId: 'req_1', messageId: 'm1' };
    expect(lines).toEqual([{ event: 'message', outcome: 'handled', receiveCount: 1, durationMs: 0, ...ids }]);
    await server.close();
  });

  it('runs under the correlation and in the trace of what caused its event', async () => {
    const seen: (string | undefined)[] = [];
    const parent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
    const { clock, sqs, server } = await consume(async () => {
      await Promise.resolve();
      seen.push(correlationId(), requestContext.current()?.traceparent);
    });
    sqs.add('m1', enveloped(recorded(1, { traceparent: parent })));
    await clock.advance(500);
    expect(seen[0]).toBe('req_1');
    expect(seen[1]).toMatch(/^00-4bf92f3577b34da6a3ce929d0e0e4736-[0-9a-f]{16}-01$/);
    expect(seen[1]).not.toBe(parent);
    await server.close();
  });
});

describe('a message that fails', () => {
  it('comes back later each time and is dead after exactly five receives', async () => {
    const { clock, sqs, server } = await consume(() => Promise.reject(new Error('no')));
    sqs.add('m1', enveloped(recorded(1)));
    await clock.advance(120_000);
    expect(sqs.left).toEqual([]);
    const [dead] = sqs.dead;
    const waits = dead!.receivedAt.map((at, index) => (dead!.receivedAt[index + 1] ?? Number.NaN) - at).slice(0, 4);
    expect(dead!.receives).toBe(5);
    for (const [index, wait] of waits.entries()) {
      expect(wait).toBeGreaterThanOrEqual(2 ** index * 500);
      expect(wait).toBeLessThanOrEqual(2 ** index * 1000 + 200);
    }
    expect(lines.map(({ outcome, reason }) => [outcome, reason])).toEqual(
      Array.from({ length: 5 }, () => ['failed', 'Error: no']),
    );
    await server.close();
  });

  it.each([
    ['that is no JSON', 'Ms. Secret', 'not JSON'],
    ['without an event in it', { 'detail-type': 'UsageRecorded' }, 'invalid: detail'],
    [
      'of a type nobody here listens for',
      enveloped({ ...recorded(1), type: 'nat.other.v1' }),
      'Error: no handler for UsageRecorded nat.other.v1',
    ],
  ])('is treated so when it is one %s, and its body is not logged', async (_, body, reason) => {
    const { clock, sqs, server } = await consume(async () => undefined);
    sqs.add('m1', body);
    await clock.advance(120_000);
    expect(sqs.dead.map(({ id, receives }) => [id, receives])).toEqual([['m1', 5]]);
    expect(lines[0]).toMatchObject({ outcome: 'failed', messageId: 'm1', reason });
    expect(JSON.stringify(lines)).not.toContain('Secret');
    await server.close();
  });

  it('comes back when its hiding ends if the queue cannot be told', async () => {
    let failures = 1;
    const { clock, sqs, server } = await consume(() => (failures-- > 0 ? Promise.reject(new Error('no')) : Promise.resolve()));
    sqs.before = command => {
      if (command === 'ChangeMessageVisibilityCommand') throw new Error('out of order');
    };
    sqs.add('m1', enveloped(recorded(1)));
    await clock.advance(29_000);
    expect(sqs.left[0]).toMatchObject({ receives: 1 });
    await clock.advance(2_000);
    expect(sqs.left).toEqual([]);
    expect(lines.map(({ outcome }) => outcome)).toEqual(['failed', 'not_given_back', 'handled']);
    await server.close();
  });
});

describe('a long handler', () => {
  it('is kept hidden by a heartbeat at half the visibility time-out, which ends with it', async () => {
    const { clock, sqs, server } = await consume(() => clock.sleep(100_000));
    sqs.add('m1', enveloped(recorded(1)));
    await clock.advance(200_000);
    expect(sqs.left).toEqual([]);
    expect(sqs.changes).toEqual([15, 30, 45, 60, 75, 90].map(second => ({ id: 'm1', seconds: 30, at: second * 1000 })));
    expect(lines.map(({ outcome, receiveCount }) => [outcome, receiveCount])).toEqual([['handled', 1]]);
    await server.close();
  });

  it('is still handed to nobody else when one heartbeat fails', async () => {
    const { clock, sqs, server } = await consume(() => clock.sleep(100_000));
    let heartbeats = 0;
    sqs.before = command => {
      if (command === 'ChangeMessageVisibilityCommand' && ++heartbeats % 3 !== 0) throw new Error('out of order');
    };
    sqs.add('m1', enveloped(recorded(1)));
    await clock.advance(200_000);
    expect(lines.map(({ outcome, receiveCount }) => [outcome, receiveCount])).toEqual([['handled', 1]]);
    await server.close();
  });

  it('that fails during a heartbeat is given back after it, so that the heartbeat cannot hide it again', async () => {
    const { clock, sqs, server } = await consume(async () => {
      await clock.sleep(15_010);
      throw new Error('no');
    });
    sqs.before = async command => {
      if (command === 'ChangeMessageVisibilityCommand' && sqs.changes.length === 0) await clock.sleep(1_000);
    };
    sqs.add('m1', enveloped(recorded(1)));
    await clock.advance(16_500);
    expect(sqs.changes.map(({ seconds }) => seconds)).toEqual([30, 1]);
    await server.close();
  });

  it('that ends during a heartbeat is deleted after it, so that the heartbeat does not find it gone', async () => {
    const { clock, sqs, server } = await consume(() => clock.sleep(15_010));
    sqs.before = async command => {
      if (command === 'ChangeMessageVisibilityCommand') await clock.sleep(1_000);
    };
    sqs.add('m1', enveloped(recorded(1)));
    await clock.advance(60_000);
    expect(sqs.left).toEqual([]);
    expect(lines.map(({ outcome }) => outcome)).toEqual(['handled']);
    await server.close();
  });

  it('may ask for more time itself', async () => {
    const { clock, sqs, server } = await consume((_, context) => context.extendVisibility(600));
    sqs.add('m1', enveloped(recorded(1)));
    await clock.advance(500);
    expect(sqs.changes).toMatchObject([{ seconds: 600 }]);
    await server.close();
  });
});

describe('many messages', () => {
  it('run beside each other up to the bound, and a slow one holds back none', async () => {
    let running = 0;
    let most = 0;
    const finished: string[] = [];
    const { clock, sqs, server } = await consume(
      async ({ id }) => {
        most = Math.max(most, ++running);
        await clock.sleep(id === 'use_0' ? 60_000 : 100);
        finished.push(id);
        running--;
      },
      { concurrency: 5 },
    );
    for (let number = 0; number < 100; number++) sqs.add(`m${number}`, enveloped(recorded(number)));
    await clock.advance(10_000);
    expect(finished).toHaveLength(99);
    expect(most).toBe(5);
    await clock.advance(60_000);
    expect(sqs.left).toEqual([]);
    await server.close();
  });

  it('are received by several calls at once', async () => {
    const { clock, sqs, server } = await consume(async () => undefined, { receivers: 3, concurrency: 30 });
    await clock.advance(1_500);
    expect(sqs.mostWaitingReceives).toBe(3);
    await server.close();
  });

  it('go on after receives that failed', async () => {
    const { clock, sqs, server } = await consume(async () => undefined);
    let failures = 5;
    sqs.before = command => {
      if (command === 'ReceiveMessageCommand' && failures-- > 0) throw new Error('out of order');
    };
    await clock.advance(1_500);
    sqs.add('m1', enveloped(recorded(1)));
    await clock.advance(20_000);
    expect(sqs.left).toEqual([]);
    await server.close();
  });
});

describe('a deletion', () => {
  it('that the queue refused for its own reasons is repeated', async () => {
    const { clock, sqs, server } = await consume(async () => undefined);
    let refusals = 2;
    sqs.refuseDeletion = id => (id === 'm1' && refusals-- > 0 ? { Code: 'InternalError', SenderFault: false } : undefined);
    sqs.add('m1', enveloped(recorded(1)));
    sqs.add('m2', enveloped(recorded(2)));
    await clock.advance(3_000);
    expect(sqs.left).toEqual([]);
    expect(lines.map(({ outcome }) => outcome)).toEqual(['handled', 'handled']);
    await server.close();
  });

  it('that never succeeds is told, and the message is delivered again', async () => {
    const { clock, sqs, server } = await consume(async () => undefined);
    let refusals = 1;
    sqs.refuseDeletion = () => (refusals-- > 0 ? { Code: 'ReceiptHandleIsInvalid', SenderFault: true } : undefined);
    sqs.add('m1', enveloped(recorded(1)));
    await clock.advance(40_000);
    expect(sqs.left).toEqual([]);
    expect(lines).toMatchObject([
      { outcome: 'handled', receiveCount: 1 },
      { outcome: 'not_deleted', count: 1, reason: 'ReceiptHandleIsInvalid' },
      { outcome: 'handled', receiveCount: 2 },
    ]);
    await server.close();
  });
});

describe('starting', () => {
  const missing = Object.assign(new Error('The specified queue does not exist.'), { name: 'QueueDoesNotExist' });

  it('is refused when there is no such queue', async () => {
    const prepare = (sqs: FakeSqs): void => void (sqs.before = () => Promise.reject(missing));
    const { started } = await consume(async () => undefined, { prepare });
    await expect(started).rejects.toThrow('queue nat-test: QueueDoesNotExist');
  });

  it('waits a little for an endpoint that is later than its services', async () => {
    let failures = 3;
    const prepare = (sqs: FakeSqs): void =>
      void (sqs.before = () => {
        if (failures-- > 0) throw new Error('connect ECONNREFUSED');
      });
    const { clock, server, started } = await consume(async () => undefined, { prepare });
    await clock.advance(10_000);
    await started;
    await server.close();
  });
});

describe('closing', () => {
  it('ends a long poll at once and leaves what comes afterwards to others', async () => {
    const handled: string[] = [];
    const { clock, sqs, server, started } = await consume(async ({ id }) => void handled.push(id), { waitSeconds: 20 });
    await started;
    await clock.advance(100);
    const before = clock.monotonic();
    await server.close();
    sqs.add('m1', enveloped(recorded(1)));
    await clock.advance(30_000);
    expect(clock.monotonic() - before).toBe(30_000);
    expect(handled).toEqual([]);
    expect(sqs.left[0]).toMatchObject({ receives: 0 });
  });

  it('gives back at once what a receive still brought', async () => {
    const { clock, sqs, server, started } = await consume(async () => undefined, { receivers: 1 });
    let closing: Promise<void> | undefined;
    await started;
    const { queue } = (server as unknown as { options: SqsServerOptions }).options;
    const receive = queue.receive.bind(queue);
    queue.receive = async (...args) => {
      const messages = await receive(...args);
      if (messages.length > 0) closing = server.close(); // the answer is here and the signal comes too late
      return messages;
    };
    await clock.advance(1_500);
    sqs.add('m1', enveloped(recorded(1)));
    await clock.advance(1_500);
    await closing;
    expect(sqs.left[0]).toMatchObject({ receives: 1, visibleAt: sqs.changes[0]!.at });
    expect(lines).toEqual([]);
  });

  it('waits for running handlers, and deletes what they handled before it is done', async () => {
    let finish = (): void => undefined;
    const { clock, sqs, server } = await consume(() => new Promise<void>(resolve => (finish = resolve)));
    sqs.add('m1', enveloped(recorded(1)));
    await clock.advance(1_000);
    const closing = server.close();
    await clock.advance(10_000);
    expect(sqs.left).toHaveLength(1);
    finish();
    await closing;
    expect(sqs.left).toEqual([]);
  });

  it('gives up after the drain time, and the queue hands what still runs to another consumer', async () => {
    let onClosed = 0;
    const { clock, sqs, server } = await consume(() => clock.sleep(1_000_000), { onClosed: () => void onClosed++ });
    sqs.add('m1', enveloped(recorded(1)));
    await clock.advance(1_000);
    const closing = server.close();
    await clock.advance(30_000);
    await closing;
    expect(onClosed).toBe(1);
    await clock.advance(31_000);
    expect(sqs.left[0]!.visibleAt).toBeLessThanOrEqual(clock.monotonic());
  });
});

it('loses nothing and has every effect once, whatever fails on the way', async () => {
  const chance = fc.double({ min: 0, max: 0.5, noNaN: true });
  await fc.assert(
    fc.asyncProperty(fc.integer(), fc.integer({ min: 1, max: 40 }), chance, chance, async (seed, count, handlers, calls) => {
      const dice = new SeededRng(seed);
      const effects = new Map<string, number>();
      const heard = new Set<string>();
      const handler: Handler = async ({ id }) => {
        if (dice.next() < handlers) throw new Error('before the effect');
        await clock.sleep(dice.next() * 40_000);
        if (!heard.has(id)) effects.set(id, (effects.get(id) ?? 0) + 1); // one step, as the transaction of inbox and effect is
        heard.add(id);
        if (dice.next() < handlers) throw new Error('after the effect');
      };
      const { clock, sqs, server } = await consume(handler, { seed });
      sqs.before = command => {
        if (command !== 'GetQueueUrlCommand' && dice.next() < calls) throw new Error('out of order');
      };
      sqs.refuseDeletion = () => (dice.next() < calls ? { Code: 'InternalError', SenderFault: dice.next() < 0.5 } : undefined);
      for (let number = 0; number < count; number++) sqs.add(`m${number}`, enveloped(recorded(number)));
      sqs.add('copy', enveloped(recorded(0)));
      for (let minute = 0; minute < 60 && sqs.left.length > 0; minute++) await clock.advance(60_000);
      // A handler whose heartbeats all failed may still run, although its message was handed out to the end elsewhere.
      const closing = server.close();
      await clock.advance(60_000);
      await closing;
      expect(sqs.left).toEqual([]);
      for (const { receives } of sqs.dead) expect(receives).toBe(5);
      for (const times of effects.values()) expect(times).toBe(1);
      const dead = new Set(sqs.dead.map(({ id }) => id.replace('m', 'use_')));
      for (let number = 0; number < count; number++) {
        const id = `use_${number}`;
        if (!effects.has(id)) expect(dead).toContain(id);
      }
    }),
    { numRuns: 20 },
  );
}, 60_000);
