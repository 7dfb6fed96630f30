import type { NationSlug } from '@nat/contracts';
import type { AuditEntry } from './audit-entry';
import {
  type AppendOutcome,
  type AuditRange,
  AuditStore,
  type KnownSubscription,
  positionOf,
  type StoredEntry,
  type SubscriptionChange,
} from './audit.store';
import { type ChainHead, type ChainLink, emptyChain, headOf, type LinkedEntry } from './chain-link';

interface Kept {
  nationSlug: NationSlug;
  entry: AuditEntry;
  link?: ChainLink;
}

/** The audit log of stores in memory: no await between reading and writing, so every call is one transaction. */
export class InMemoryAudit extends AuditStore {
  private readonly all: Kept[] = [];
  private readonly heads = new Map<NationSlug, ChainHead>();
  private readonly heard = new Set<string>();
  private readonly subscriptions = new Map<NationSlug, KnownSubscription>();

  /** Call it in the same synchronous step that changes the state, which is a transaction in memory. */
  add(nationSlug: NationSlug, entry: AuditEntry): void {
    this.all.push({ nationSlug, entry });
  }

  /** Every entry ever added, in order; of one nation where one is named. */
  entries(nationSlug?: NationSlug): AuditEntry[] {
    return this.all.filter(each => nationSlug === undefined || each.nationSlug === nationSlug).map(({ entry }) => entry);
  }

  async *unchained(): AsyncIterable<{ nationSlug: NationSlug; entry: AuditEntry }> {
    const waiting = this.all.filter(({ link }) => !link);
    yield* waiting.sort((a, b) => (positionOf(a.entry) < positionOf(b.entry) ? -1 : 1));
  }

  async head(nationSlug: NationSlug): Promise<ChainHead> {
    return this.heads.get(nationSlug) ?? emptyChain;
  }

  async append(nationSlug: NationSlug, head: ChainHead, linked: readonly LinkedEntry[]): Promise<AppendOutcome> {
    const rows = linked.map(({ entry }) => this.find(nationSlug, entry.auditId));
    const settled = linked.filter((_, index) => rows[index]?.link ?? !rows[index]).map(({ entry }) => entry.auditId);
    const current = this.heads.get(nationSlug) ?? emptyChain;
    if (settled.length > 0 || current.hash !== head.hash) return { appended: false, settled };
    for (const [index, { entry, link }] of linked.entries()) Object.assign(rows[index]!, { entry, link });
    this.heads.set(nationSlug, headOf(linked.at(-1)!));
    return { appended: true };
  }

  async *read(nationSlug: NationSlug, { from = '', to = ':', before = ':', now }: AuditRange): AsyncIterable<StoredEntry> {
    const own = this.all.filter(each => each.nationSlug === nationSlug && each.entry.expiresAt > now);
    const stored = own.map(({ entry, link }) => ({ entry, link, waiting: !link, position: positionOf(entry) }));
    const within = stored.filter(({ position }) => position >= from && position < to && position < before);
    yield* within.sort((a, b) => (a.position > b.position ? -1 : 1));
  }

  async note(nationSlug: NationSlug, entry: AuditEntry): Promise<void> {
    this.add(nationSlug, entry);
  }

  async hear(nationSlug: NationSlug, eventId: string, entry: AuditEntry): Promise<boolean> {
    if (!this.isNew(nationSlug, eventId)) return false;
    this.add(nationSlug, entry);
    return true;
  }

  async subscription(nationSlug: NationSlug): Promise<KnownSubscription | undefined> {
    return this.subscriptions.get(nationSlug);
  }

  async hearSubscription(
    nationSlug: NationSlug,
    eventId: string,
    { seen, next, entry }: SubscriptionChange,
  ): Promise<'kept' | 'duplicate' | 'moved'> {
    if (this.heard.has(`${nationSlug}/${eventId}`)) return 'duplicate';
    if (this.subscriptions.get(nationSlug)?.version !== seen?.version) return 'moved';
    this.isNew(nationSlug, eventId);
    this.subscriptions.set(nationSlug, next);
    if (entry) this.add(nationSlug, entry);
    return 'kept';
  }

  private find(nationSlug: NationSlug, auditId: string): Kept | undefined {
    return this.all.find(each => each.nationSlug === nationSlug && each.entry.auditId === auditId);
  }

  private isNew(nationSlug: NationSlug, eventId: string): boolean {
    const key = `${nationSlug}/${eventId}`;
    return !this.heard.has(key) && this.heard.add(key).has(key);
  }
}
