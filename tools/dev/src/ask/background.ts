import { type NatClient, NatProblem } from '@nat/client';
import type { Action, ActionStreamEvent } from '@nat/contracts';

/**
 * Follows a change that works on in the background to its end, and answers what the ledger says then. Aborting the signal
 * leaves it working: the answer is then how it stands.
 */
export async function followToEnd(
  client: NatClient,
  actionId: string,
  onEvent: (event: ActionStreamEvent) => void,
  signal: AbortSignal,
): Promise<Action> {
  try {
    for await (const event of client.followAction(actionId, { signal })) onEvent(event);
  } catch (error) {
    const gone = error instanceof NatProblem && error.code === 'events_expired';
    if (!gone && !signal.aborted) throw error;
  }
  return client.action(actionId);
}
