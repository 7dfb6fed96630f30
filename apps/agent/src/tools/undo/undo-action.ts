import { NationBuilderError } from '@nat/nationbuilder';
import { z } from 'zod';
import { defineTool, type Effect, type EffectPart, type ToolContext, type ToolResult, type WriteTool } from '../kit/define-tool';
import type { Journal } from '../kit/journal';
import { ToolError } from '../kit/tool-error';
import { accountOf } from '../writing/account';
import { parameter } from '../writing/attribute-parameters';
import { idsIn, planTargets, reasonOf } from '../writing/item-writes';
import type { Input } from '../writing/one-target-tool';
import { highest } from '../writing/tiers';
import { changedSince } from './conflicts';
import { SubJournal } from './sub-journal';
import { undoEffect } from './undo-effect';

const changedReason = 'changed since';

/** Finds a tool that changes something, by its name. */
export type FindWriteTool = (name: string) => WriteTool<Input> | undefined;

/**
 * Takes a change back by the calls that its own tool knows. What they are is settled when it is looked at and kept with the
 * change, so that what runs is what was shown, and so that an undo can be undone.
 */
export function undoAction(find: FindWriteTool): WriteTool<Input> {
  const toolOf = (name: string): WriteTool<Input> => {
    const tool = find(name);
    if (!tool) throw new Error(`no tool ${name} takes anything back`);
    return tool;
  };
  return defineTool({
    name: 'undo_action',
    version: 1,
    effect: 'reversible',
    minRole: 'member',
    description: 'Takes back a change made here: the newest of this person, or the one named.',
    input: z.strictObject({
      action_id: parameter('string', 'action_id of the change.').optional(),
      accept_changes: parameter('boolean', 'Also what somebody changed since. Only when asked for.').optional(),
    }),
    operations: [],
    title: () => 'Taking a change back',
    // Whoever overwrites what somebody else wrote looks at it first.
    tier: ({ accept_changes: accepts }, effect) =>
      highest(
        'reversible',
        (effect.count > 1 || accepts === true) && 'critical',
        ...(effect.parts ?? []).map(({ tier }) => severe(tier)),
      ),
    preview: (input, context) => undoEffect(input, context, toolOf),
    run: (_, context, write) => run(context, write, toolOf),
    undo: {
      class: 'exact',
      plan: (_, journal, effect) =>
        (effect.parts ?? [])
          .flatMap(({ call }, index) => toolOf(call.tool).undo.plan?.(call.input, new SubJournal(journal, index), effect) ?? [])
          .reverse(),
    },
  });
}

/** What asks for itself; a change of one record that is written back does not. */
const severe = (tier: EffectPart['tier']) => (tier === 'critical' || tier === 'outbound') && tier;

async function run(
  context: ToolContext,
  { effect, journal }: { effect: Effect; journal: Journal },
  toolOf: (name: string) => WriteTool<Input>,
): Promise<ToolResult> {
  const parts = effect.parts ?? [];
  for (const [index, part] of parts.entries()) {
    if (context.signal.aborted) break;
    const sub = new SubJournal(journal, index);
    if (!(await leftAlone(part, sub, context))) await takeBack(part, sub, context, toolOf);
    const { done, alreadySo, failed, unknown } = journal.counts();
    context.progress?.({ done, alreadySo, failed: failed + unknown, total: effect.targets.ids.length });
  }
  return accountOf(journal, { did: 'Took back', ...(parts.length === 1 && { label: parts[0]!.sample[0]?.label }) });
}

/**
 * True when somebody changed the record since, or, where that was accepted, since it was shown: then it stays as it is, and is
 * told. Asked also of what an earlier run had begun and not ended: what that wrote itself is recognized.
 */
async function leftAlone({ targets, before, after }: EffectPart, journal: Journal, context: ToolContext): Promise<boolean> {
  const [item] = journal.items();
  if (!after || (item && item.state !== 'planned' && item.state !== 'sent')) return false;
  const [id] = targets.ids;
  let reason: string | undefined;
  try {
    const changed = await changedSince({ id: id!, type: targets.type, before, after }, context);
    reason = Object.keys(changed).length > 0 ? changedReason : undefined;
  } catch (error) {
    if (!(error instanceof NationBuilderError) || context.signal.aborted) throw error;
    // What it means that the record is gone, the call knows: one that deletes it may have done so.
    if (error.kind === 'not_found') return false;
    reason = reasonOf(error);
  }
  if (reason === undefined) return false;
  await planTargets(targets, journal);
  // Whether what was sent was written before somebody else wrote, nobody can tell.
  await journal.mark(targets.ids, { state: item?.state === 'sent' ? 'unknown' : 'failed', reason });
  return true;
}

async function takeBack(
  { call, targets, sample }: EffectPart,
  journal: Journal,
  context: ToolContext,
  toolOf: (name: string) => WriteTool<Input>,
): Promise<void> {
  const tool = toolOf(call.tool);
  const effect: Effect = { kind: '', count: targets.ids.length, sample, changes: [], reversible: true, notes: [], targets };
  try {
    await tool.run(call.input, context, { effect, journal });
  } catch (error) {
    if (!(error instanceof ToolError) && !(error instanceof NationBuilderError)) throw error;
    if (context.signal.aborted) return;
    await journal.mark(idsIn(journal, 'planned'), { state: 'failed', reason: reasonOf(error) });
  }
}
