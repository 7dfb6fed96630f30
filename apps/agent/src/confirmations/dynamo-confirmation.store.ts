import { type Expression, type Key, type Row, type Table, WriteTransaction } from '@nat/dynamo';
import type { DynamoOutbox } from '@nat/event-bus';
import type { DomainEvent } from '@nat/contracts';
import type { Clock } from '@nat/service-kit';
import { undoDays, ledgerDays } from '../actions/action-row';
import { confirmationKey, confirmationPrefix, heldContentKey, queryKey } from '../conversation/agent-keys';
import { type Owner, QueryRow } from '../conversation/query-row';
import type { SealedContent } from '../sealed/sealed-content';
import { openJson, sealJson } from '../sealed/sealed-json';
import { ConfirmationRow, statusAt } from './confirmation-row';
import { type ConfirmationFilter, ConfirmationStore, type Decision, type Held } from './confirmation.store';
import { WriteContent } from './write-content';

const daySeconds = 86_400;
/** A query that changes state between two looks is looked at again; more often than this is a defect. */
const decideAttempts = 5;

/** Rows of a held call, ready for a transaction. */
export type HeldRows = (Key & Row)[];

/** Held calls in DynamoDB. Every step of one is a condition on its status; expiry is a condition too. */
export class DynamoConfirmationStore extends ConfirmationStore {
  constructor(
    private readonly table: Table,
    private readonly sealed: SealedContent,
    private readonly outbox: DynamoOutbox,
    private readonly clock: Clock,
  ) {
    super();
  }

  async find(owner: Owner, confirmationId: string): Promise<ConfirmationRow | undefined> {
    const row = await this.table.get(confirmationKey(owner, confirmationId));
    return row && ConfirmationRow.parse(row);
  }

  async content(row: ConfirmationRow): Promise<WriteContent | undefined> {
    const key = heldContentKey(row.confirmationId);
    const stored = await this.table.get(key);
    return stored && openJson(this.sealed, row, key, stored.sealed, WriteContent);
  }

  async list(
    owner: Owner,
    { status, conversationId }: ConfirmationFilter,
    { limit, before, now }: { limit: number; before?: string; now: string },
  ): Promise<ConfirmationRow[]> {
    const { pk } = confirmationKey(owner, '');
    const values = { ':pk': pk, ':from': confirmationPrefix, ':to': `${confirmationPrefix}${before ?? '~'}` };
    const where = { expression: 'pk = :pk AND sk BETWEEN :from AND :to', values };
    const rows: ConfirmationRow[] = [];
    for await (const stored of this.table.query({ where, ascending: false, pageSize: limit + 1 })) {
      const row = ConfirmationRow.parse(stored);
      if (row.confirmationId === before) continue;
      if (status !== undefined && statusAt(row, now) !== status) continue;
      if (conversationId !== undefined && row.conversationId !== conversationId) continue;
      rows.push(row);
      if (rows.length === limit) break;
    }
    return rows;
  }

  async add(held: Held, fact: DomainEvent): Promise<boolean> {
    const transaction = new WriteTransaction(this.table);
    for (const row of await this.rowsOf(held)) transaction.putNew(row);
    this.outbox.add(transaction, fact);
    return (await transaction.commit()).committed;
  }

  async decide(decision: Decision): Promise<boolean> {
    for (let attempt = 0; attempt < decideAttempts; attempt++) {
      const outcome = await this.tryDecide(decision);
      if (outcome !== 'moved') return outcome === 'decided';
    }
    throw new Error('a query changed its state again and again while it was decided about');
  }

  async close(
    row: ConfirmationRow,
    from: 'pending' | 'approved',
    status: 'expired' | 'superseded',
    fact: DomainEvent,
  ): Promise<boolean> {
    const transaction = new WriteTransaction(this.table);
    transaction.update(confirmationKey(row, row.confirmationId), setStatus(status), isStatus(from));
    this.outbox.add(transaction, fact);
    const outcome = await transaction.commit();
    return outcome.committed || outcome.failed[0]?.item?.status === status;
  }

  async erase(rows: readonly ConfirmationRow[]): Promise<void> {
    for (const { confirmationId } of rows) await this.table.delete(heldContentKey(confirmationId));
  }

  /** The rows of a held call; sealing waits for a key, so it comes before the transaction. */
  async rowsOf({ row, content }: Held): Promise<HeldRows> {
    const key = heldContentKey(row.confirmationId);
    return [
      { ...confirmationKey(row, row.confirmationId), ...row, expiresAt: this.inDays(ledgerDays) },
      { ...key, sealed: await sealJson(this.sealed, row, key, content), expiresAt: this.inDays(undoDays) },
    ];
  }

  private async tryDecide(decision: Decision): Promise<'decided' | 'refused' | 'moved'> {
    const { row, fact } = decision;
    const transaction = new WriteTransaction(this.table);
    transaction.update(confirmationKey(row, row.confirmationId), decided(decision), undecided(decision.decidedAt));
    if (row.queryId !== undefined && row.conversationId !== undefined) {
      const key = queryKey({ conversationId: row.conversationId, queryId: row.queryId });
      const query = await this.table.get(key);
      const state = query && QueryRow.parse(query).status;
      if (state !== 'running' && state !== 'awaiting_confirmation') return 'refused';
      transaction.update(key, counted(state, this.clock.iso()), isStatus(state));
    }
    this.outbox.add(transaction, fact);
    const outcome = await transaction.commit();
    if (outcome.committed) return 'decided';
    return outcome.failed.some(({ index }) => index === 0) ? 'refused' : 'moved';
  }

  private inDays(days: number): number {
    return Math.floor(this.clock.now() / 1000) + days * daySeconds;
  }
}

const statusName = { '#status': 'status' };

export const isStatus = (status: string): Expression => ({
  expression: '#status = :from',
  names: statusName,
  values: { ':from': status },
});

export const setStatus = (status: string): Expression => ({
  expression: 'SET #status = :to',
  names: statusName,
  values: { ':to': status },
});

const undecided = (now: string): Expression => ({
  expression: '#status = :pending AND expires > :now',
  names: statusName,
  values: { ':pending': 'pending', ':now': now },
});

function decided({ row, status, decidedAt, role, channel, reason }: Decision): Expression {
  return {
    expression:
      'SET #status = :to, decidedAt = :at, decidedBy = :by, decidedRole = :role, channel = :channel' +
      (reason === undefined ? '' : ', reason = :reason'),
    names: statusName,
    values: {
      ':to': status,
      ':at': decidedAt,
      ':by': row.userId,
      ':role': role,
      ':channel': channel,
      ...(reason !== undefined && { ':reason': reason }),
    },
  };
}

/** One decision more; a query that waits is due at once, should the process end that is about to go on with it. */
function counted(state: 'running' | 'awaiting_confirmation', now: string): Expression {
  const due = state === 'running' ? '' : ', leaseUntil = :now';
  return {
    expression: `SET decisions = if_not_exists(decisions, :zero) + :one${due}`,
    values: { ':zero': 0, ':one': 1, ...(due !== '' && { ':now': now }) },
  };
}
