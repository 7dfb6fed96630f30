import type { DomainEvent } from '@nat/contracts';

/** Puts events on the bus. Only the relay calls it: application code adds events to the outbox and never publishes. */
export abstract class EventPublisher {
  /** Publishes what it can; answers those the bus did not take, to be tried again later. Rejects only on defects. */
  abstract publish(events: readonly DomainEvent[]): Promise<{ failed: DomainEvent[] }>;
}
