import { allEvents, type DomainEvent } from '@nat/contracts';
import { childTraceparent, requestContext, SeededRng } from '@nat/service-kit';
import { EventPublisher } from './event-publisher';
import { handlersOf } from './on';

/** How unkindly events are delivered. A bus promises neither order nor once. */
export interface DeliveryOptions {
  /** Draws order and duplicates; the same seed delivers in the same way. */
  seed?: number;
  /** Each event is delivered once and then up to this many times more; 0 unless told. */
  duplicates?: number;
  /** False keeps the order of publication; true unless told. */
  reorder?: boolean;
}

/**
 * A bus in memory for tests: it parses what is published by its definition, as a consumer would, and delivers to consumer
 * instances, by default out of order. Handlers run one after another; the first failure rejects.
 */
export class InMemoryBus extends EventPublisher {
  readonly published: DomainEvent[] = [];
  private delivered = 0;

  async publish(events: readonly DomainEvent[]): Promise<{ failed: DomainEvent[] }> {
    for (const event of events) {
      const definition = allEvents.find(({ type }) => type === event.type);
      if (!definition) throw new Error(`${event.type} is not defined in contracts`);
      this.published.push(definition.schema.parse(JSON.parse(JSON.stringify(event))) as unknown as DomainEvent);
    }
    return { failed: [] };
  }

  /** Events of one type, in the order of their publication. */
  of<Event = DomainEvent>(type: string): Event[] {
    return this.published.filter(event => event.type === type) as Event[];
  }

  /** Delivers what was published since the last call to every `@On` method that listens for it. */
  async deliverTo(
    consumers: readonly object[],
    { seed = 1, duplicates = 0, reorder = true }: DeliveryOptions = {},
  ): Promise<void> {
    const rng = new SeededRng(seed);
    const fresh = this.published.slice(this.delivered);
    this.delivered = this.published.length;
    const copies = fresh.flatMap(event => Array.from({ length: 1 + Math.floor(rng.next() * (duplicates + 1)) }, () => event));
    const order = reorder
      ? copies.map(event => ({ event, at: rng.next() })).sort((a, b) => a.at - b.at)
      : copies.map(event => ({ event }));
    for (const { event } of order) await deliver(event, consumers, rng);
  }
}

async function deliver(event: DomainEvent, consumers: readonly object[], rng: SeededRng): Promise<void> {
  const context = { correlationId: event.correlationid, traceparent: childTraceparent(event.traceparent, rng) };
  for (const consumer of consumers) {
    for (const method of handlersOf(consumer, event.type)) await requestContext.run(context, () => method(event));
  }
}
