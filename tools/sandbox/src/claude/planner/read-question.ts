import { abilities } from './abilities';
import { choiceOf } from './choosing';
import { orderVerbs, splitClauses } from './clauses';
import type { Conversation } from './conversation';
import type { Intent, Reading } from './intent';
import { questions } from './intents/questions';
import { orders } from './orders/orders';
import { advance, CannotAnswer, type Mentioned, type Plan, type PlanKit } from './plan';
import { listed, named } from './wording';

/** Every kind of question and order, narrow before wide: the first intent that reads a clause has it. */
export const intents: readonly Intent[] = [...orders, ...questions];

/** How each clause of the newest question is answered. What cannot be read is said once, with what can be asked instead. */
export function readQuestion({ question }: Pick<Conversation, 'question'>, kit: PlanKit): (() => Plan)[] {
  const clauses = splitClauses(question);
  const readings = readClauses(clauses, kit);
  const unread = clauses.filter((_, index) => !readings[index]);
  const chosen = clauses.length === 1 && unread.length === 1 ? readChoice(clauses[0]!, kit) : [];
  if (chosen.length > 0) return chosen;
  const plans = readings.filter(reading => reading !== undefined);
  return unread.length > 0 ? [...plans, says(misunderstood(unread, kit))] : plans;
}

function readClauses(clauses: readonly string[], kit: PlanKit): (Reading | undefined)[] {
  let spokenOf: Mentioned = {};
  return clauses.map((clause, index) => {
    const reading = readClause(clause, kit.after(clauses.slice(0, index), spokenOf), clauses[index - 1]);
    const { about = spokenOf.mentioned, people } = reading ?? {};
    // "Them" are the people of the order right before; somebody who was named is spoken of until another one is.
    spokenOf = { ...(about && { mentioned: about }), ...(people && { people }) };
    return reading;
  });
}

/** Longer ones are not questions, and patterns are slow on them. */
const longestClause = 300;

function readClause(clause: string, kit: PlanKit, earlier: string | undefined): Reading | undefined {
  if (clause.length > longestClause) return undefined;
  if (/^(?:help|what can you do|what can i ask(?: you)?|who are you)$/i.test(clause)) return says(abilities(kit));
  for (const intent of intents) {
    const reading = intent.read(clause, kit, earlier);
    if (reading) return reading;
  }
  return undefined;
}

/**
 * The rest of the question before, where that ended with a choice and this clause makes it: "the one in Austin". What of it was
 * answered or done already is not done again.
 */
function readChoice(clause: string, kit: PlanKit): (() => Plan)[] {
  // What came to no call was not understood either: the choice still stands.
  const answered = kit.earlier.findIndex(({ calls }) => calls.length > 0);
  const before = kit.earlier[answered];
  if (!before || answered >= mostTries) return [];
  const then = kit.asOf(before);
  const asks = (plan: () => Plan): boolean => 'asks' in advance(plan, before.calls);
  const open = readQuestion(before, then).flatMap((plan, index) => (asks(plan) ? [index] : []));
  if (open.length === 0) return [];
  const again = readQuestion(before, then.choosing(choiceOf(clause)));
  return open.map(index => again[index]!).filter(plan => !asks(plan));
}

/** Questions in a row that may fail to choose. */
const mostTries = 3;

const order = new RegExp(`^(?:${orderVerbs})\\b`, 'i');

function misunderstood(clauses: string[], kit: PlanKit): string {
  const quoted = listed(clauses.map(clause => `“${named(clause, 'what you wrote')}”`));
  const unchanged = clauses.some(clause => order.test(clause)) ? ' Nothing was changed.' : '';
  return `I did not understand ${quoted}.${unchanged} ${abilities(kit)}`;
}

/** A plan that needs nothing looked up. */
const says = (sentence: string) => () => {
  throw new CannotAnswer(sentence);
};
