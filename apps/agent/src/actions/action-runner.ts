import type { OutboxRelay } from '@nat/event-bus';
import { NationBuilderError } from '@nat/nationbuilder';
import { AppError, type Clock, requestContext, retry, type Rng } from '@nat/service-kit';
import { Logger } from '@nestjs/common';
import type { WriteContent } from '../confirmations/write-content';
import { failureOf, type Refusal } from '../loop/tool-outcome';
import type { ToolContext, ToolResult, WriteTool } from '../tools/kit/define-tool';
import type { Journal } from '../tools/kit/journal';
import { ToolError } from '../tools/kit/tool-error';
import { endOf } from './action-account';
import { ActionLease } from './action-lease';
import { actionLeaseMs, type ActionRow, givenBack } from './action-row';
import type { ActionProgress, ActionStart, ActionStore } from './action.store';
import { type ActionOutcome, RunningAction } from './running-action';
import { ActionLost, StoredJournal } from './stored-journal';
import { defectReason, notBegunSummary, outOfTimeReason } from './wording';

/** Milliseconds an action may take. */
const actionMs = 30 * 60_000;
/** Before queries are stopped: theirs are told what came of a change, or that it goes on. */
const drainMs = 18_000;

export interface ActionRunnerPorts {
  store: ActionStore;
  clock: Clock;
  rng: Rng;
  relay: Pick<OutboxRelay, 'nudge'>;
}

/** An action that is about to be carried out here. */
export interface ActionWork {
  action: ActionRow;
  content: WriteContent;
  tool: WriteTool;
  /** What the tool works with, given the signals of the running action. */
  context: (signals: Pick<ToolContext, 'signal' | 'sending'>) => ToolContext;
}

/**
 * Carries actions out, each to one of its ends: done with an account, or left to another process. What is about to be sent is
 * in the journal before it is sent; the end is one transaction.
 */
export class ActionRunner {
  private readonly logger = new Logger(ActionRunner.name);
  private readonly running = new Map<string, RunningAction>();

  constructor(private readonly ports: ActionRunnerPorts) {}

  /** Begins an action and carries it out; undefined when its approval was used, or what it takes back was taken back. */
  async begin(start: ActionStart, work: ActionWork): Promise<RunningAction | undefined> {
    if ((await this.ports.store.begin(start)) === 'refused') return undefined;
    return this.launch(work, false);
  }

  /** Goes on with an action that another process began. */
  resume(work: ActionWork): RunningAction {
    return this.launch(work, true);
  }

  get(actionId: string): RunningAction | undefined {
    return this.running.get(actionId);
  }

  /**
   * Those that run may finish for `graceMs`; the others are stopped between two targets and left to another process. Resolves
   * when none runs here any more.
   */
  async drain(graceMs = drainMs): Promise<void> {
    const { clock } = this.ports;
    const idle = (): Promise<unknown> => Promise.all([...this.running.values()].map(({ ended }) => ended));
    const waited = new AbortController();
    await Promise.race([idle(), clock.sleep(graceMs, waited.signal)]);
    waited.abort();
    for (const run of this.running.values()) run.stop('interrupted');
    await idle();
  }

  private launch(work: ActionWork, takenOver: boolean): RunningAction {
    const { action } = work;
    const run = new RunningAction(action);
    const { correlationId, traceparent } = action;
    this.running.set(action.actionId, run);
    run.ended = requestContext
      .run({ correlationId, traceparent }, () => this.work(work, run, takenOver))
      .catch((error: unknown) => this.abandoned(action, error))
      .finally(() => this.running.delete(action.actionId));
    return run;
  }

  private async work(work: ActionWork, run: RunningAction, takenOver: boolean): Promise<ActionOutcome> {
    const { action } = work;
    const { store, clock } = this.ports;
    let journal: StoredJournal | undefined;
    const progress = (): ActionProgress => ({ ...progressOf(journal), background: run.background });
    const lease = new ActionLease(action, this.ports, progress, {
      lost: () => run.stop('lost'),
      canceled: () => run.stop('canceled'),
      failed: error => this.warn(action, 'lease', error),
    });
    lease.start();
    const timer = new AbortController();
    void clock.sleep(actionMs, timer.signal).then(() => timer.signal.aborted || run.stop('time'));
    try {
      journal = await StoredJournal.open(action, store, () => lease.fence());
      if (takenOver) await journal.takeOver();
      const came = await this.perform(work, run, journal);
      if (run.stopped === 'lost') return { kind: 'left', action };
      if (run.stopped === 'interrupted' && isOpen(journal, action)) {
        await lease.end(); // a renewal on its way would take it again
        return await this.giveBack(action);
      }
      return await this.finish(action, run, journal, came);
    } catch (error) {
      if (error instanceof ActionLost) return { kind: 'left', action };
      throw error;
    } finally {
      timer.abort();
      await lease.end();
    }
  }

