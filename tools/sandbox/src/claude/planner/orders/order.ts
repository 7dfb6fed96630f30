import type { ToolOutcome } from '../conversation';
import { CannotAnswer, type Plan, type PlanKit } from '../plan';
import { listed, named } from '../wording';

/** A change that an order asks for, once everything it needs is known. */
export interface Change {
  tool: string;
  input: Record<string, unknown>;
  /** In the infinitive: `tag 12 people who gave over $100.00 as “major donor”`. */
  would: string;
}

/** Asks for the change and tells what the answer says of it: held for an approval, done, or refused. */
export function* carryOut(kit: PlanKit, { tool, input, would }: Change): Plan {
  const [outcome] = yield [kit.plan(`how to ${would}`, tool, input)];
  return told(outcome, would);
}

function told(outcome: ToolOutcome | undefined, would: string): string {
  if (outcome?.ok) return `Done: ${would}.`;
  const held = outcome?.held;
  if (!held) throw new CannotAnswer(`I could not ${would}: ${reason(outcome)}. Nothing was changed.`);
  const sample = held.sample.map(label => named(label).replace(/, ([^,]+)$/, ' ($1)'));
  const whom = sample.length > 0 ? ` It concerns ${listed(sample, Math.max(held.count, sample.length))}.` : '';
  const notes = held.notes.map(note => ` ${note.replace(/\s+/g, ' ').trim()}`).join('');
  return `Nothing was changed. This needs an approval: it would ${would}.${whom}${notes}`;
}

const reason = (outcome: ToolOutcome | undefined): string =>
  (outcome && !outcome.ok ? outcome.message : 'there is no result').replace(/\s+/g, ' ').replace(/[.\s]+$/, '');
