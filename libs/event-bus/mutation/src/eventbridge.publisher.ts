import { EventBridgeClient, PutEventsCommand, type PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import { allEvents, type DomainEvent } from '@nat/contracts';
import { type AwsOptions, clientSettings } from '@nat/dynamo';
import type { Clock, Rng } from '@nat/service-kit';
import { Logger } from '@nestjs/common';
import { EventPublisher } from './event-publisher';
import { reasonOf } from './reason';

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
  private readonly logger = new Logger(EventBridgePublisher.name);

  constructor(
    private readonly client: Pick<EventBridgeClient, 'send'>,
    private readonly options: EventBridgePublisherOptions,
  ) {
    super();
  }

  async publish(events: readonly DomainEvent[]): Promise<{ failed: DomainEvent[] }> {
    const { clock, rng } = this.options;
    let round = await this.send(events);
    for (let attempt = 2; round.failed.length > 0 && attempt <= attempts; attempt++) {
      await clock.sleep(rng.next() * 100 * 2 ** attempt);
      round = await this.send(round.failed);
    }
    const { failed, reasons } = round;
    if (failed.length > 0)
      this.logger.warn({ event: 'publish', outcome: 'refused', count: failed.length, reasons: [...reasons] });
    return { failed };
  }

  /** Sends each event once. After a call that failed as a whole the rest is not tried: the bus is out of order. */
  private async send(events: readonly DomainEvent[]): Promise<{ failed: DomainEvent[]; reasons: Set<string> }> {
    const failed: DomainEvent[] = [];
    const reasons = new Set<string>();
    const calls = batches(events);
    for (const [number, batch] of calls.entries()) {
      try {
        const command = new PutEventsCommand({ Entries: batch.map(event => this.entry(event)) });
        const { Entries = [] } = await this.client.send(command);
        for (const [index, event] of batch.entries()) {
          if (Entries[index]?.EventId) continue;
          failed.push(event);
          reasons.add(Entries[index]?.ErrorCode ?? 'no answer for the entry');
        }
      } catch (error) {
        failed.push(...calls.slice(number).flat());
        reasons.add(reasonOf(error));
        break;
      }
    }
    return { failed, reasons };
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
