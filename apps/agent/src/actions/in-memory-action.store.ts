import type { NationSlug } from '@nat/contracts';
import type { InMemoryOutbox } from '@nat/event-bus';
import { timedPrefix } from '@nat/service-kit';
import type { Note } from '../conversations/conversation.store';
import type { WriteContent } from '../confirmations/write-content';
import { type InMemoryAgentStore, keyOf as personalKey } from '../conversation/in-memory-agent.store';
import type { Owner } from '../conversation/query-row';
import { type ActionRow, byLease } from './action-row';
import {
  type ActionEnd,
  type ActionFilter,
  type ActionProgress,
  type ActionStart,
  ActionStore,
  type UndoKey,
} from './action.store';
import type { JournalEntry } from './journal-entry';

/** The ledger in memory, with the same conditions. Values are copied in and out, as through a network. */
export class InMemoryActionStore extends ActionStore {
  private readonly actions = new Map<string, ActionRow>();
  private readonly contents = new Map<string, WriteContent>();
  private readonly undoKeys = new Map<string, UndoKey>();
  private readonly journals = new Map<string, JournalEntry[]>();

  constructor(
    private readonly agent: InMemoryAgentStore,
    private readonly outbox: InMemoryOutbox,
  ) {
    super();
  }

  async begin({ action, content, confirmation }: ActionStart): Promise<'begun' | 'refused'> {
    const original = action.undoes === undefined ? undefined : this.actions.get(keyOf(action.nationSlug, action.undoes));
    if (this.actions.has(keyOf(action.nationSlug, action.actionId))) return 'refused';
    if (action.undoes !== undefined && !(original && canBeTakenBack(original))) return 'refused';
    if (confirmation && !this.agent.confirmations.use(confirmation, action.actionId)) return 'refused';
    if (original) original.undoing = action.actionId;
    this.actions.set(keyOf(action.nationSlug, action.actionId), copy(action));
    this.contents.set(action.actionId, copy(content));
    return 'begun';
  }

  async find(nation: NationSlug, actionId: string): Promise<ActionRow | undefined> {
    return copy(this.actions.get(keyOf(nation, actionId)));
  }

  async content({ actionId }: ActionRow): Promise<WriteContent | undefined> {
    return copy(this.contents.get(actionId));
  }

  async list(
    nation: NationSlug,
    { userId, queryId, since = 0 }: ActionFilter,
    { limit, before }: { limit: number; before?: string },
  ): Promise<ActionRow[]> {
    const found = [...this.actions.values()].filter(
      action =>
        action.nationSlug === nation &&
        (before === undefined || action.actionId < before) &&
        action.actionId >= timedPrefix('act', since) &&
        (userId === undefined || action.userId === userId) &&
        (queryId === undefined || action.queryId === queryId),
    );
    return copy(found.sort((a, b) => (a.actionId < b.actionId ? 1 : -1)).slice(0, limit));
  }

  async addLine({ actionId }: ActionRow, number: number, entry: JournalEntry): Promise<boolean> {
    const lines = this.journals.get(actionId) ?? [];
    if (lines.length !== number - 1) return false;
    this.journals.set(actionId, [...lines, copy(entry)]);
    return true;
  }

  async lines({ actionId }: ActionRow): Promise<JournalEntry[]> {
    return copy(this.journals.get(actionId) ?? []);
  }

  async renew(action: ActionRow, leaseUntil: string, progress?: ActionProgress): Promise<ActionRow | undefined> {
    const row = this.ours(action);
    if (!row) return undefined;
    Object.assign(row, progress, { leaseUntil, revision: row.revision + 1 });
    return copy(row);
  }

  async takeOver(action: ActionRow, leaseUntil: string): Promise<ActionRow | undefined> {
    const row = this.ours(action);
    if (!row || row.leaseUntil !== action.leaseUntil) return undefined;
    Object.assign(row, { leaseUntil, fence: row.fence + 1, background: true, revision: row.revision + 1 });
    return copy(row);
  }

  async requestCancel(nation: NationSlug, actionId: string): Promise<ActionRow | undefined> {
    const row = this.actions.get(keyOf(nation, actionId));
    if (row?.status === 'running') row.cancelRequested = true;
    return copy(row);
  }

  async end({ action, final, original, note, facts }: ActionEnd): Promise<boolean> {
    const row = this.ours(action);
    if (!row) return false;
    const judged = original && this.heldBy(row, original.actionId);
    const { leaseUntil: _lease, cancelRequested: _mark, ...kept } = row;
    this.actions.set(keyOf(row.nationSlug, row.actionId), { ...kept, ...copy(final), revision: row.revision + 1 });
    if (row.confirmationId !== undefined)
      this.agent.confirmations.set(row, row.confirmationId, final.status === 'completed' ? 'executed' : 'failed_partial');
    if (judged) judge(judged, original!);
    if (note) this.keepNote(row, note);
    for (const fact of facts) this.outbox.add(fact);
    return true;
  }

  async lapsed(instant: string, limit: number): Promise<ActionRow[]> {
    const lapsed = [...this.actions.values()].filter(({ leaseUntil }) => leaseUntil !== undefined && leaseUntil < instant);
    return copy(lapsed.sort(byLease).slice(0, limit));
  }

  async undoKey({ nationSlug, userId }: Owner, key: string, offered: UndoKey): Promise<UndoKey> {
    const place = `${nationSlug}/${userId}/${key}`;
    const known = this.undoKeys.get(place) ?? copy(offered);
    this.undoKeys.set(place, known);
    return copy(known);
  }

  async erase(actions: readonly ActionRow[]): Promise<void> {
    for (const { nationSlug, actionId } of actions) {
      this.contents.delete(actionId);
      this.journals.delete(actionId);
      const row = this.actions.get(keyOf(nationSlug, actionId));
      if (!row) continue;
      Object.assign(row, { erased: true, failures: [] });
      delete row.summary;
    }
  }

  /** What this undo takes back. */
  private heldBy({ nationSlug, actionId }: ActionRow, originalId: string): ActionRow {
    const row = this.actions.get(keyOf(nationSlug, originalId));
    if (row?.undoing !== actionId) throw new Error('an action is taken back by another undo');
    return row;
  }

  private keepNote(row: ActionRow, note: Note): void {
    const { conversationId = '' } = row;
    if (!this.agent.conversations.has(personalKey(row, conversationId))) return;
    const notes = this.agent.notes.get(conversationId) ?? new Map<string, Note>();
    this.agent.notes.set(conversationId, notes.set(note.actionId, copy(note)));
  }

  private ours({ nationSlug, actionId, fence }: ActionRow): ActionRow | undefined {
    const row = this.actions.get(keyOf(nationSlug, actionId));
    return row?.status === 'running' && row.fence === fence ? row : undefined;
  }
}

function canBeTakenBack({ status, undoing }: ActionRow): boolean {
  return undoing === undefined && ['completed', 'partially_failed', 'partially_undone'].includes(status);
}

function judge(row: ActionRow, { status, undoneBy }: NonNullable<ActionEnd['original']>): void {
  Object.assign(row, { status, revision: row.revision + 1, ...(undoneBy !== undefined && { undoneBy }) });
  delete row.undoing;
}

const keyOf = (nation: string, actionId: string): string => `${nation}/${actionId}`;
const copy = <T>(value: T): T => structuredClone(value);