  /** Runs the tool. What the outside world refuses is an end like any other; the journal tells how far it came. */
  private async perform({ tool, content, context }: ActionWork, run: RunningAction, journal: Journal): Promise<Came> {
    const given = context({ signal: run.signal, sending: run.sending });
    const { input, effect } = content;
    try {
      const result = await tool.run(input, { ...given, progress: facts => run.tell(facts) }, { effect, journal });
      return { result };
    } catch (error) {
      if (error instanceof ActionLost) throw error;
      if (run.stopped !== undefined) return {};
      return this.failed(error, run.action, journal);
    }
  }

  private async failed(error: unknown, action: ActionRow, journal: Journal): Promise<Came> {
    const outside = error instanceof ToolError || error instanceof NationBuilderError || error instanceof AppError;
    if (!outside)
      this.logger.error({ event: 'defect', actionId: action.actionId, error: String((error as Error)?.stack ?? error) });
    const refusal = outside ? refusalOf(error) : undefined;
    const reason = refusal?.message ?? defectReason;
    const planned = journal.items().flatMap(({ id, state }) => (state === 'planned' ? [id] : []));
    await journal.mark(planned, { state: 'failed', reason });
    return { refusal: refusal ?? { ok: false, code: 'internal_error', message: defectReason } };
  }

  private async finish(action: ActionRow, run: RunningAction, journal: StoredJournal, came: Came): Promise<ActionOutcome> {
    const { store, clock, rng, relay } = this.ports;
    if (run.stopped === 'time') {
      const open = journal.items().flatMap(({ id, state }) => (state === 'planned' ? [id] : []));
      await journal.mark(open, { state: 'notTried', reason: outOfTimeReason });
    }
    const summary = came.result?.summary ?? notBegunSummary(came.refusal?.message);
    const original = action.undoes === undefined ? undefined : await store.find(action.nationSlug, action.undoes);
    const told = run.ending() ? { links: came.result?.links ?? [] } : undefined;
    const end = endOf(action, journal, { summary, original, told, endedAt: clock.iso() });
    const { final } = end;
    const again = { clock, rng, attempts: 4, baseMs: 100, capMs: 2_000, retryable: () => true };
    if (!(await retry(again, () => store.end(end)))) {
      // The end may have been written although its answer was lost.
      const now = await store.find(action.nationSlug, action.actionId);
      if (now?.endedAt !== final.endedAt) return { kind: 'left', action };
    }
    const ended: ActionRow = { ...action, ...final };
    relay.nudge();
    return { kind: 'ended', action: ended, ...came };
  }

  /** Whoever looks for lapsed actions takes it over at once, instead of after a whole lease. */
  private async giveBack(action: ActionRow): Promise<ActionOutcome> {
    await this.ports.store.renew(action, givenBack).catch((error: unknown) => this.warn(action, 'give back', error));
    return { kind: 'left', action };
  }

  /** Nothing can be written any more: the lease lapses, and another process goes on. */
  private abandoned(action: ActionRow, error: unknown): ActionOutcome {
    this.logger.error({
      event: 'action_abandoned',
      actionId: action.actionId,
      error: String((error as Error)?.stack ?? error),
      leaseMs: actionLeaseMs,
    });
    return { kind: 'left', action };
  }

  private warn(action: ActionRow, what: string, reason: unknown): void {
    this.logger.warn({ event: 'action', actionId: action.actionId, what, reason: String(reason) });
  }
}

/** What running the tool came to. */
interface Came {
  result?: ToolResult;
  refusal?: Refusal;
}

/** The connection may end in the middle: to the ledger that is a failure like another. */
function refusalOf(error: unknown): Refusal {
  if (error instanceof AppError) return { ok: false, code: error.code, message: error.detail };
  return failureOf(error);
}

/** True while targets are left for which another process can do something. */
function isOpen(journal: Journal, { targets }: ActionRow): boolean {
  const items = journal.items();
  return items.length < targets || items.some(({ state }) => state === 'planned' || state === 'sent');
}

function progressOf(journal: Journal | undefined): Omit<ActionProgress, 'background'> {
  const { done = 0, alreadySo = 0, failed = 0, unknown = 0 } = journal?.counts() ?? {};
  // The journal counts what is sent as unknown; while the action runs it is only not known yet.
  const sent = journal?.items().filter(({ state }) => state === 'sent').length ?? 0;
  return { done, alreadySo, failed, unknown: Math.max(0, unknown - sent) };
}
