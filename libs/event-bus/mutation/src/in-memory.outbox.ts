import type { DomainEvent } from '@nat/contracts';
import { Outbox, type OutboxEntry, serialized } from './outbox';

/** The twin of the DynamoDB outbox for stores in memory. Adding an event id twice keeps the first. */
export class InMemoryOutbox extends Outbox {
  private readonly rows = new Map<string, { event: DomainEvent; sent: boolean }>();

  /** Call it in the same synchronous step that changes the state, which is a transaction in memory. */
  add(event: DomainEvent): void {
    const copy = JSON.parse(serialized(event)) as DomainEvent;
    if (!this.rows.has(event.id)) this.rows.set(event.id, { event: copy, sent: false });
  }

  /** Every event ever added, in order. */
  get events(): DomainEvent[] {
    return [...this.rows.values()].map(({ event }) => event);
  }

  async unsent(limit: number): Promise<OutboxEntry[]> {
    return [...this.rows.values()].filter(({ sent }) => !sent).slice(0, limit);
  }

  async markSent(entries: readonly OutboxEntry[]): Promise<void> {
    for (const { event } of entries) {
      const row = this.rows.get(event.id);
      if (row) row.sent = true;
    }
  }
}
