import type { NationSlug, Role, Surface } from '@nat/contracts';
import { isDeletion, needsTypedCount } from '../loop/gate';
import { inputHash, type LookedAt } from '../loop/looked-at';
import { decisionMs } from './confirmation-row';
import type { Held } from './confirmation.store';

/** Whom a held call belongs to. */
export interface HeldFor {
  nationSlug: NationSlug;
  userId: string;
  sessionId: string;
  role: Role;
  surface: Surface;
  queryId?: string;
  conversationId?: string;
}

/** The record of a call that waits from now on. Pure. */
export function newConfirmation(
  { nationSlug, userId, sessionId, role, surface, queryId, conversationId }: HeldFor,
  { tool, input, effect, tier, digest }: LookedAt,
  made: { confirmationId: string; toolCallId: string; toolUseId?: string; now: number },
): Held {
  const { confirmationId, toolCallId, toolUseId, now } = made;
  const life = surface === 'automation' ? decisionMs.scheduled : decisionMs.interactive;
  const { count: targets, recipients, undoes } = effect;
  return {
    row: {
      confirmationId,
      nationSlug,
      userId,
      sessionId,
      role,
      surface,
      queryId,
      conversationId,
      toolCallId,
      toolUseId,
      tool: tool.name,
      version: tool.version,
      title: tool.title(input),
      tier,
      targets,
      inputHash: inputHash({ tool, input, effect }),
      effectDigest: digest,
      typedCountRequired: needsTypedCount({ targets, recipients, deletes: isDeletion(tool.name, input, effect) }),
      status: 'pending',
      createdAt: new Date(now).toISOString(),
      expires: new Date(now + life).toISOString(),
      undoes,
    },
    content: { input, effect: { ...effect, targets: { ...effect.targets, ids: [...effect.targets.ids] } } },
  };
}
