import { splitClauses } from '../clauses';
import { CannotAnswer, type PlanKit } from '../plan';
import { readAskedPeople } from './asked-people';
import type { Selection } from './selection';

const somebody = ['person', 'people'] as const;

/**
 * Whom "them" means: the selection that was kept for the newest question about people, or else that question's own people, found
 * anew; with the further conditions. Ends the plan when nothing asked before was about people.
 */
export function earlierSelection(
  kit: PlanKit,
  { conditions }: Selection,
): { selection: Selection; resultSet: string | undefined } {
  const { mentionedPeople: ordered } = kit;
  if (ordered) return { selection: { ...ordered, conditions: [...ordered.conditions, ...conditions] }, resultSet: undefined };
  for (const { question, resultSet } of kit.earlier) {
    const before = peopleIn(question, kit);
    if (resultSet) {
      const noun = before?.noun ?? somebody;
      return { selection: { noun, conditions, persons: false, ofThem: true }, resultSet };
    }
    if (before) return { selection: { ...before, conditions: [...before.conditions, ...conditions] }, resultSet: undefined };
  }
  throw new CannotAnswer('I do not know whom you mean. Please ask for a group of people first, or name it here.');
}

/** The selection that "them" and nothing more means, as it was kept; undefined where people have to be found first. */
export function earlierPeople(
  kit: PlanKit,
  { ofThem, conditions }: Selection,
): { resultSet: string; count: number; noun: Selection['noun'] } | undefined {
  if (!ofThem || conditions.length > 0 || kit.mentionedPeople) return undefined;
  const before = kit.earlier.find(({ question, resultSet }) => resultSet !== undefined || peopleIn(question, kit) !== undefined);
  if (before?.resultSet === undefined || before.count === undefined) return undefined;
  return { resultSet: before.resultSet, count: before.count, noun: peopleIn(before.question, kit)?.noun ?? somebody };
}

/** Whom the last clause of a question asks for that asks for people by more than "them". */
export const peopleIn = (question: string, kit: PlanKit): Selection | undefined =>
  splitClauses(question)
    .toReversed()
    .map(clause => readAskedPeople(clause, kit)?.selection)
    .find(selection => selection && !selection.ofThem);
