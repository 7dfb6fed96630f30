import { type NatClient, NatProblem } from '@nat/client';
import type { Confirmation, DecisionRequest, ProblemCode } from '@nat/contracts';
import type { Card } from './card';

export type Decision = Pick<DecisionRequest, 'decision' | 'reason' | 'typedCount'>;

/** Decides one change, or leaves it waiting. */
export type Decide = (card: Card) => Promise<Decision | 'leave'>;

/** What became of a change that was put to somebody: decided, left, or settled before the decision came. */
export type Decided =
  | { outcome: 'left' }
  | { outcome: 'settled'; confirmation: Confirmation; problem: NatProblem }
  | { outcome: 'decided'; confirmation: Confirmation; decision: Decision['decision']; eventsUrl?: string };

/** Somebody was faster, or nobody fast enough: the query tells how it went on. */
const settled: ReadonlySet<ProblemCode> = new Set<ProblemCode>(['confirmation_already_decided', 'confirmation_expired']);

/** Puts one change to whoever decides and tells Nat. Rejects with {@link NatProblem} where Nat refuses the decision. */
export async function decideOne(client: NatClient, card: Card, decide: Decide): Promise<Decided> {
  const told = await decide(card);
  if (told === 'leave') return { outcome: 'left' };
  const { decision, ...more } = told;
  try {
    const { confirmation, eventsUrl } = await client.decide(card, decision, more);
    return { outcome: 'decided', confirmation, decision, ...(eventsUrl !== undefined && { eventsUrl }) };
  } catch (error) {
    if (!(error instanceof NatProblem) || !settled.has(error.code)) throw error;
    return { outcome: 'settled', confirmation: await client.confirmation(card.confirmationId), problem: error };
  }
}

/** Puts changes to whoever decides, one after another. */
export async function decideAll(client: NatClient, cards: readonly Card[], decide: Decide): Promise<Decided[]> {
  const decided: Decided[] = [];
  for (const card of cards) decided.push(await decideOne(client, card, decide));
  return decided;
}

/**
 * The same decision for every change, for scripts. An approval of one that wants its number typed needs exactly that number:
 * with none or another one the change is left waiting.
 *
 * @param count the number of targets, as a person would type it.
 */
export function alike(decision: Decision['decision'], count?: number): Decide {
  return async ({ typedCountRequired, effect }) => {
    if (decision === 'deny' || !typedCountRequired) return { decision };
    return count === effect.count ? { decision, typedCount: count } : 'leave';
  };
}

/** Leaves everything waiting. */
export const leaving: Decide = async () => 'leave';
