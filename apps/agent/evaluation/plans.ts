import { eventPlans } from './plans/events.plans';
import { groupPlans } from './plans/groups.plans';
import { journeyPlans } from './plans/journeys.plans';
import { moneyPlans } from './plans/money.plans';
import { peoplePlans } from './plans/people.plans';
import type { QuestionPlan } from './question-plan';

/** How each question of `questions.json` is answered, by its id. */
export const plans: ReadonlyMap<string, QuestionPlan> = new Map(
  [...peoplePlans, ...moneyPlans, ...eventPlans, ...groupPlans, ...journeyPlans].map(plan => [plan.id, plan]),
);
