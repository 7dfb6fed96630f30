import type { DomainEvent } from '@nat/contracts';

/** Larger events are a defect of their author: refused before anything is committed (protocol, section 7). */
export const mostEventBytes = 32_768;

/** An event that is committed and perhaps not yet published. */
export interface OutboxEntry {
  event: DomainEvent;
}

/** Where committed events wait for the relay. State and event are saved together, or neither is. */
export abstract class Outbox {
  /** Unsent entries, oldest first, at most about `limit`. */
  abstract unsent(limit: number): Promise<OutboxEntry[]>;
  /** Marks entries as published. Marking twice is harmless; not marking means publishing again. */
  abstract markSent(entries: readonly OutboxEntry[]): Promise<void>;
}

/** Throws when the event is larger than {@link mostEventBytes}. Answers its JSON. */
export function serialized(event: DomainEvent): string {
  const text = JSON.stringify(event);
  const bytes = Buffer.byteLength(text);
  if (bytes > mostEventBytes)
    throw new RangeError(`event ${event.type} ${event.id} has ${bytes} bytes, more than ${mostEventBytes}`);
  return text;
}
