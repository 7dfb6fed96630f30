import type { NationSlug } from '@nat/contracts';
import { type Expression, type Key, present, type Row, type Table, WriteTransaction } from '@nat/dynamo';
import type { DynamoOutbox } from '@nat/event-bus';
import { type Clock, timedPrefix } from '@nat/service-kit';
import { isStatus, setStatus } from '../confirmations/dynamo-confirmation.store';
import { WriteContent } from '../confirmations/write-content';
import {
  actionContentKey,
  actionKey,
  actionPrefix,
  confirmationKey,
  conversationKey,
  lineKey,
  linePrefix,
  undoKey as undoKeyOf,
} from '../conversation/agent-keys';
import type { Owner } from '../conversation/query-row';
import { noteKey } from '../conversations/conversation-keys';
import type { Note } from '../conversations/conversation.store';
import type { SealedContent } from '../sealed/sealed-content';
import { openJson, sealJson } from '../sealed/sealed-json';
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { ActionRow, byLease, ledgerDays, undoDays } from './action-row';
import {
  type ActionEnd,
  type ActionFilter,
  type ActionProgress,
  type ActionStart,
  ActionStore,
  type UndoKey as Remembered,
} from './action.store';
import { JournalEntry } from './journal-entry';

/** The index of leases is shared with queries; actions have shards of their own in it. */
const leaseIndex = 'leases';
const leaseShards = 4;
const daySeconds = 86_400;
/** A day longer than it can be undone, so that time to live never takes what a condition still allows. */
const contentDays = undoDays + 1;

/** The ledger in DynamoDB. Entries are small and stay; what they are about is sealed, beside them, and goes. */
export class DynamoActionStore extends ActionStore {
  constructor(
    private readonly table: Table,
    private readonly sealed: SealedContent,
    private readonly outbox: DynamoOutbox,
    private readonly clock: Clock,
  ) {
    super();
  }

  async begin({ action, content, confirmation }: ActionStart): Promise<'begun' | 'refused'> {
    const key = actionContentKey(action.actionId);
    const about = { ...key, sealed: await sealJson(this.sealed, action, key, content), expiresAt: this.inDays(contentDays) };
    const transaction = new WriteTransaction(this.table);
    transaction.putNew({ ...keyOf(action), ...action, ...leaseShardOf(action), expiresAt: this.inDays(ledgerDays) });
    transaction.putNew(about);
    if (confirmation) {
      const used = { ...setStatus('executing'), expression: 'SET #status = :to, actionId = :action' };
      const values = { ...used.values, ':action': action.actionId };
      transaction.update(confirmationKey(confirmation, confirmation.confirmationId), { ...used, values }, isStatus('approved'));
    }
    if (action.undoes !== undefined)
      transaction.update(actionKey(action.nationSlug, action.undoes), takenBackBy(action.actionId), canBeTakenBack);
    const outcome = await transaction.commit();
    return outcome.committed ? 'begun' : 'refused';
  }

  async find(nation: NationSlug, actionId: string): Promise<ActionRow | undefined> {
    const row = await this.table.get(actionKey(nation, actionId));
    return row && this.opened(row);
  }

  async content(action: ActionRow): Promise<WriteContent | undefined> {
    const key = actionContentKey(action.actionId);
    const row = await this.table.get(key);
    return row && openJson(this.sealed, action, key, row.sealed, WriteContent);
  }

  async list(
    nation: NationSlug,
    { userId, queryId, since = 0 }: ActionFilter,
    { limit, before }: { limit: number; before?: string },
  ): Promise<ActionRow[]> {
    const { pk } = actionKey(nation, '');
    const from = `${actionPrefix}${timedPrefix('act', since)}`;
    const values = { ':pk': pk, ':from': from, ':to': `${actionPrefix}${before ?? '~'}` };
    const where = { expression: 'pk = :pk AND sk BETWEEN :from AND :to', values };
    const rows: ActionRow[] = [];
    for await (const row of this.table.query({ where, ascending: false, pageSize: Math.max(limit, 50) })) {
      if (row.actionId === before) continue;
      if (userId !== undefined && row.userId !== userId) continue;
      if (queryId !== undefined && row.queryId !== queryId) continue;
      rows.push(await this.opened(row));
      if (rows.length === limit) break;
    }
    return rows;
  }

