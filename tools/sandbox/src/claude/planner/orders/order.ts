import type { Plan, PlanKit, Step } from '../plan';
import type { ToolOutcome } from '../tool-outcome';
import { infinitive, toldChange, type Saying } from './told-change';

/** A call that changes something, once everything it needs is known. */
export interface ChangeCall {
  tool: string;
  input: Record<string, unknown>;
}

/** Asks for the change; gives back what became of it. */
export function* ask(kit: PlanKit, { tool, input }: ChangeCall, saying: Saying): Step<ToolOutcome | undefined> {
  const [outcome] = yield [kit.planChange(infinitive(saying), tool, input)];
  return outcome;
}

/** Asks for the change and tells what became of it. */
export function* carryOut(kit: PlanKit, call: ChangeCall, saying: Saying): Plan {
  return toldChange(yield* ask(kit, call, saying), saying);
}

/** The words of a change of one thing. */
export const ofOne = (verb: Saying['verb'], what: string, instead?: string): Saying => ({
  verb,
  what: () => what,
  whom: () => '',
  count: 1,
  ...(instead && { instead }),
});
