import { type NatClient, NatProblem } from '@nat/client';
import type { Confirmation, DecisionRequest, ProblemCode } from '@nat/contracts';
import type { Card } from './card';

export type Decision = Pick<DecisionRequest, 'decision' | 'reason' | 'typedCount'>;

/** Decides one change, or leaves it waiting. */
export type Decide = (card: Card) => Promise<Decision | 'leave'>;

/** What became of a change that was decided here: Nat took the decision, or it was settled before that came. */
export type Outcome =
  | { outcome: 'settled'; confirmation: Confirmation; problem: NatProblem }
  | { outcome: 'decided'; confirmation: Confirmation; decision: Decision['decision']; eventsUrl?: string };

/** What became of a change that was put to somebody. */
export type Decided = { outcome: 'left' } | Outcome;

/** How changes that wait are decided. */
export interface Deciding {
  /** Asked of every change that waits. */
  decide: Decide;
  /** Outcome what became of one: of a decision only once Nat has taken it. */
  onDecided?: (card: Card, decided: Outcome) => void;
}

/** Somebody was faster, or nobody fast enough: the query tells how it went on. */
const settled: ReadonlySet<ProblemCode> = new Set<ProblemCode>(['confirmation_already_decided', 'confirmation_expired']);

/** Puts one change to whoever decides and tells Nat. Rejects with {@link NatProblem} where Nat refuses the decision. */
export async function decideOne(client: NatClient, card: Card, { decide, onDecided }: Deciding): Promise<Decided> {
  const told = await decide(card);
  if (told === 'leave') return { outcome: 'left' };
  const decided = await tellNat(client, card, told);
  onDecided?.(card, decided);
  return decided;
}

async function tellNat(client: NatClient, card: Card, { decision, ...more }: Decision): Promise<Outcome> {
  try {
    const { confirmation, eventsUrl } = await client.decide(card, decision, more);
    return { outcome: 'decided', confirmation, decision, ...(eventsUrl !== undefined && { eventsUrl }) };
  } catch (error) {
    if (!(error instanceof NatProblem) || !settled.has(error.code)) throw error;
    return { outcome: 'settled', confirmation: await client.confirmation(card.confirmationId), problem: error };
  }
}

/** Puts changes to whoever decides, one after another. */
export async function decideAll(client: NatClient, cards: readonly Card[], deciding: Deciding): Promise<Decided[]> {
  const decided: Decided[] = [];
  for (const card of cards) decided.push(await decideOne(client, card, deciding));
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