  async addLine(action: ActionRow, number: number, entry: JournalEntry): Promise<boolean> {
    const key = lineKey(action.actionId, number);
    const sealed = await sealJson(this.sealed, action, key, entry);
    const row = { ...key, fence: action.fence, sealed, expiresAt: this.inDays(contentDays) };
    const { written } = await this.table.put(row, absentRow);
    return written;
  }

  async lines(action: ActionRow): Promise<JournalEntry[]> {
    const { pk } = actionContentKey(action.actionId);
    const where = { expression: 'pk = :pk AND begins_with(sk, :prefix)', values: { ':pk': pk, ':prefix': linePrefix } };
    const lines: JournalEntry[] = [];
    for await (const row of this.table.query({ where })) {
      const key = { pk, sk: String(row.sk) };
      const line = await openJson(this.sealed, action, key, row.sealed, JournalEntry);
      if (line) lines.push(line);
    }
    return lines;
  }

  async renew(action: ActionRow, leaseUntil: string, progress?: ActionProgress): Promise<ActionRow | undefined> {
    const told: [string, unknown][] = progress ? Object.entries(progress) : [];
    const update = {
      expression: `SET leaseUntil = :until, revision = revision + :one${told.map(([name]) => `, #${name} = :${name}`).join('')}`,
      names: Object.fromEntries(told.map(([name]) => [`#${name}`, name])),
      values: { ':until': leaseUntil, ':one': 1, ...Object.fromEntries(told.map(([name, value]) => [`:${name}`, value])) },
    };
    const outcome = await this.table.update(keyOf(action), update, ours(action));
    return outcome.written ? this.opened(outcome.row!) : undefined;
  }

  async takeOver(action: ActionRow, leaseUntil: string): Promise<ActionRow | undefined> {
    const update = {
      expression: 'SET leaseUntil = :until, fence = fence + :one, background = :yes, revision = revision + :one',
      values: { ':until': leaseUntil, ':one': 1, ':yes': true },
    };
    const held = ours(action);
    const unrenewed = {
      ...held,
      expression: `${held.expression} AND leaseUntil = :lease`,
      values: { ...held.values, ':lease': action.leaseUntil },
    };
    const outcome = await this.table.update(keyOf(action), update, unrenewed);
    return outcome.written ? this.opened(outcome.row!) : undefined;
  }

  async requestCancel(nation: NationSlug, actionId: string): Promise<ActionRow | undefined> {
    const update = { expression: 'SET cancelRequested = :yes', values: { ':yes': true } };
    const outcome = await this.table.update(actionKey(nation, actionId), update, isStatus('running'));
    const row = outcome.written ? outcome.row : outcome.old;
    return row && this.opened(row);
  }

  async end(end: ActionEnd): Promise<boolean> {
    const { action, final, original, note, facts } = end;
    const { summary, failures, ...counts } = final;
    const told = await sealJson(this.sealed, action, keyOf(action), { summary, failures } satisfies Words);
    const transaction = new WriteTransaction(this.table);
    transaction.update(keyOf(action), finalUpdate({ ...counts, told }), ours(action));
    if (action.confirmationId !== undefined) {
      const status = final.status === 'completed' ? 'executed' : 'failed_partial';
      transaction.update(confirmationKey(action, action.confirmationId), setStatus(status));
    }
    if (original) transaction.update(actionKey(action.nationSlug, original.actionId), ...judged(original, action));
    const conversationStep = note && addNote(transaction, action, note);
    for (const fact of facts) this.outbox.add(transaction, fact);
    const outcome = await transaction.commit();
    if (outcome.committed) return true;
    if (outcome.failed.some(({ index }) => index === 0)) return false;
    if (outcome.failed.some(({ index }) => index === conversationStep)) return this.end({ ...end, note: undefined });
    throw new Error(`an action could not be ended: step ${outcome.failed[0]?.index} was refused`);
  }

  async lapsed(instant: string, limit: number): Promise<ActionRow[]> {
    const shards = Array.from({ length: leaseShards }, (_, shard) => this.lapsedIn(`ACTION#${shard}`, instant, limit));
    return (await Promise.all(shards)).flat().sort(byLease).slice(0, limit);
  }

  async undoKey(owner: Owner, key: string, offered: Remembered): Promise<Remembered> {
    const place = undoKeyOf(owner, createHash('sha256').update(key).digest('hex'));
    const outcome = await this.table.put({ ...place, ...offered, expiresAt: this.inDays(contentDays) }, absentRow);
    return outcome.written ? offered : UndoKey.parse(outcome.old);
  }

