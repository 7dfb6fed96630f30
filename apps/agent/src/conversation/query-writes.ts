import type { Clock, Rng } from '@nat/service-kit';
import { type ActionRow, undoObstacle } from '../actions/action-row';
import type { ActionRunner } from '../actions/action-runner';
import type { ActionStore } from '../actions/action.store';
import type { ActionOutcome, RunningAction } from '../actions/running-action';
import type { ConfirmationRow } from '../confirmations/confirmation-row';
import { Stopped } from '../loop/stop';
import { type Done, type Refusal, refused } from '../loop/tool-outcome';
import { backgroundSummary } from '../loop/wording';
import type { PassedCall } from '../loop/write-gate';
import type { ToolContext } from '../tools/kit/define-tool';
import type { NationConnection } from './access-tokens';
import { newAction } from './new-action';
import type { QueryRow } from './query-row';
import type { RunningQuery } from './running-queries';
import type { ToolContexts } from './tool-contexts';
import type { WorkingTime } from './working-time';

/** Milliseconds after which a change goes on without its query. */
const backgroundAfterMs = 20_000;

export interface QueryWritesOptions {
  query: QueryRow;
  run: RunningQuery;
  actions: ActionRunner;
  ledger: Pick<ActionStore, 'find'>;
  contexts: ToolContexts;
  connection: NationConnection;
  working: WorkingTime;
  clock: Clock;
  rng: Rng;
}

const notApprovedAnyMore = refused('not_approved', 'This change is not approved any more. Nothing was changed.');
const takenBackAlready = refused('not_undoable', 'It was taken back already, or is being taken back. Nothing was changed.');

/** Has the changes of a query carried out as actions, and waits for them, but not for ever. */
export class QueryWrites {
  constructor(private readonly options: QueryWritesOptions) {}

  /** @param confirmation what was approved; it is used up with this. */
  async carryOut(
    call: PassedCall,
    { progress }: Pick<ToolContext, 'progress'>,
    confirmation?: ConfirmationRow,
  ): Promise<Done | Refusal> {
    const { query, actions, contexts, connection, clock, rng, run, working } = this.options;
    run.signal.throwIfAborted();
    const action = newAction(query, call, { actionId: rng.timedId('act', clock.now()), createdAt: clock.iso(), confirmation });
    const { tool, input, effect } = call;
    const content = { input, effect };
    const context = (signals: Pick<ToolContext, 'signal' | 'sending'>) => contexts.of(query, connection, signals);
    const running = await actions.begin({ action, content, confirmation }, { action, content, tool, context });
    if (!running) return effect.undoes === undefined ? notApprovedAnyMore : takenBackAlready;
    const outcome = await working.without(() => this.follow(running, progress));
    return outcome ? this.told(outcome) : this.inBackground(running);
  }

  /** What came of a change that a runner before this one began; whoever carries it out now does so without the query. */
  async outcomeOf(actionId: string): Promise<Done | Refusal> {
    const action = await this.options.ledger.find(this.options.query.nationSlug, actionId);
    if (!action) return refused('not_done', 'This change is not known any more.');
    return action.status === 'running' ? this.goesOn(action, {}) : this.told({ kind: 'ended', action });
  }

  /** What the action came to; undefined when it goes on without the query. */
  private async follow(running: RunningAction, progress: ToolContext['progress']): Promise<ActionOutcome | undefined> {
    const { run, clock } = this.options;
    const unfollow = running.follow(facts => progress?.(facts));
    const stop = (): void => {
      const cause = run.signal.reason instanceof Stopped ? run.signal.reason.cause.kind : 'lost';
      // Who asked to stop the query asked to stop what it changes. What else ends a query does not end its change.
      if (cause === 'canceled') running.stop('canceled');
      else running.detach();
    };
    run.signal.addEventListener('abort', stop, { once: true });
    if (run.signal.aborted) stop();
    const waited = new AbortController();
    const patience = clock.sleep(backgroundAfterMs, waited.signal).then(() => undefined);
    const left = new Promise<undefined>(resolve => {
      run.signal.addEventListener('abort', () => running.background && resolve(undefined), { once: true });
      if (running.background) resolve(undefined);
    });
    const outcome = await Promise.race([running.ended, patience, left]);
    waited.abort();
    run.signal.removeEventListener('abort', stop);
    const told = outcome ?? (running.detach() ? undefined : await running.ended);
    unfollow();
    return told;
  }

  private told(outcome: ActionOutcome): Done | Refusal {
    const { action } = outcome;
    if (outcome.kind === 'left') return this.goesOn(action, {});
    const undoable = undoObstacle(action, this.options.clock.now()) === undefined;
    const entry = { actionId: action.actionId, undoable, background: false };
    const { result, refusal } = outcome;
    if (refusal) return { ...refusal, action: entry };
    if (action.status === 'failed') return { ...refused('not_done', action.summary ?? ''), action: entry };
    if (result) return { ok: true, result, action: entry };
    return {
      ok: true,
      result: { forModel: { data: countsOf(action), count: action.targets }, summary: action.summary ?? '', links: [] },
      action: entry,
    };
  }

  private inBackground({ action, latest }: RunningAction): Done {
    const { done = 0, alreadySo = 0, failed = 0 } = latest ?? {};
    return this.goesOn(action, { done, already_so: alreadySo, failed });
  }

  private goesOn(action: ActionRow, soFar: Record<string, number>): Done {
    const data = { status: 'running', ...soFar, total: action.targets };
    return {
      ok: true,
      result: { forModel: { data, count: action.targets }, summary: backgroundSummary(action.targets), links: [] },
      action: { actionId: action.actionId, undoable: false, background: true },
    };
  }
}

function countsOf({ done, alreadySo, failed, unknown, notTried, failures }: ActionRow) {
  return { done, already_so: alreadySo, failed, unknown, not_tried: notTried, failures, stopped: true };
}
