import type { NatClient } from '@nat/client';
import { watchQuery, type Watching } from './ask-once';
import { NothingToDo } from './ask-problem';
import { type AskResult, resultOf, takeDecision } from './ask-result';
import { decideOne } from './decide';
import { decideUndo, type Undoing, type Undone } from './undo';

/**
 * Decides one change that was left waiting, and follows what it belongs to: its query, where nothing else of that waits, or
 * the undo it is.
 */
export async function decideStanding(
  client: NatClient,
  confirmationId: string,
  watching: Watching,
  undoing: Undoing,
): Promise<AskResult | Undone> {
  const confirmation = await client.confirmation(confirmationId);
  const { status, queryId } = confirmation;
  if (status !== 'pending') throw new NothingToDo(`This change does not wait any more: it is ${status.replaceAll('_', ' ')}.`);
  if (queryId === undefined) return decideUndo(client, confirmation, undoing);
  const before = await client.getQuery(queryId);
  const result = resultOf(before);
  const decided = await decideOne(client, confirmation, watching);
  if (decided.outcome === 'settled') throw decided.problem;
  if (decided.outcome === 'decided') takeDecision(result, decided.confirmation);
  const isWaiting = decided.outcome === 'left' || result.confirmations.some(held => held.status === 'pending');
  if (isWaiting) return { ...result, status: 'awaiting_confirmation' };
  return watchQuery(client, client.follow(queryId, { after: before.lastEventId }), watching, result);
}
