import 'reflect-metadata';
import { Controller } from '@nestjs/common';
import { type DomainEvent, QueryCompleted, UsageRecorded } from '@nat/contracts';
import { correlationId } from '@nat/service-kit';
import { recorded } from '../test/events';
import { InMemoryBus } from './in-memory-bus';
import { On } from './on';

const many = (count: number): DomainEvent[] => Array.from({ length: count }, (_, number) => recorded(number));

@Controller()
class Ledger {
  readonly heard: string[] = [];
  readonly correlations: string[] = [];

  @On(UsageRecorded)
  async enter(event: UsageRecorded): Promise<void> {
    await Promise.resolve();
    this.heard.push(event.id);
    this.correlations.push(correlationId());
  }
}

it('refuses what a consumer could not read, and keeps none of it', async () => {
  const bus = new InMemoryBus();
  await expect(bus.publish([{ ...recorded(1), data: { usageId: 5 } }])).rejects.toThrow('usageId');
  await expect(bus.publish([{ ...recorded(1), type: 'nat.unknown.v1' }])).rejects.toThrow('not defined in contracts');
  expect(bus.published).toEqual([]);
});

it('publishes what travels and nothing else: unknown fields are gone', async () => {
  const bus = new InMemoryBus();
  await bus.publish([{ ...recorded(1), data: { ...recorded(1).data, more: 'x' } }]);
  expect(bus.of(UsageRecorded.type)).toEqual([recorded(1)]);
  expect(bus.of(QueryCompleted.type)).toEqual([]);
});

it('delivers everything once to each handler that listens, under its correlation, and only what is new', async () => {
  const bus = new InMemoryBus();
  const ledger = new Ledger();
  await bus.publish(many(20));
  await bus.deliverTo([ledger]);
  expect(ledger.heard.toSorted()).toEqual(
    many(20)
      .map(({ id }) => id)
      .toSorted(),
  );
  expect(ledger.correlations).toEqual(ledger.heard.map(id => id.replace('use_', 'req_')));
  await bus.deliverTo([ledger]);
  expect(ledger.heard).toHaveLength(20);
});

it('is as unkind as a bus may be, in the same way for the same seed', async () => {
  const heard = async (seed: number): Promise<string[]> => {
    const bus = new InMemoryBus();
    const ledger = new Ledger();
    await bus.publish(many(20));
    await bus.deliverTo([ledger], { seed, duplicates: 3 });
    return ledger.heard;
  };
  const first = await heard(7);
  expect(first.length).toBeGreaterThan(20);
  expect(new Set(first).size).toBe(20);
  expect([...new Set(first)]).not.toEqual(many(20).map(({ id }) => id));
  expect(await heard(7)).toEqual(first);
  expect(await heard(8)).not.toEqual(first);
});
