import { ActionExecuted, ActionUndone, type DomainEvent, eventOf } from '@nat/contracts';
import type { ActionRow } from './action-row';
import type { ActionEnd } from './action.store';

/** What is published when an action has ended. The ids are functions of the action alone: each fact is stated once. */
export function factsOf(action: ActionRow, final: ActionEnd['final']): DomainEvent[] {
  const { actionId, nationSlug, userId, correlationId, traceparent } = action;
  const { done, alreadySo, failed, unknown, notTried, endedAt } = final;
  const common = { nationSlug, userId, time: endedAt, correlationId, traceparent };
  const executed = eventOf(ActionExecuted, {
    ...common,
    id: `${actionId}.executed`,
    data: {
      actionId,
      queryId: action.queryId,
      tool: action.tool,
      tier: action.tier,
      status: final.status as 'completed' | 'partially_failed' | 'failed',
      targets: action.targets,
      done,
      alreadySo,
      failed,
      unknown,
      notTried,
      undo: action.undo,
      durationMs: Math.max(0, Date.parse(endedAt) - Date.parse(action.createdAt)),
    },
  });
  if (action.undoes === undefined || done + alreadySo === 0) return [executed as unknown as DomainEvent];
  const undone = eventOf(ActionUndone, {
    ...common,
    id: `${actionId}.undone`,
    data: {
      actionId: action.undoes,
      undoActionId: actionId,
      restored: done + alreadySo,
      skipped: action.targets + (action.notAllowed ?? 0) - done - alreadySo,
    },
  });
  return [executed, undone] as unknown as DomainEvent[];
}
