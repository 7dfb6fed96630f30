import type { PutEventsCommand, PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import { Logger } from '@nestjs/common';
import { eventOf, type DomainEvent, UsageRecorded } from '@nat/contracts';
import { ManualClock, SeededRng } from '@nat/service-kit';
import fc from 'fast-check';
import { batches, EventBridgePublisher } from './eventbridge.publisher';

function event(number: number, padding = ''): DomainEvent {
  const data = { ...UsageRecorded.example, usageId: `usage-${number}${padding}` };
  const facts = { id: `use_${number}`, nationSlug: 'demo', time: '2026-11-20T10:00:00.000Z', correlationId: 'req_1', data };
  return eventOf(UsageRecorded, facts) as unknown as DomainEvent;
}

beforeAll(() => Logger.overrideLogger(false));

/** A bus that answers each call by `answer`, which sees the ids of the call. */
function publisher(answer: (ids: string[]) => boolean[]) {
  const calls: PutEventsRequestEntry[][] = [];
  const send = async (command: PutEventsCommand) => {
    const entries = command.input.Entries!;
    calls.push(entries);
    const taken = answer(entries.map(({ Detail }) => (JSON.parse(Detail!) as { id: string }).id));
    return {
      Entries: taken.map(ok => (ok ? { EventId: 'e' } : { ErrorCode: 'InternalFailure' })),
      FailedEntryCount: taken.filter(ok => !ok).length,
    };
  };
  const clock = new ManualClock();
  return {
    calls,
    clock,
    bus: new EventBridgePublisher({ send: send as never }, { busName: 'nat', clock, rng: new SeededRng(1) }),
  };
}

it('publishes under the source and the detail-type of the definition', async () => {
  const { bus, calls } = publisher(ids => ids.map(() => true));
  expect(await bus.publish([event(1)])).toEqual({ failed: [] });
  expect(calls).toEqual([
    [{ EventBusName: 'nat', Source: 'nat.usage', DetailType: 'UsageRecorded', Detail: JSON.stringify(event(1)) }],
  ]);
});

it('sends at most ten entries in a call', async () => {
  const { bus, calls } = publisher(ids => ids.map(() => true));
  await bus.publish(Array.from({ length: 23 }, (_, number) => event(number)));
  expect(calls.map(call => call.length)).toEqual([10, 10, 3]);
});

it('sends again only the entries that failed inside a 200', async () => {
  const seen = new Map<string, number>();
  const { bus, calls, clock } = publisher(ids =>
    ids.map(id => {
      seen.set(id, (seen.get(id) ?? 0) + 1);
      return id !== 'use_2' || seen.get(id)! > 1;
    }),
  );
  const outcome = bus.publish([event(1), event(2), event(3)]);
  await clock.advance(1000);
  expect(await outcome).toEqual({ failed: [] });
  expect(calls.map(call => call.length)).toEqual([3, 1]);
});

it('answers what the bus did not take after three tries, for the outbox to keep', async () => {
  const { bus, clock } = publisher(ids => ids.map(id => id !== 'use_2'));
  const outcome = bus.publish([event(1), event(2)]);
  await clock.advance(10_000);
  expect((await outcome).failed.map(({ id }) => id)).toEqual(['use_2']);
});

it('takes a call that fails as a whole as nothing taken', async () => {
  const { bus, clock } = publisher(() => {
    throw new Error('connection reset');
  });
  const outcome = bus.publish([event(1)]);
  await clock.advance(10_000);
  expect((await outcome).failed).toHaveLength(1);
});

it('asks a bus that is out of order once a round, however much there is to publish', async () => {
  let calls = 0;
  const { bus, clock } = publisher(() => {
    calls++;
    throw new Error('out of order');
  });
  const outcome = bus.publish(Array.from({ length: 100 }, (_, number) => event(number)));
  await clock.advance(10_000);
  expect((await outcome).failed).toHaveLength(100);
  expect(calls).toBe(3);
});

it('takes an answer that says nothing of an entry as a refusal of it', async () => {
  const { bus, clock } = publisher(ids => (ids.length > 1 ? [true] : [false]));
  const outcome = bus.publish([event(1), event(2)]);
  await clock.advance(10_000);
  expect((await outcome).failed.map(({ id }) => id)).toEqual(['use_2']);
});

it('splits within both bounds, losing and reordering nothing', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 30_000 }), { maxLength: 60 }), sizes => {
      const events = sizes.map((size, number) => event(number, 'x'.repeat(size)));
      const calls = batches(events);
      expect(calls.flat()).toEqual(events);
      for (const call of calls) {
        expect(call.length).toBeLessThanOrEqual(10);
        expect(call.reduce((sum, each) => sum + JSON.stringify(each).length, 0)).toBeLessThanOrEqual(200_000);
      }
    }),
    { numRuns: 50 },
  );
});
