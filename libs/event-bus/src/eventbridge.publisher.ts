import { EventBridgeClient, PutEventsCommand, type PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import { allEvents, type DomainEvent } from '@nat/contracts';
import { type AwsOptions, clientSettings } from '@nat/dynamo';
import type { Clock, Rng } from '@nat/service-kit';
import { EventPublisher } from './event-publisher';

/** PutEvents takes no more entries, nor bytes, in one call; our own bound of bytes is well below. */
const mostEntries = 10;
const mostBytes = 200_000;
/** Tries of an entry in one `publish`; the outbox tries again a second later. */
const attempts = 3;

export interface EventBridgePublisherOptions {
  busName: string;
  clock: Clock;
  rng: Rng;
}

const detailTypes = new Map(allEvents.map(({ type, detailType }) => [type, detailType]));

/** The unmodified client, made in the one way AWS clients are made. */
export function createEventBridgeClient(options: AwsOptions): EventBridgeClient {
  return new EventBridgeClient(clientSettings(options));
}

/** Publishes to EventBridge. PutEvents answers 200 and counts its failures per entry: only the failed ones are sent again. */
export class EventBridgePublisher extends EventPublisher {
  constructor(
    private readonly client: Pick<EventBridgeClient, 'send'>,
    private readonly options: EventBridgePublisherOptions,
  ) {
    super();
  }

  async publish(events: readonly DomainEvent[]): Promise<{ failed: DomainEvent[] }> {
    const { clock, rng } = this.options;
    let left = [...events];
    for (let attempt = 1; left.length > 0; attempt++) {
      const failed: DomainEvent[] = [];
      for (const batch of batches(left)) failed.push(...(await this.send(batch)));
      left = failed;
      if (attempt === attempts) break;
      if (left.length > 0) await clock.sleep(rng.next() * 100 * 2 ** attempt);
    }
    return { failed: left };
  }

  /** Sends one call; answers the events it did not take. A call that fails as a whole took none. */
  private async send(batch: DomainEvent[]): Promise<DomainEvent[]> {
    try {
      const { Entries = [] } = await this.client.send(new PutEventsCommand({ Entries: batch.map(event => this.entry(event)) }));
      return batch.filter((_, index) => !Entries[index]?.EventId);
    } catch {
      return batch;
    }
  }

  private entry(event: DomainEvent): PutEventsRequestEntry {
    return {
      EventBusName: this.options.busName,
      Source: `nat.${event.source.slice('/nat/'.length)}`,
      DetailType: detailTypes.get(event.type) ?? event.type,
      Detail: JSON.stringify(event),
    };
  }
}

/** Splits into calls within both bounds, in order. */
export function batches(events: readonly DomainEvent[]): DomainEvent[][] {
  const calls: DomainEvent[][] = [];
  let bytes = 0;
  for (const event of events) {
    const size = Buffer.byteLength(JSON.stringify(event));
    const current = calls.at(-1);
    if (!current || current.length === mostEntries || bytes + size > mostBytes) {
      calls.push([event]);
      bytes = size;
    } else {
      current.push(event);
      bytes += size;
    }
  }
  return calls;
}
