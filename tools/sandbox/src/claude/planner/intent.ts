import type { Selection } from './people/selection';
import type { FindsPerson, Plan, PlanKit } from './plan';

/**
 * One kind of question. `read` recognizes a clause and returns how to answer it, or undefined when the clause says anything that
 * this intent would have to ignore: a qualifier that is dropped in silence makes a wrong answer.
 */
export interface Intent {
  /** Tools without which no question of this kind can be answered. */
  readonly needs: readonly string[];
  /** Shown to people who ask what they can ask. */
  readonly examples: readonly string[];
  read(clause: string, kit: PlanKit, earlier: string | undefined): Reading | undefined;
}

/** How a clause is answered, and whom it is about: "her" and "them" in the clauses that follow. */
export type Reading = (() => Plan) & { about?: FindsPerson; people?: Selection };

/** A reading about people that later clauses can refer to. */
export const aboutPeople = (people: Selection, plan: () => Plan): Reading => Object.assign(() => plan(), { people });

/** A reading that later clauses can refer to. */
export const aboutPerson = (about: FindsPerson | undefined, plan: () => Plan): Reading =>
  Object.assign(() => plan(), about && { about });
