import type { ResourceType } from '@nat/nationbuilder';
import { z } from 'zod';
import { defineTool, type Effect, type ToolContext, type WriteTool } from '../kit/define-tool';
import { nounOf } from '../kit/nouns';
import { accountOf } from './account';
import { shownChanges } from './changes';
import { type Prepare, type Prepared, runItems } from './item-writes';
import { highest, tierOfEffect, type WriteTier } from './tiers';

export type Input = Record<string, unknown>;

/** Said on the card of a write that cannot be taken back. */
export const cannotBeUndone = 'This cannot be undone.';

/** A tool of one target, as its author says it. */
export interface OneTargetTool {
  name: string;
  description: string;
  effect: WriteTier;
  input: Record<string, z.ZodType>;
  operations: readonly string[];
  /** Shown while it runs, such as `Tagging a person`. */
  title: string;
  /** Such as `Tagged`. */
  did: string;
  /** What the effect is about: the type of the record that is touched or made. */
  kind: ResourceType | ((input: Input) => ResourceType);
  /** The one target of a call. */
  target(input: Input, context: ToolContext): Promise<{ type: ResourceType; id: string }> | { type: ResourceType; id: string };
  prepare(input: Input, id: string, context: ToolContext, wasSent: boolean): Promise<Prepared>;
  /** Raises the tier by what is said in the input. */
  raise?(input: Input): WriteTier | undefined;
  /** Type of what it makes, where it makes something. */
  makes?: ResourceType | ((input: Input) => ResourceType);
  undo: WriteTool['undo'];
}

/** A tool that writes to one target, with preview, journal and account as all of them have. */
export function oneTargetTool(rule: OneTargetTool): WriteTool<Input> {
  const { name, description, effect: base, title, did, undo } = rule;
  const prepareIn =
    (input: Input, context: ToolContext): Prepare =>
    (id, wasSent) =>
      rule.prepare(input, id, context, wasSent);
  return defineTool({
    name,
    version: 1,
    effect: base,
    minRole: 'member',
    operations: rule.operations,
    description,
    input: z.strictObject(rule.input),
    title: () => title,
    tier: (input, effect) => highest(base, tierOfEffect(effect), rule.raise?.(input)),
    preview: async (input, context) => {
      const { type, id } = await rule.target(input, context);
      const prepared = await rule.prepare(input, id, context, false);
      return effectOfOne(nounOf(typeIn(rule.kind, input)!), { type, id }, prepared, undo.class !== 'none');
    },
    run: async (input, context, { effect, journal }) => {
      const prepared = await runItems(effect, prepareIn(input, context), context, journal);
      const [id] = effect.targets.ids;
      const { label = effect.sample[0]?.label ?? title, link } = prepared.get(id!) ?? {};
      const madeId = journal.items()[0]?.createdId;
      const makes = typeIn(rule.makes, input);
      const made = makes && madeId ? context.links.to(makes, madeId, label) : undefined;
      return accountOf(journal, { did, label, madeType: makes, links: [made, link] });
    },
    undo,
  });
}

const typeIn = (type: ResourceType | ((input: Input) => ResourceType) | undefined, input: Input): ResourceType | undefined =>
  typeof type === 'function' ? type(input) : type;

async function effectOfOne(
  kind: string,
  target: { type: ResourceType; id: string },
  prepared: Prepared,
  undoable: boolean,
): Promise<Effect> {
  const reversible = prepared.reversible ?? undoable;
  return {
    kind,
    count: 1,
    sample: [{ id: target.id, label: prepared.label }],
    changes: (await prepared.changes()).slice(0, shownChanges),
    reversible,
    ...(prepared.reaches && { recipients: 1 }),
    notes: [...prepared.notes, ...(reversible ? [] : [cannotBeUndone])],
    targets: { type: target.type, ids: [target.id] },
  };
}
