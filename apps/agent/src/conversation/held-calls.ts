import { type NationSettings, roleAtLeast } from '@nat/contracts';
import type { Clock, Rng } from '@nat/service-kit';
import type { ConfirmationRow } from '../confirmations/confirmation-row';
import { decidedFact } from '../confirmations/confirmation-facts';
import type { ConfirmationStore, Held } from '../confirmations/confirmation.store';
import { newConfirmation } from '../confirmations/new-confirmation';
import { lookAt } from '../loop/looked-at';
import { barredBy } from '../loop/narrowing';
import { told } from '../loop/told-outcome';
import { type Done, failureOf, type Refusal, refused, resultBlock } from '../loop/tool-outcome';
import { notApproved } from '../loop/wording';
import { ProgressCoalescer } from '../stream/progress-coalescer';
import type { QueryLog } from '../stream/query-log';
import type { ToolContext, WriteTool } from '../tools/kit/define-tool';
import type { ToolRegistry } from '../tools/kit/tool-registry';
import { highest } from '../tools/writing/tiers';
import type { AgentStore } from './agent.store';
import { type PendingTurn, withResult } from './pending-turn';
import type { QueryRow } from './query-row';
import type { QueryWrites } from './query-writes';

export interface HeldCallsOptions {
  query: QueryRow;
  store: AgentStore;
  confirmations: ConfirmationStore;
  registry: ToolRegistry;
  writes: QueryWrites;
  context: () => Promise<ToolContext>;
  settings: () => Promise<NationSettings>;
  log: Pick<QueryLog, 'record'>;
  signal: AbortSignal;
  clock: Clock;
  rng: Rng;
}

/** A turn of which calls wait. */
export interface Waiting {
  pending: PendingTurn;
  /** Calls that are held and not written down yet. */
  held: Held[];
}

/** The same after all decisions so far were followed. */
export interface Settled extends Waiting {
  /** Calls that still wait. */
  open: ConfirmationRow[];
  /** How many decisions were seen. */
  decisions: number;
}

/** Follows the decisions about a turn's held calls: carries out what was approved, and tells what was not. */
export class HeldCalls {
  constructor(private readonly options: HeldCallsOptions) {}

  /**
   * Until every decision is followed that there is, also those that are made meanwhile.
   *
   * @param onResult hears the turn each time it has a result more.
   */
  async settle({ pending, held: unsaved }: Waiting, onResult: (pending: PendingTurn) => void): Promise<Settled> {
    const held = [...unsaved];
    for (;;) {
      this.options.signal.throwIfAborted();
      const decisions = await this.decisions();
      const rows = await this.rowsOf(pending, held);
      // One that has expired is left to whoever ends the query for it.
      const decided = rows.find(({ status }) => status !== 'pending');
      if (!decided) return { pending, held, open: rows, decisions };
      pending = this.after(pending, decided, await this.follow(decided), held);
      onResult(pending);
    }
  }

  private after(pending: PendingTurn, decided: ConfirmationRow, outcome: Done | Refusal | Held, held: Held[]): PendingTurn {
    if ('row' in outcome) return this.replaced(pending, decided, outcome, held);
    const toolUseId = decided.toolUseId!;
    return withResult(pending, toolUseId, resultBlock(toolUseId, outcome));
  }

  private replaced({ calls }: PendingTurn, { confirmationId }: ConfirmationRow, anew: Held, held: Held[]): PendingTurn {
    held.push(anew);
    const next = anew.row.confirmationId;
    return { calls: calls.map(call => (call.confirmationId === confirmationId ? { ...call, confirmationId: next } : call)) };
  }

  private async decisions(): Promise<number> {
    const { store, query } = this.options;
    return (await store.query(query, query.queryId))?.decisions ?? 0;
  }

  /** Of the calls without a result, in their order. */
  private async rowsOf({ calls }: PendingTurn, held: readonly Held[]): Promise<ConfirmationRow[]> {
    const { confirmations, query } = this.options;
    const ids = calls.flatMap(({ result, confirmationId }) => (!result && confirmationId ? [confirmationId] : []));
    const rows: ConfirmationRow[] = [];
    for (const id of ids) {
      const row = held.find(one => one.row.confirmationId === id)?.row ?? (await confirmations.find(query, id));
      if (!row) throw new Error('a held call has no record');
      rows.push(row);
    }
    return rows;
  }

