import type { Link } from '@nat/contracts';
import type { Journal } from '../tools/kit/journal';
import { failuresOf } from '../tools/writing/account';
import { factsOf } from './action-facts';
import type { ActionRow } from './action-row';
import type { ActionEnd } from './action.store';

export interface EndParts {
  summary: string;
  endedAt: string;
  /** Of an undo: the action it takes back. */
  original?: ActionRow;
  /** Present when its query went on without it, so that its conversation is told. */
  told?: { links: readonly Link[] };
}

/** What ends an action, out of its journal. Pure. */
export function endOf(action: ActionRow, journal: Journal, { summary, endedAt, original, told }: EndParts): ActionEnd {
  const { actionId, title, conversationId } = action;
  const final = finalOf(action, journal, summary, endedAt);
  return {
    action,
    final,
    ...(original && { original: originalAfter(original, action, final) }),
    ...(told &&
      conversationId !== undefined && {
        note: { actionId, text: `${title}: ${summary}`, links: [...told.links], createdAt: endedAt },
      }),
    facts: factsOf(action, final),
  };
}

/** What an action came to, out of its journal: five numbers that add up to its targets. Pure. */
export function finalOf(action: ActionRow, journal: Journal, summary: string, endedAt: string): ActionEnd['final'] {
  const { done, alreadySo, failed, unknown, notTried } = journal.counts();
  // Targets that never came into the journal were not tried either.
  const missing = Math.max(0, action.targets - journal.items().length);
  const counts = { done, alreadySo, failed, unknown, notTried: notTried + missing };
  return { ...counts, status: statusOf(counts, action.targets), failures: failuresOf(journal).slice(0, 20), summary, endedAt };
}

type Counts = Pick<ActionRow, 'done' | 'alreadySo' | 'failed' | 'unknown' | 'notTried'>;

/** What nobody can tell may have been done: an action that may have changed something has not simply failed. */
function statusOf({ done, alreadySo, unknown }: Counts, targets: number): 'completed' | 'partially_failed' | 'failed' {
  if (done + alreadySo === targets) return 'completed';
  return done + alreadySo + unknown > 0 ? 'partially_failed' : 'failed';
}

/**
 * What an undo has made of the action it takes back: all of what that had done, a part, or nothing, and then it can be tried
 * again. What it was not allowed to take back is left to a later one. Pure.
 */
export function originalAfter(
  original: ActionRow,
  undo: ActionRow,
  { done, alreadySo }: Counts,
): NonNullable<ActionEnd['original']> {
  const { actionId, status } = original;
  const all = done + alreadySo >= undo.targets && !undo.notAllowed;
  if (all) return { actionId, status: 'undone', undoneBy: undo.actionId };
  if (done + alreadySo > 0) return { actionId, status: 'partially_undone', undoneBy: undo.actionId };
  return { actionId, status };
}
