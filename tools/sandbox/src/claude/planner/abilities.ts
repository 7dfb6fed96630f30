import type { Intent } from './intent';
import { questions } from './intents/questions';
import { orders } from './orders/orders';
import type { PlanKit } from './plan';

const shown = { orders: 8, questions: 12 };

/** What this is, what it can do with the tools at hand, and what brings the rest. */
export function abilities(kit: PlanKit): string {
  const examples = [...examplesOf(orders, kit, shown.orders), ...examplesOf(questions, kit, shown.questions)];
  if (examples.length === 0) return `${whatIAm} I answer by looking things up with tools, and none that I know is offered to me.`;
  return `${whatIAm} I understand questions and orders such as:\n${examples.map(example => `- ${example}`).join('\n')}\n${whatBringsMore}`;
}

/** One of each kind before a second of any. */
function examplesOf(kinds: readonly Intent[], kit: PlanKit, most: number): string[] {
  const able = kinds.filter(({ needs }) => needs.every(tool => kit.offers(tool)));
  const examples = able.map(intent => intent.examples);
  return [...examples.flatMap(([first = []]) => first), ...examples.flatMap(([, ...more]) => more)].slice(0, most);
}

const whatIAm = 'I am a simple stand-in for a language model: rules, for trying Nat without a key.';
const whatBringsMore = 'A key for the real model (ANTHROPIC_API_KEY) brings answers to questions in any words.';
