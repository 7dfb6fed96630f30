import type { StreamEventName } from '@nat/contracts';
import type { Clock } from '@nat/service-kit';
import { setMaxListeners } from 'node:events';
import { EventFrame, type EventFacts, type LoggedEvent } from './event-frame';

/** Milliseconds after which sent deltas are saved. */
export const deltaSaveMs = 250;
/** More unsaved deltas than this are not sent; ids of a crashed run stay below its last saved id plus {@link seqGap}. */
const maxUnsaved = 500;
/** A successor of a crashed run starts this far above the last saved id, so above every id that may have been sent. */
export const seqGap = 1000;

/** Reason of our own signals, read by nobody: the default one is an error with a stack, costly on a hot path. */
const told = 'told';

/** Saves events of one query; rejects when it cannot. */
export type SaveEvents = (events: LoggedEvent[]) => Promise<void>;
export type FrameListener = (frame: EventFrame) => void;

/**
 * The event log of one running query: numbers the events, keeps all of them for whoever joins, sends them in order.
 * Every event but a text delta is saved before it is sent. Deltas are sent at once and saved in batches; what waits while a
 * save is running goes into the next one, so any number of events costs few writes.
 */
export class QueryLog {
  private readonly sent: EventFrame[] = [];
  /** Numbered, but not sent: they stand behind an event that is not saved yet. */
  private waiting: EventFrame[] = [];
  /** Index in `sent` of the first event that is not saved. */
  private saved = 0;
  private saving?: Promise<void>;
  private saveTimer?: AbortController;
  private lastSeq: number;
  private readonly listeners = new Set<FrameListener>();
  private failure?: unknown;
  private ended = false;
  private readonly closing = new AbortController();

  constructor(
    private readonly queryId: string,
    private readonly save: SaveEvents,
    private readonly clock: Clock,
    /** Events that are already saved, such as the one of the starting transaction. */
    already: EventFrame[] = [],
  ) {
    setMaxListeners(0, this.closing.signal); // one for each follower; Node takes more than ten for a leak
    this.sent.push(...already);
    this.saved = already.length;
    this.lastSeq = already.at(-1)?.seq ?? 0;
  }

  /** Saves, then sends. Rejects when the log cannot be saved; nothing more is sent then. */
  async record<Name extends StreamEventName>(event: Name, facts: EventFacts<Name>): Promise<void> {
    this.waiting.push(this.number(event, facts));
    await this.flush();
  }

  /** Sends a piece of text at once, unless an event before it is still being saved. */
  delta(messageId: string, text: string): void {
    this.throwIfBroken();
    const frame = this.number('message.delta', { messageId, text });
    if (this.waiting.length > 0 || this.sent.length - this.saved >= maxUnsaved) {
      this.waiting.push(frame);
      this.flush().catch(() => undefined); // told to whoever writes next
    } else {
      this.send(frame);
      this.saveLater();
    }
  }

  /** Numbers an event without saving or sending it: the caller saves it in a transaction of its own and then publishes it. */
  number<Name extends StreamEventName>(event: Name, facts: EventFacts<Name>): EventFrame {
    this.lastSeq += 1;
    return EventFrame.of(event, { queryId: this.queryId, seq: this.lastSeq, time: this.clock.iso() }, facts);
  }

  /** Takes back numbers of events that were neither saved nor sent, when none was given since. */
  withdraw(frames: EventFrame[]): void {
    if (frames.at(-1)?.seq === this.lastSeq) this.lastSeq -= frames.length;
  }

  /** Sends events that were saved elsewhere. */
  publish(frames: EventFrame[]): void {
    for (const frame of frames) this.send(frame);
    this.saved = this.sent.length;
  }

  /** Resolves when everything so far is saved and sent. */
  async flush(): Promise<void> {
    this.saveTimer?.abort(told);
    this.saveTimer = undefined;
    while (this.waiting.length > 0 || this.saved < this.sent.length) {
      this.throwIfBroken();
      this.saving ??= this.saveBatch().finally(() => (this.saving = undefined));
      await this.saving;
    }
    this.throwIfBroken();
  }

  /** The events with ids above `after`, then each new one. Returns what ends the following. */
  follow(after: number, listener: FrameListener): () => void {
    const hear = (frame: EventFrame): void => {
      if (frame.seq > after) listener(frame);
    };
    this.sent.forEach(hear);
    if (!this.ended) this.listeners.add(hear);
    return () => this.listeners.delete(hear);
  }

  /** Aborted when nothing more will be sent: the terminal event went out, or the run was abandoned. */
  get closed(): AbortSignal {
    return this.closing.signal;
  }

  /** Ends all following without a terminal event: another process ends the query, or nobody knows yet who does. */
  abandon(): void {
    this.ended = true;
    this.saveTimer?.abort(told);
    this.listeners.clear();
    this.closing.abort(told);
  }

  /** Everything sent so far. */
  get events(): LoggedEvent[] {
    return this.sent.map(frame => frame.logged);
  }

  private async saveBatch(): Promise<void> {
    const unsent = [...this.waiting];
    const upTo = this.sent.length;
    const batch = [...this.sent.slice(this.saved, upTo), ...unsent];
    try {
      await this.save(batch.map(frame => frame.logged));
    } catch (error) {
      this.failure = error ?? new Error('the event log could not be saved');
      throw error;
    }
    // Nothing was sent meanwhile when something waited: new events queue up behind it.
    this.waiting = this.waiting.slice(unsent.length);
    for (const frame of unsent) this.send(frame);
    this.saved = upTo + unsent.length;
  }

  private saveLater(): void {
    if (this.saveTimer) return;
    const timer = new AbortController();
    this.saveTimer = timer;
    void this.clock.sleep(deltaSaveMs, timer.signal).then(() => {
      if (timer.signal.aborted) return undefined;
      this.saveTimer = undefined;
      return this.flush().catch(() => undefined);
    });
  }

  private send(frame: EventFrame): void {
    this.sent.push(frame);
    this.ended ||= frame.terminal;
    for (const listener of this.listeners) listener(frame);
    if (!this.ended) return;
    this.listeners.clear();
    this.closing.abort(told);
  }

  private throwIfBroken(): void {
    if (this.failure !== undefined) throw this.failure as Error;
  }
}
