import { splitClauses } from '../clauses';
import { CannotAnswer, type PlanKit } from '../plan';
import { readAskedPeople } from './asked-people';
import type { Selection } from './selection';

/**
 * Whom "them" means: the selection that was kept for the newest question about people, or else that question's own people, found
 * anew; with the further conditions. Ends the plan when nothing asked before was about people.
 */
export function earlierSelection(
  kit: PlanKit,
  { conditions }: Selection,
): { selection: Selection; resultSet: string | undefined } {
  for (const { question, resultSet } of kit.earlier) {
    const before = splitClauses(question)
      .toReversed()
      .map(clause => readAskedPeople(clause, kit)?.selection)
      .find(selection => selection && !selection.ofThem);
    if (resultSet) {
      const noun = before?.noun ?? (['person', 'people'] as const);
      return { selection: { noun, conditions, persons: false, ofThem: true }, resultSet };
    }
    if (before) return { selection: { ...before, conditions: [...before.conditions, ...conditions] }, resultSet: undefined };
  }
  throw new CannotAnswer('I do not know whom you mean. Please ask for a group of people first, or name it here.');
}
