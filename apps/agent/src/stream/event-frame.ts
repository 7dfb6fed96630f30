import { isTerminal, type StreamEventData, type StreamEventName } from '@nat/contracts';

/** The part of an event's data that is not in every event. */
export type EventFacts<Name extends StreamEventName> = Omit<StreamEventData<Name>, 'v' | 'queryId' | 'seq' | 'time'>;

/** An event as the log keeps it. */
export interface LoggedEvent {
  event: StreamEventName;
  data: { v: 1; queryId: string; seq: number; time: string } & Record<string, unknown>;
}

/** One numbered event of a query. */
export class EventFrame {
  private bytes?: Buffer;

  constructor(readonly logged: LoggedEvent) {}

  static of<Name extends StreamEventName>(
    event: Name,
    common: { queryId: string; seq: number; time: string },
    facts: EventFacts<Name>,
  ): EventFrame {
    return new EventFrame({ event, data: { v: 1, ...common, ...facts } });
  }

  get seq(): number {
    return this.logged.data.seq;
  }

  get name(): StreamEventName {
    return this.logged.event;
  }

  get terminal(): boolean {
    return isTerminal(this.name);
  }

  /**
   * The event in `text/event-stream` form. JSON escapes line breaks, so the data is always one line. Built once for all who
   * are sent it in the same turn, and again for whoever joins later: kept, it would be most of what an open stream holds.
   */
  get sse(): Buffer {
    if (!this.bytes) {
      this.bytes = Buffer.from(`id: ${this.seq}\nevent: ${this.name}\ndata: ${JSON.stringify(this.logged.data)}\n\n`);
      queueMicrotask(() => (this.bytes = undefined));
    }
    return this.bytes;
  }
}
