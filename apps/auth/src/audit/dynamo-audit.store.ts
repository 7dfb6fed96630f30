import type { NationSlug } from '@nat/contracts';
import { absent, type Expression, settingOf, type Table, WriteTransaction } from '@nat/dynamo';
import { inboxPut } from '@nat/event-bus';
import type { AuditEntry } from './audit-entry';
import {
  addAudit,
  entryKey,
  headKey,
  HeadRow,
  logKey,
  nationOf,
  storedEntry,
  subscriptionKey,
  SubscriptionRow,
  unchainedIndex,
  unchainedShards,
} from './audit-rows';
import {
  type AppendOutcome,
  type AuditRange,
  AuditStore,
  type KnownSubscription,
  type StoredEntry,
  type SubscriptionChange,
} from './audit.store';
import { type ChainHead, emptyChain, headOf, type LinkedEntry } from './chain-link';

/** Sorts before every position, and after every position but before everything else of the partition. */
const positions = { first: '0', end: ':' } as const;
/** Name under which this service has heard an event. */
const handler = 'audit';

/** {@link AuditStore} in DynamoDB. An entry is one row all its life, so it cannot be chained twice or be lost on the way. */
export class DynamoAuditStore extends AuditStore {
  constructor(private readonly table: Table) {
    super();
  }

  async *unchained(): AsyncIterable<{ nationSlug: NationSlug; entry: AuditEntry }> {
    for (const shard of unchainedShards) {
      const where = { expression: 'unchainedShard = :shard', values: { ':shard': shard } };
      for await (const row of this.table.query({ index: unchainedIndex.name, where })) {
        const [nationSlug, stored] = [nationOf(row), storedEntry(row)];
        if (nationSlug && stored) yield { nationSlug, entry: stored.entry };
      }
    }
  }

  async head(nationSlug: NationSlug): Promise<ChainHead> {
    const row = await this.table.get(headKey(nationSlug));
    if (!row) return emptyChain;
    const { keptUntil, ...head } = HeadRow.parse(row);
    return { ...head, expiresAt: keptUntil };
  }

  async append(nationSlug: NationSlug, head: ChainHead, linked: readonly LinkedEntry[]): Promise<AppendOutcome> {
    const transaction = new WriteTransaction(this.table);
    const { expiresAt, ...end } = headOf(linked.at(-1)!);
    // Not `expiresAt`: that attribute would have the head deleted.
    transaction.put({ ...headKey(nationSlug), ...end, keptUntil: expiresAt }, stillAt(head));
    const entries = new Map(linked.map(each => [this.link(transaction, nationSlug, each), each.entry.auditId]));
    const outcome = await transaction.commit();
    if (outcome.committed) return { appended: true };
    return { appended: false, settled: outcome.failed.flatMap(({ index }) => entries.get(index) ?? []) };
  }

  async *read(nationSlug: NationSlug, { from, to, before, now, pageSize }: AuditRange): AsyncIterable<StoredEntry> {
    const first = from ?? positions.first;
    const end = [to, before, positions.end].filter(bound => bound !== undefined).reduce((a, b) => (a < b ? a : b));
    if (first >= end) return; // DynamoDB refuses a range that ends before it begins
    const where: Expression = {
      expression: 'pk = :log AND sk BETWEEN :first AND :end',
      values: { ':log': logKey(nationSlug), ':first': first, ':end': end },
    };
    for await (const row of this.table.query({ where, ascending: false, pageSize })) {
      const stored = row['sk'] === end ? undefined : storedEntry(row);
      if (stored && stored.entry.expiresAt > now) yield stored;
    }
  }

  async note(nationSlug: NationSlug, entry: AuditEntry): Promise<void> {
    const transaction = new WriteTransaction(this.table);
    addAudit(transaction, nationSlug, entry);
    await transaction.commit();
  }

  async hear(nationSlug: NationSlug, eventId: string, entry: AuditEntry): Promise<boolean> {
    const transaction = new WriteTransaction(this.table);
    inboxPut(transaction, handler, `${nationSlug}/${eventId}`);
    addAudit(transaction, nationSlug, entry);
    return (await transaction.commit()).committed;
  }

  async subscription(nationSlug: NationSlug): Promise<KnownSubscription | undefined> {
    const row = await this.table.get(subscriptionKey(nationSlug));
    return row && SubscriptionRow.parse(row);
  }

  async hearSubscription(
    nationSlug: NationSlug,
    eventId: string,
    { seen, next, entry }: SubscriptionChange,
  ): Promise<'kept' | 'duplicate' | 'moved'> {
    const transaction = new WriteTransaction(this.table);
    const heard = inboxPut(transaction, handler, `${nationSlug}/${eventId}`);
    transaction.put({ ...subscriptionKey(nationSlug), ...next }, seen ? is('version', seen.version) : absent);
    if (entry) addAudit(transaction, nationSlug, entry);
    const outcome = await transaction.commit();
    if (outcome.committed) return 'kept';
    return outcome.failed.some(({ index }) => index === heard) ? 'duplicate' : 'moved';
  }

  /** Gives an entry its place, unless it has one; answers the index of the write. */
  private link(transaction: WriteTransaction, nationSlug: NationSlug, { entry, link }: LinkedEntry): number {
    return transaction.update(
      entryKey(nationSlug, entry),
      settingOf({ ...link, expiresAt: entry.expiresAt, unchainedShard: undefined, unchainedAt: undefined }),
      { expression: 'attribute_exists(pk) AND attribute_not_exists(#sequence)' },
    );
  }
}

function stillAt(head: ChainHead): Expression {
  return head.sequence === 0 ? absent : is('hash', head.hash);
}

function is(name: string, value: string | number): Expression {
  return { expression: `#${name} = :seen`, names: { [`#${name}`]: name }, values: { ':seen': value } };
}
