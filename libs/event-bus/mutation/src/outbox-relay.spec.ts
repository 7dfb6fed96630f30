import { Logger } from '@nestjs/common';
import { eventOf, type DomainEvent, UsageRecorded } from '@nat/contracts';
import { ManualClock, SeededRng } from '@nat/service-kit';
import fc from 'fast-check';
import { EventPublisher } from './event-publisher';
import { InMemoryOutbox } from './in-memory.outbox';
import type { OutboxEntry } from './outbox';
import { OutboxRelay } from './outbox-relay';

function event(number: number): DomainEvent {
  const data = { ...UsageRecorded.example, usageId: `usage-${number}` };
  const facts = { id: `use_${number}`, nationSlug: 'demo', time: '2026-11-20T10:00:00.000Z', correlationId: 'req_1', data };
  return eventOf(UsageRecorded, facts) as unknown as DomainEvent;
}

/** A bus that fails as its dice fall: takes nothing, takes a part, or takes everything and then loses the answer. */
class UnreliableBus extends EventPublisher {
  readonly received: string[] = [];

  constructor(
    private readonly dice: SeededRng,
    private readonly failures: number,
  ) {
    super();
  }

  async publish(events: readonly DomainEvent[]): Promise<{ failed: DomainEvent[] }> {
    const throws = this.dice.next() < this.failures;
    const failed = events.filter(() => this.dice.next() < this.failures);
    this.received.push(...events.filter(each => !failed.includes(each)).map(({ id }) => id));
    if (throws) throw new Error('the answer was lost');
    return { failed };
  }
}

/** Forgets to mark now and then, as a crash between publishing and marking does. */
class ForgetfulOutbox extends InMemoryOutbox {
  constructor(
    private readonly dice: SeededRng,
    private readonly failures: number,
  ) {
    super();
  }

  override async markSent(entries: readonly OutboxEntry[]): Promise<void> {
    if (this.dice.next() < this.failures) throw new Error('crashed before marking');
    await super.markSent(entries);
  }
}

beforeAll(() => Logger.overrideLogger(false));

it('publishes every committed event at least once and never another, whatever fails', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.nat(),
      fc.integer({ min: 1, max: 60 }),
      fc.double({ min: 0, max: 0.6, noNaN: true }),
      async (seed, count, failures) => {
        const clock = new ManualClock();
        const outbox = new ForgetfulOutbox(new SeededRng(seed), failures);
        const bus = new UnreliableBus(new SeededRng(seed + 1), failures);
        const relay = new OutboxRelay(outbox, bus, clock);
        relay.start();
        for (let number = 0; number < count; number++) outbox.add(event(number));
        relay.nudge();
        for (let second = 0; second < 400 && (await outbox.unsent(1)).length > 0; second++) await clock.advance(1001);
        expect(new Set(bus.received)).toEqual(new Set(Array.from({ length: count }, (_, number) => `use_${number}`)));
        expect(await outbox.unsent(1)).toEqual([]);
        await relay.stop();
      },
    ),
    { numRuns: 40 },
  );
}, 60_000);

it('publishes everything behind events that the bus refuses, and keeps trying those', async () => {
  const outbox = new InMemoryOutbox();
  for (let number = 0; number < 200; number++) outbox.add(event(number));
  const refused = new Set(Array.from({ length: 67 }, (_, number) => `use_${number * 3}`));
  const bus: EventPublisher = { publish: async events => ({ failed: events.filter(({ id }) => refused.has(id)) }) };
  const relay = new OutboxRelay(outbox, bus, new ManualClock());
  await expect(relay.sweep()).rejects.toThrow('67 events were not taken by the bus, the oldest of 2026-11-20T10:00:00.000Z');
  expect((await outbox.unsent(300)).map(entry => entry.event.id)).toEqual([...refused]);
  refused.clear();
  await relay.sweep();
  expect(await outbox.unsent(300)).toEqual([]);
});

it('does not send again what an index that lags behind its table still shows', async () => {
  class Lagging extends InMemoryOutbox {
    private reads = 0;
    override async unsent(limit: number): Promise<OutboxEntry[]> {
      return this.reads++ < 3 ? this.events.slice(0, limit).map(each => ({ event: each })) : super.unsent(limit);
    }
  }
  const outbox = new Lagging();
  for (let number = 0; number < 50; number++) outbox.add(event(number));
  const published: string[] = [];
  const bus: EventPublisher = {
    publish: async events => {
      published.push(...events.map(({ id }) => id));
      return { failed: [] };
    },
  };
  await new OutboxRelay(outbox, bus, new ManualClock()).sweep();
  expect(published).toHaveLength(50);
});

it('goes on every second whatever it met before, and publishes what is left when it is stopped', async () => {
  const clock = new ManualClock();
  const outbox = new InMemoryOutbox();
  const published: string[] = [];
  let failures = 5;
  const bus: EventPublisher = {
    publish: async events => {
      if (failures-- > 0) throw new Error('a defect');
      published.push(...events.map(({ id }) => id));
      return { failed: [] };
    },
  };
  const relay = new OutboxRelay(outbox, bus, clock);
  relay.start();
  outbox.add(event(1));
  relay.nudge();
  await clock.advance(4_500);
  expect(published).toEqual([]);
  await clock.advance(1_000);
  expect(published).toEqual(['use_1']);
  outbox.add(event(2));
  await relay.stop();
  expect(published).toEqual(['use_1', 'use_2']);
});

it('publishes what was committed while it was already publishing', async () => {
  const outbox = new InMemoryOutbox();
  const seen: string[] = [];
  const bus: EventPublisher = {
    publish: async events => {
      seen.push(...events.map(({ id }) => id));
      if (seen.length === 1) {
        outbox.add(event(2));
        relay.nudge();
      }
      return { failed: [] };
    },
  };
  const relay = new OutboxRelay(outbox, bus, new ManualClock());
  outbox.add(event(1));
  await relay.sweep();
  expect(seen).toEqual(['use_1', 'use_2']);
});

it('stores the same fact once and refuses an event that is too large before anything is saved', () => {
  const outbox = new InMemoryOutbox();
  outbox.add(event(1));
  outbox.add(event(1));
  expect(outbox.events).toHaveLength(1);
  expect(() => outbox.add({ ...event(2), data: 'x'.repeat(40_000) })).toThrow('more than 32768');
});
