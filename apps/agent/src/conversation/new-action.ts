import type { ActionRow } from '../actions/action-row';
import { actionLeaseMs } from '../actions/action-row';
import type { ConfirmationRow } from '../confirmations/confirmation-row';
import type { LookedAt } from '../loop/looked-at';

/** Whom an action is carried out for, and why. */
export type ActionOrigin = Pick<
  ActionRow,
  'nationSlug' | 'userId' | 'sessionId' | 'role' | 'queryId' | 'conversationId' | 'timeZone' | 'correlationId' | 'traceparent'
>;

/** The entry of an action that begins now. Pure. */
export function newAction(
  origin: ActionOrigin,
  { tool, input, effect, tier, toolCallId, toolUseId }: LookedAt & { toolCallId: string; toolUseId?: string },
  made: { actionId: string; createdAt: string; confirmation?: ConfirmationRow },
): ActionRow {
  const { actionId, createdAt, confirmation } = made;
  const { nationSlug, userId, sessionId, role, queryId, conversationId, timeZone, correlationId, traceparent } = origin;
  return {
    actionId,
    nationSlug,
    userId,
    sessionId,
    role: confirmation?.decidedRole ?? role,
    queryId,
    conversationId,
    toolCallId,
    toolUseId,
    confirmationId: confirmation?.confirmationId,
    tool: tool.name,
    version: tool.version,
    title: tool.title(input),
    tier,
    status: 'running',
    targets: effect.targets.ids.length,
    done: 0,
    alreadySo: 0,
    failed: 0,
    unknown: 0,
    notTried: 0,
    failures: [],
    undo: tool.undo.classOf?.(input) ?? tool.undo.class,
    reversible: effect.reversible,
    background: false,
    undoes: effect.undoes,
    notAllowed: effect.notAllowed,
    createdAt,
    timeZone,
    correlationId,
    traceparent,
    revision: 1,
    fence: 1,
    leaseUntil: new Date(Date.parse(createdAt) + actionLeaseMs).toISOString(),
  };
}