  async erase(actions: readonly ActionRow[]): Promise<void> {
    for (const action of actions) {
      const { pk } = actionContentKey(action.actionId);
      const keys: Key[] = [];
      for await (const row of this.table.query({ where: { expression: 'pk = :pk', values: { ':pk': pk } } }))
        keys.push({ pk, sk: String(row.sk) });
      for (const key of keys) await this.table.delete(key);
      await this.table.update(keyOf(action), { expression: 'SET erased = :yes REMOVE told', values: { ':yes': true } }, present);
    }
  }

  /** An entry, with the words about it: names of people may be in them, so they are sealed and go when it is erased. */
  private async opened({ told, ...stored }: Row): Promise<ActionRow> {
    const action = ActionRow.parse({ ...stored, failures: [] });
    if (told === undefined) return action;
    return { ...action, ...(await openJson(this.sealed, action, keyOf(action), told, Words)) };
  }

  private async lapsedIn(shard: string, instant: string, limit: number): Promise<ActionRow[]> {
    const values = { ':shard': shard, ':instant': instant };
    const where = { expression: 'leaseShard = :shard AND leaseUntil < :instant', values };
    const actions: ActionRow[] = [];
    for await (const row of this.table.query({ index: leaseIndex, where, pageSize: limit })) {
      actions.push(await this.opened(row));
      if (actions.length === limit) break;
    }
    return actions;
  }

  private inDays(days: number): number {
    return Math.floor(this.clock.now() / 1000) + days * daySeconds;
  }
}

const absentRow: Expression = { expression: 'attribute_not_exists(pk)' };
/** What people read about an action. */
const Words = ActionRow.pick({ failures: true }).extend({ summary: z.string() });
type Words = z.output<typeof Words>;

const UndoKey = z.object({ request: z.string(), actionId: z.string(), confirmationId: z.string() });

const keyOf = ({ nationSlug, actionId }: ActionRow): Key => actionKey(nationSlug, actionId);

function leaseShardOf({ actionId }: ActionRow): { leaseShard: string } {
  return { leaseShard: `ACTION#${actionId.charCodeAt(actionId.length - 1) % leaseShards}` };
}

/** Holds while the action runs under this fence. */
const ours = ({ fence }: ActionRow): Expression => ({
  expression: '#status = :running AND fence = :fence',
  names: { '#status': 'status' },
  values: { ':running': 'running', ':fence': fence },
});

/** One undo at a time: whoever began it first. */
const canBeTakenBack: Expression = {
  expression: '#status IN (:completed, :part, :partlyBack) AND attribute_not_exists(undoing)',
  names: { '#status': 'status' },
  values: { ':completed': 'completed', ':part': 'partially_failed', ':partlyBack': 'partially_undone' },
};

/** Until the undo has ended the entry keeps its status; it is known what is taking it back. */
const takenBackBy = (actionId: string): Expression => ({
  expression: 'SET undoing = :undo',
  values: { ':undo': actionId },
});

function judged(original: NonNullable<ActionEnd['original']>, undo: ActionRow): [Expression, Expression] {
  const by = original.undoneBy === undefined ? '' : ', undoneBy = :by';
  const update = {
    expression: `SET #status = :to, revision = revision + :one${by} REMOVE undoing`,
    names: { '#status': 'status' },
    values: { ':to': original.status, ':one': 1, ...(original.undoneBy !== undefined && { ':by': original.undoneBy }) },
  };
  return [update, { expression: 'undoing = :undo', values: { ':undo': undo.actionId } }];
}

/** Returns the step that is refused when the conversation is gone: nothing may appear in it again. */
function addNote(transaction: WriteTransaction, action: ActionRow, note: Note): number {
  const { conversationId = '' } = action;
  const step = transaction.check(conversationKey(action, conversationId), present);
  transaction.putNew({ ...noteKey(conversationId, note.actionId), ...note });
  return step;
}

function finalUpdate(final: Omit<ActionEnd['final'], keyof Words> & { told: Uint8Array }): Expression {
  const entries = Object.entries(final) as [string, Row[string]][];
  return {
    expression: `SET revision = revision + :one, ${entries.map(([name]) => `#${name} = :${name}`).join(', ')} REMOVE leaseShard, leaseUntil, cancelRequested`,
    names: Object.fromEntries(entries.map(([name]) => [`#${name}`, name])),
    values: { ':one': 1, ...Object.fromEntries(entries.map(([name, value]) => [`:${name}`, value])) },
  };
}
