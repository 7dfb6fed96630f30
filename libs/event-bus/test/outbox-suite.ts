import type { DomainEvent } from '@nat/contracts';
import { EventPublisher } from '../src/event-publisher';
import type { Outbox } from '../src/outbox';
import { OutboxRelay } from '../src/outbox-relay';
import { ManualClock } from '@nat/service-kit';
import { recorded } from './events';

/** An outbox under test, and how its events are committed: false when the transaction of the state was refused. */
export interface OutboxUnderTest {
  outbox: Outbox;
  commit: (event: DomainEvent, options?: { stateRefused?: boolean }) => Promise<boolean>;
}

/** What every outbox promises, in memory or in a table. */
export function describeOutbox(name: string, make: () => Promise<OutboxUnderTest>): void {
  const eventAt = (number: number, time: string): DomainEvent => ({ ...recorded(number), time }) as DomainEvent;
  const idsOf = async (outbox: Outbox, limit = 100): Promise<string[]> =>
    (await outbox.unsent(limit)).map(({ event }) => event.id);

  describe(name, () => {
    it('gives back what was committed, oldest first, as it was', async () => {
      const { outbox, commit } = await make();
      const times = ['2026-11-20T10:00:02.000Z', '2026-11-20T10:00:00.000Z', '2026-11-20T10:00:01.000Z'];
      const events = times.map((time, number) => eventAt(number, time));
      for (const event of [events[1]!, events[2]!, events[0]!]) expect(await commit(event)).toBe(true);
      expect((await outbox.unsent(100)).map(({ event }) => event)).toEqual([events[1], events[2], events[0]]);
      expect(await idsOf(outbox, 2)).toEqual(['use_1', 'use_2']);
    });

    it('has nothing of a transaction that was refused', async () => {
      const { outbox, commit } = await make();
      expect(await commit(eventAt(1, '2026-11-20T10:00:00.000Z'), { stateRefused: true })).toBe(false);
      expect(await idsOf(outbox)).toEqual([]);
    });

    it('forgets what was marked, also when it is marked twice', async () => {
      const { outbox, commit } = await make();
      for (let number = 0; number < 6; number++) await commit(eventAt(number, `2026-11-20T10:00:0${number}.000Z`));
      const entries = await outbox.unsent(4);
      await Promise.all([outbox.markSent(entries), outbox.markSent(entries.slice(0, 2))]);
      await outbox.markSent(entries);
      expect(await idsOf(outbox)).toEqual(['use_4', 'use_5']);
    });

    it('loses nothing to two relays at once: each event is published, at most by both', async () => {
      const { outbox, commit } = await make();
      for (let number = 0; number < 60; number++) await commit(eventAt(number, '2026-11-20T10:00:00.000Z'));
      const published: string[] = [];
      const bus = new (class extends EventPublisher {
        async publish(events: readonly DomainEvent[]): Promise<{ failed: DomainEvent[] }> {
          published.push(...events.map(({ id }) => id));
          return { failed: [] };
        }
      })();
      const relays = [1, 2].map(() => new OutboxRelay(outbox, bus, new ManualClock()));
      await Promise.all(relays.map(relay => relay.sweep()));
      expect(new Set(published).size).toBe(60);
      expect(published.length).toBeLessThanOrEqual(120);
      expect(await idsOf(outbox)).toEqual([]);
    });
  });
}
