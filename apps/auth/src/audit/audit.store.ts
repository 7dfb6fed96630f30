import type { NationSlug } from '@nat/contracts';
import type { AuditEntry } from './audit-entry';
import type { ChainHead, ChainLink, LinkedEntry } from './chain-link';

/** An entry as it is stored. */
export interface StoredEntry {
  entry: AuditEntry;
  /** Absent until it is chained. */
  link?: ChainLink;
  /** True while it is named to whoever chains. */
  waiting: boolean;
  /** Where it stands in the log; see {@link positionOf}. */
  position: string;
}

/** Which entries are read: those of `[from, to)` before a position, that are still kept at `now`. */
export interface AuditRange {
  /** RFC 3339 UTC with milliseconds. */
  from?: string;
  to?: string;
  before?: string;
  /** Epoch seconds. What has expired by then is not there, whether or not its row still is. */
  now: number;
  /** Entries fetched at once; as many as fit into an answer of the store unless told. */
  pageSize?: number;
}

/** `settled`: ids of entries that need no place any more; without any, somebody else moved the head. */
export type AppendOutcome = { appended: true } | { appended: false; settled: string[] };

/** A nation's subscription as the log last told of it. */
export interface KnownSubscription {
  version: number;
  status: string;
  plan: string;
}

/** What an event says of the subscription, decided on `seen`. */
export interface SubscriptionChange {
  seen: KnownSubscription | undefined;
  next: KnownSubscription;
  /** Absent when nothing changed for people. */
  entry?: AuditEntry;
}

/**
 * The audit log and its chains. What changes something is noted in the transaction of the change (`addAudit`). No
 * method reads or writes across nations except the one that names what waits to be chained.
 */
export abstract class AuditStore {
  /** Entries without a place, of all nations; those of one nation oldest first. Eventually complete. */
  abstract unchained(): AsyncIterable<{ nationSlug: NationSlug; entry: AuditEntry }>;

  abstract head(nationSlug: NationSlug): Promise<ChainHead>;

  /** Appends up to {@link mostAppended} entries to the chain if it still ends at `head` and none of them has a place; all or none. */
  abstract append(nationSlug: NationSlug, head: ChainHead, linked: readonly LinkedEntry[]): Promise<AppendOutcome>;

  /** Entries, newest first; pages are fetched as they are consumed. */
  abstract read(nationSlug: NationSlug, range: AuditRange): AsyncIterable<StoredEntry>;

  /** Keeps an entry of something that changed nothing else, such as a refusal. */
  abstract note(nationSlug: NationSlug, entry: AuditEntry): Promise<void>;

  /** Keeps an entry that tells of an event. False: the event was heard before, and nothing is kept. */
  abstract hear(nationSlug: NationSlug, eventId: string, entry: AuditEntry): Promise<boolean>;

  abstract subscription(nationSlug: NationSlug): Promise<KnownSubscription | undefined>;

  /** The same for a change of the subscription. `moved`: it is not as it was seen. */
  abstract hearSubscription(
    nationSlug: NationSlug,
    eventId: string,
    change: SubscriptionChange,
  ): Promise<'kept' | 'duplicate' | 'moved'>;
}

/** Entries one conditional write can append: a transaction takes 100 writes, and one of them is the head. */
export const mostAppended = 99;

/** Where an entry stands in the log: in order of time. */
export function positionOf({ time, auditId }: AuditEntry): string {
  return `${time}#${auditId}`;
}

/** What {@link positionOf} looks like. */
export const positionForm = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z#aud_[0-9a-z]{26,52}$/;
