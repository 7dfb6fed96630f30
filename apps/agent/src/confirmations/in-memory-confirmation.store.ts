import type { DomainEvent } from '@nat/contracts';
import type { InMemoryOutbox } from '@nat/event-bus';
import type { Clock } from '@nat/service-kit';
import type { Owner, QueryRow } from '../conversation/query-row';
import { type ConfirmationRow, statusAt } from './confirmation-row';
import { type ConfirmationFilter, ConfirmationStore, type Decision, type Held } from './confirmation.store';
import type { WriteContent } from './write-content';

/**
 * Held calls in memory, with the same conditions. What belongs into one transaction with other stores is done by methods
 * that do not wait: they are called in the same synchronous step.
 */
export class InMemoryConfirmationStore extends ConfirmationStore {
  private readonly rows = new Map<string, ConfirmationRow>();
  private readonly contents = new Map<string, WriteContent>();

  /** @param queries those of the agent's store. */
  constructor(
    private readonly clock: Clock,
    private readonly outbox: InMemoryOutbox,
    private readonly queries: ReadonlyMap<string, QueryRow>,
  ) {
    super();
  }

  async find(owner: Owner, confirmationId: string): Promise<ConfirmationRow | undefined> {
    return copy(this.rows.get(keyOf(owner, confirmationId)));
  }

  async content({ confirmationId }: ConfirmationRow): Promise<WriteContent | undefined> {
    return copy(this.contents.get(confirmationId));
  }

  async list(
    owner: Owner,
    { status, conversationId }: ConfirmationFilter,
    { limit, before, now }: { limit: number; before?: string; now: string },
  ): Promise<ConfirmationRow[]> {
    const found = [...this.rows.values()].filter(
      row =>
        row.nationSlug === owner.nationSlug &&
        row.userId === owner.userId &&
        (before === undefined || row.confirmationId < before) &&
        (status === undefined || statusAt(row, now) === status) &&
        (conversationId === undefined || row.conversationId === conversationId),
    );
    return copy(found.sort((a, b) => (a.confirmationId < b.confirmationId ? 1 : -1)).slice(0, limit));
  }

  async add(held: Held, fact: DomainEvent): Promise<boolean> {
    if (this.rows.has(keyOf(held.row, held.row.confirmationId))) return false;
    this.insert(held);
    this.outbox.add(fact);
    return true;
  }

  async decide({ row: given, status, decidedAt, role, channel, reason, fact }: Decision): Promise<boolean> {
    const row = this.rows.get(keyOf(given, given.confirmationId));
    if (row?.status !== 'pending' || row.expires <= decidedAt) return false;
    if (row.queryId !== undefined) {
      const query = this.queries.get(`${row.nationSlug}/${row.userId}/${row.queryId}`);
      if (query?.status !== 'running' && query?.status !== 'awaiting_confirmation') return false;
      query.decisions = (query.decisions ?? 0) + 1;
      if (query.status === 'awaiting_confirmation') query.leaseUntil = this.clock.iso();
    }
    Object.assign(row, { status, decidedAt, decidedBy: row.userId, decidedRole: role, channel, ...(reason && { reason }) });
    this.outbox.add(fact);
    return true;
  }

  async close(
    given: ConfirmationRow,
    from: 'pending' | 'approved',
    status: 'expired' | 'superseded',
    fact: DomainEvent,
  ): Promise<boolean> {
    const row = this.rows.get(keyOf(given, given.confirmationId));
    if (row?.status === from) {
      row.status = status;
      this.outbox.add(fact);
    }
    return row?.status === status;
  }

  async erase(rows: readonly ConfirmationRow[]): Promise<void> {
    for (const { confirmationId } of rows) this.contents.delete(confirmationId);
  }

  insert({ row, content }: Held): void {
    this.rows.set(keyOf(row, row.confirmationId), copy(row));
    this.contents.set(row.confirmationId, copy(content));
  }

  /** True when it was approved and not used: it is now. */
  use(given: ConfirmationRow, actionId: string): boolean {
    const row = this.rows.get(keyOf(given, given.confirmationId));
    if (row?.status !== 'approved') return false;
    Object.assign(row, { status: 'executing', actionId });
    return true;
  }

  /** True when it is in this state. */
  is(owner: Owner, confirmationId: string, status: ConfirmationRow['status']): boolean {
    return this.rows.get(keyOf(owner, confirmationId))?.status === status;
  }

  set(owner: Owner, confirmationId: string, status: ConfirmationRow['status']): void {
    const row = this.rows.get(keyOf(owner, confirmationId));
    if (row) row.status = status;
  }
}

const keyOf = ({ nationSlug, userId }: Owner, id: string): string => `${nationSlug}/${userId}/${id}`;
const copy = <T>(value: T): T => structuredClone(value);
