import type { Clock } from '@nat/service-kit';
import type { Owner } from '../conversation/query-row';
import { Ledger, type LedgerEntry, type UndoPlan } from '../tools/kit/ledger';
import { ToolError } from '../tools/kit/tool-error';
import type { ToolRegistry } from '../tools/kit/tool-registry';
import { type ActionRow, undoObstacle } from './action-row';
import type { ActionStore } from './action.store';
import { StoredJournal } from './stored-journal';

/** Actions looked through for the newest one that can be taken back. */
const lookedThrough = 50;

/** What one person changed in a nation, out of the ledger. */
export class StoredLedger extends Ledger {
  /** @param whose the person, or whoever may take back for everybody: then nothing narrows it but the nation. */
  constructor(
    private readonly owner: Owner,
    private readonly ports: { store: ActionStore; registry: () => ToolRegistry; clock: Clock },
    private readonly whose: 'own' | 'all' = 'own',
  ) {
    super();
  }

  async recent(limit: number): Promise<LedgerEntry[]> {
    return (await this.rows(limit)).map(row => this.entry(row));
  }

  async undoPlan(actionId: string | undefined): Promise<UndoPlan> {
    const action = actionId === undefined ? await this.newestUndoable() : await this.find(actionId);
    const entry = this.entry(action);
    if (entry.obstacle !== undefined) throw new ToolError('not_undoable', entry.obstacle);
    const content = await this.ports.store.content(action);
    const tool = this.ports.registry().find(action.tool);
    if (!content || tool?.effect === undefined || tool.effect === 'read' || !tool.undo.plan || tool.undo.class === 'none')
      throw new ToolError('not_undoable', 'What this change was about is not kept any more.');
    const journal = await StoredJournal.open(action, this.ports.store);
    const calls = tool.undo.plan(content.input, journal, content.effect);
    if (calls.length === 0) throw new ToolError('not_undoable', 'There is nothing of it that can be taken back.');
    return { entry, calls, items: journal.items(), class: tool.undo.class };
  }

  private rows(limit: number): Promise<ActionRow[]> {
    const { nationSlug, userId } = this.owner;
    return this.ports.store.list(nationSlug, this.whose === 'own' ? { userId } : {}, { limit });
  }

  private async newestUndoable(): Promise<ActionRow> {
    const now = this.ports.clock.now();
    const found = (await this.rows(lookedThrough)).find(row => undoObstacle(row, now) === undefined);
    if (!found) throw new ToolError('not_undoable', 'There is no change of yours that can be taken back.');
    return found;
  }

  private async find(actionId: string): Promise<ActionRow> {
    const row = await this.ports.store.find(this.owner.nationSlug, actionId);
    if (!row || (this.whose === 'own' && row.userId !== this.owner.userId))
      throw new ToolError('not_found', 'There is no such change.');
    return row;
  }

  private entry(row: ActionRow): LedgerEntry {
    const { actionId, tool, title, status, summary, createdAt, targets, done, alreadySo, failed, unknown, notTried } = row;
    const obstacle = undoObstacle(row, this.ports.clock.now());
    const counts = { targets, done, alreadySo, failed, unknown, notTried };
    return { actionId, tool, title, status, summary, createdAt, ...counts, ...(obstacle !== undefined && { obstacle }) };
  }
}
