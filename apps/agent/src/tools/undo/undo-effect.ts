import { NationBuilderError, type NationBuilderErrorKind } from '@nat/nationbuilder';
import type { Effect, EffectPart, ToolContext, UndoCall, WriteTool } from '../kit/define-tool';
import type { UndoPlan } from '../kit/ledger';
import { ToolError } from '../kit/tool-error';
import { InMemoryResultSets } from '../results/in-memory-result-set.store';
import { reasonOf } from '../writing/item-writes';
import type { Input } from '../writing/one-target-tool';
import { changedSince } from './conflicts';

/** Calls that are looked at one by one; of more, those that name their record are like the first of their kind. */
const lookedAtEach = 50;
const shownTargets = 5;
const shownChanges = 10;

interface Looked {
  part: EffectPart;
  effect?: Effect;
  /** How many people it may reach. */
  recipients: number;
  /** What somebody changed since. */
  changed: string[];
}

/**
 * What taking a change back would do.
 *
 * @throws ToolError `changed_since` when all of it was changed since and that was not accepted; `not_undoable`, `not_found`.
 * @throws NationBuilderError when NationBuilder does not answer: nothing is known then of what could be taken back.
 */
export async function undoEffect(
  input: Input,
  context: ToolContext,
  toolOf: (name: string) => WriteTool<Input>,
): Promise<Effect> {
  const plan = await context.ledger.undoPlan(typeof input.action_id === 'string' ? input.action_id : undefined);
  const accepts = input.accept_changes === true;
  const looked: Looked[] = [];
  const lost: string[] = [];
  for (const [index, call] of plan.calls.entries()) {
    const like = index >= lookedAtEach ? likeIt(call, looked, plan) : undefined;
    if (like) looked.push(like);
    else
      await lookAt(call, plan, context, toolOf).then(
        one => looked.push(one),
        error => lost.push(lostReason(error)),
      );
  }
  if (looked.length === 0) throw new ToolError('not_undoable', `It cannot be taken back: ${lost[0] ?? 'nothing is left of it'}.`);
  refuseIfAllChanged(looked, accepts);
  return combined(plan, looked, lost, accepts);
}

async function lookAt(
  call: UndoCall,
  plan: UndoPlan,
  context: ToolContext,
  toolOf: (name: string) => WriteTool<Input>,
): Promise<Looked> {
  const tool = toolOf(call.tool);
  const { given, input } = await withPeople(call, context);
  const effect = await tool.preview(input, given);
  const { targets, sample } = effect;
  const left = leftBy(call, plan);
  const tier = tool.tier?.(input, effect) ?? tool.effect;
  const [id] = targets.ids;
  const changed = id === undefined ? [] : await changedSince({ ...left, id, type: targets.type }, context);
  const part = { call: { ...call, input }, tier, targets, sample, ...left };
  return { part, effect, recipients: effect.recipients ?? 0, changed };
}

/** People it is about are a selection of this call alone. */
async function withPeople({ people, input }: UndoCall, context: ToolContext): Promise<{ given: ToolContext; input: Input }> {
  if (!people) return { given: context, input };
  const resultSets = new InMemoryResultSets(() => context.clock.iso());
  const { id } = await resultSets.save({ type: 'signups', ids: [...people], criteria: 'of an earlier change', truncated: false });
  return { given: { ...context, resultSets }, input: { ...input, result_set: id } };
}

/**
 * A call as one before it was looked at: the same done to another record, which it names. Undefined where it names none, as what
 * makes a record anew: whom that is about is found out by looking alone.
 */
function likeIt(call: UndoCall, looked: readonly Looked[], plan: UndoPlan): Looked | undefined {
  const { id, type, action } = call.input;
  const like = looked.find(({ part: { call: other } }) => {
    return other.tool === call.tool && other.input.type === type && other.input.action === action;
  });
  if (typeof id !== 'string' || !like) return undefined;
  const { targets, tier } = like.part;
  const part = { call, tier, targets: { type: targets.type, ids: [id] }, sample: [], ...leftBy(call, plan) };
  return { part, recipients: like.recipients, changed: [] };
}

/** What the change left of the record that a call writes back, and what had been there. */
function leftBy({ input }: UndoCall, { items }: UndoPlan): Pick<EffectPart, 'after' | 'before'> {
  const item = items.find(({ id }) => id === input.id || id.endsWith(`:${String(input.id)}`));
  return item?.after ? { after: item.after, ...(item.before && { before: item.before }) } : {};
}

/** Answers that stay what they are, however often it is asked. */
const lasting: ReadonlySet<NationBuilderErrorKind> = new Set(['not_found', 'forbidden', 'invalid']);

/**
 * Why a call cannot be made any more. What NationBuilder does not answer at the moment ends the look instead: the rest would be
 * taken back, and the whole then count as taken back.
 */
function lostReason(error: unknown): string {
  if (error instanceof ToolError || (error instanceof NationBuilderError && lasting.has(error.kind))) return reasonOf(error);
  throw error;
}

function refuseIfAllChanged(looked: readonly Looked[], accepts: boolean): void {
  if (accepts || looked.some(({ changed }) => changed.length === 0)) return;
  const fields = looked.flatMap(({ changed, part }) =>
    changed.map(path => ({ path, message: `was changed since, of ${part.sample[0]?.label ?? part.targets.ids[0]}` })),
  );
  throw new ToolError(
    'changed_since',
    'It was changed since by somebody else, and is left as it is.',
    fields.slice(0, shownChanges),
  );
}

function combined({ entry }: UndoPlan, looked: readonly Looked[], lost: readonly string[], accepts: boolean): Effect {
  const parts = looked.map(({ part }) => part);
  const effects = looked.flatMap(({ effect }) => effect ?? []);
  const ids = parts.flatMap(({ targets }, index) => targets.ids.map(id => `${index}:${id}`));
  const changed = looked.filter(one => one.changed.length > 0).length;
  const recipients = looked.reduce((sum, one) => sum + one.recipients, 0);
  const notes = [
    `Takes back: ${entry.summary ?? entry.title}`,
    ...(changed > 0 ? [changedNote(changed, accepts)] : []),
    ...(lost.length > 0 ? [`${number(lost.length)} cannot be taken back (${lost[0]}).`] : []),
    ...new Set(effects.flatMap(effect => effect.notes)),
  ];
  return {
    kind: effects[0]?.kind ?? 'record',
    count: ids.length,
    sample: parts.flatMap(({ sample }) => sample).slice(0, shownTargets),
    changes: effects.length === 1 || accepts ? effects.flatMap(effect => effect.changes).slice(0, shownChanges) : [],
    reversible: effects.every(effect => effect.reversible),
    ...(recipients > 0 && { recipients }),
    notes,
    targets: { type: parts[0]!.targets.type, ids },
    parts,
    undoes: entry.actionId,
  };
}

const changedNote = (changed: number, accepts: boolean): string =>
  accepts
    ? `${number(changed)} changed since: what is there now is overwritten.`
    : `${number(changed)} changed since: left as they are.`;

const number = (count: number): string => count.toLocaleString('en-US');
