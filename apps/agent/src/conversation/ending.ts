import { decidedFact } from '../confirmations/confirmation-facts';
import type { ConfirmationRow } from '../confirmations/confirmation-row';
import type { ConfirmationStore } from '../confirmations/confirmation.store';
import type { StoredMessage } from '../loop/history';
import { refused } from '../loop/tool-outcome';
import { notApproved, notRunSentence } from '../loop/wording';
import type { QueryEnd } from './agent.store';
import { filledResults, type PendingTurn } from './pending-turn';
import type { QueryRow } from './query-row';

/** Held calls of a query that nobody can approve once it has ended. */
export async function closesOf(
  query: QueryRow,
  confirmations: ConfirmationStore,
  status: 'expired' | 'superseded',
  time: string,
): Promise<NonNullable<QueryEnd['closes']>> {
  const found = await Promise.all((query.confirmationIds ?? []).map(id => confirmations.find(query, id)));
  const open = found.filter((row): row is ConfirmationRow => row?.status === 'pending' || row?.status === 'approved');
  return open.map(row => {
    // Only time makes one expire; what was approved and not begun is told as what it is.
    const to = row.status === 'pending' && row.expires <= time ? 'expired' : row.status === 'pending' ? status : 'superseded';
    return { row, status: to, fact: decidedFact(row, { status: to, time }, query) };
  });
}

/**
 * The message that gives every call of the turn a result, so that the conversation can go on after the query: those that are
 * there, and for the others that they were not run, and why.
 */
export function closingMessage(
  { queryId }: QueryRow,
  pending: PendingTurn,
  seq: number,
  told: { status: 'expired' | 'superseded' | 'not_run'; createdAt: string },
): StoredMessage {
  const { status, createdAt } = told;
  const refusal = refused(status, status === 'not_run' ? notRunSentence : notApproved[status]);
  return { seq, queryId, role: 'user', content: filledResults(pending, refusal), createdAt };
}