  private async follow(row: ConfirmationRow): Promise<Done | Refusal | Held> {
    const { log } = this.options;
    const { confirmationId, toolCallId, channel, decidedBy } = row;
    const { status } = row;
    if (status === 'approved') {
      const outcome = await this.carryOut(row);
      if ('row' in outcome) return outcome;
      await log.record('tool.completed', { toolCallId, ...told(outcome) });
      return outcome;
    }
    const outcome = row.actionId === undefined ? refusalOf(row, status) : await this.options.writes.outcomeOf(row.actionId);
    // A runner before this one has begun it, and told so.
    if (row.actionId === undefined) await log.record('confirmation.resolved', { confirmationId, status, decidedBy, channel });
    await log.record('tool.completed', { toolCallId, ...told(outcome) });
    return outcome;
  }

  /** Everything is checked again: the tool, the role, the nation's settings, and whether it is still what was shown. */
  private async carryOut(row: ConfirmationRow): Promise<Done | Refusal | Held> {
    const { confirmations, registry, log, clock, rng } = this.options;
    const { confirmationId, toolCallId, toolUseId, channel, decidedBy } = row;
    const content = await confirmations.content(row);
    const tool = registry.find(row.tool);
    if (!content || tool?.effect === 'read' || tool?.version !== row.version) {
      return this.withdrawn(row, refused('superseded', notApproved.changed));
    }
    if (!roleAtLeast(row.decidedRole ?? row.role, tool.minRole === 'read_only' ? 'member' : tool.minRole))
      return this.withdrawn(row, refused('role_required', 'This person may not make changes. Nothing was changed.'));
    return this.within(toolCallId, async context => {
      const looked = await lookAt(tool as WriteTool, content.input, context);
      const barred = barredBy(await this.options.settings(), looked);
      if (barred) return this.withdrawn(row, barred);
      if (looked.digest !== row.effectDigest) {
        await this.close(row);
        const now = clock.now();
        return newConfirmation(
          row,
          { ...looked, tier: highest(row.tier, looked.tier) },
          { confirmationId: rng.timedId('cnf', now), toolCallId, toolUseId, now },
        );
      }
      await log.record('confirmation.resolved', { confirmationId, status: 'approved', decidedBy, channel });
      // Only what was shown is touched: the targets are those of the record, not those of now.
      const call = { ...looked, effect: content.effect, tier: row.tier, toolCallId, toolUseId: toolUseId! };
      return this.options.writes.carryOut(call, context, row);
    }).catch((error: unknown) => this.failed(row, error));
  }

  /** It cannot even be looked at any more: that is its end. */
  private async failed(row: ConfirmationRow, error: unknown): Promise<Refusal> {
    this.options.signal.throwIfAborted();
    return this.withdrawn(row, failureOf(error));
  }

  private async withdrawn(row: ConfirmationRow, refusal: Refusal): Promise<Refusal> {
    await this.close(row);
    return refusal;
  }

  /** What was approved is not carried out after all. */
  private async close(row: ConfirmationRow): Promise<void> {
    const { confirmations, log, clock, query } = this.options;
    const { confirmationId, decidedBy, channel } = row;
    const status = 'superseded';
    await confirmations.close(row, 'approved', status, decidedFact(row, { status, time: clock.iso() }, query));
    await log.record('confirmation.resolved', { confirmationId, status, decidedBy, channel });
  }

  private async within<T>(toolCallId: string, work: (context: ToolContext) => Promise<T>): Promise<T> {
    const { log, clock } = this.options;
    const given = await this.options.context();
    const progress = new ProgressCoalescer(clock, facts => log.record('tool.progress', { toolCallId, ...facts }));
    try {
      return await work({ ...given, progress: facts => progress.tell(facts) });
    } finally {
      await progress.end();
    }
  }
}

/** What the model is told of a call that was not approved. */
export function refusalOf({ reason }: ConfirmationRow, status: ConfirmationRow['status']): Refusal {
  if (status === 'denied') return { ...refused('denied', notApproved.denied), ...(reason !== undefined && { reason }) };
  if (status === 'expired') return refused('expired', notApproved.expired);
  return refused('superseded', notApproved.superseded);
}
