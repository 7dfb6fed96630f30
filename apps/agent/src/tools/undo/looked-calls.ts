import { NationBuilderError, type NationBuilderErrorKind } from '@nat/nationbuilder';
import type { Effect, EffectPart, ToolContext, UndoCall, WriteTool } from '../kit/define-tool';
import type { UndoPlan } from '../kit/ledger';
import { ToolError } from '../kit/tool-error';
import { InMemoryResultSets } from '../results/in-memory-result-set.store';
import { reasonOf } from '../writing/item-writes';
import type { Input } from '../writing/one-target-tool';
import { changedAmong, changedSince, lossOf, type Written } from './conflicts';

/** Calls that are looked at one by one; of more, those that name their record are like the first of their kind. */
const lookedAtEach = 50;

/** A call of an undo that was looked at. */
export interface Looked {
  part: EffectPart;
  /** Absent of a call that is like another one. */
  effect?: Effect;
  /** How many people it may reach. */
  recipients: number;
  /** What somebody changed since, by name and as it is now. */
  changed: Readonly<Record<string, unknown>>;
}

export const isChanged = ({ changed }: Looked): boolean => Object.keys(changed).length > 0;

/** What there is to look at, and how. */
export interface Looking {
  plan: UndoPlan;
  context: ToolContext;
  toolOf: (name: string) => WriteTool<Input>;
  /** Of records that were changed, how many are looked at for what would be overwritten. */
  differences: number;
}

/** A call that cannot be made. */
export interface Loss {
  reason: string;
  /** False where it is only not allowed, which may change. */
  allowed: boolean;
}

/**
 * Looks at the calls of an undo: at the first ones and at what is like none of them one by one, at the rest only for what was
 * changed since. `lost` says why some cannot be made, or not now.
 *
 * @throws NationBuilderError when NationBuilder does not answer: nothing is known then of what could be taken back.
 */
export async function lookAtCalls(looking: Looking): Promise<{ looked: Looked[]; lost: Loss[] }> {
  const { plan } = looking;
  const looked: Looked[] = [];
  const lost: Loss[] = [];
  const look = (call: UndoCall): Promise<Looked | undefined> =>
    lookAt(call, looking).catch((error: unknown) => void lost.push(lossBy(error)));
  for (const [index, call] of plan.calls.entries()) {
    const like = index >= lookedAtEach ? likeOne(call, looked, plan) : undefined;
    const one = like ?? (await look(call));
    if (one) looked.push(one);
  }
  return { looked: await withChanges(looked, look, looking), lost };
}

/** The same, with what was changed also of those that are only like others. */
async function withChanges(
  looked: readonly Looked[],
  look: (call: UndoCall) => Promise<Looked | undefined>,
  { context, differences }: Looking,
): Promise<Looked[]> {
  const rest = looked.filter(({ effect }) => !effect);
  const changes = await changedAmong(rest.map(writtenBy), context);
  const changed = new Map(rest.map((one, index) => [one, changes[index]!]));
  const all: Looked[] = [];
  let shown = looked.filter(isChanged).length;
  for (const one of looked) {
    const known = { ...one, changed: changed.get(one) ?? one.changed };
    const differs = !one.effect && isChanged(known) && shown++ < differences;
    const kept = differs ? await look(one.part.call) : known;
    if (kept) all.push(kept);
  }
  return all;
}

async function lookAt(call: UndoCall, { plan, context, toolOf }: Looking): Promise<Looked> {
  const tool = toolOf(call.tool);
  const { given, input } = await withPeople(call, context);
  const effect = await tool.preview(input, given);
  const { targets, sample } = effect;
  const tier = tool.tier?.(input, effect) ?? tool.effect;
  const part = { call: { ...call, input }, tier, targets, sample, ...leftBy(call, plan) };
  const changed = targets.ids.length > 0 ? await changedSince(writtenBy({ part }), context) : {};
  // Of what is taken away altogether, the call itself shows nothing of what somebody wrote into it.
  const loss = part.before ? [] : await lossOf(targets.type, changed, context);
  return { part, effect: { ...effect, changes: [...loss, ...effect.changes] }, recipients: effect.recipients ?? 0, changed };
}

/**
 * A call as one that was looked at: the same done to another record, which it names. Undefined where it names none, as what
 * makes a record anew: whom that is about is found out by looking alone.
 */
function likeOne(call: UndoCall, looked: readonly Looked[], plan: UndoPlan): Looked | undefined {
  const { id, type, action } = call.input;
  const like = looked.find(({ part: { call: other } }) => {
    return other.tool === call.tool && other.input.type === type && other.input.action === action;
  });
  if (typeof id !== 'string' || !like) return undefined;
  const { targets, tier } = like.part;
  const part = { call, tier, targets: { type: targets.type, ids: [id] }, sample: [], ...leftBy(call, plan) };
  return { part, recipients: like.recipients, changed: {} };
}

/** People it is about are a selection of this call alone. */
async function withPeople({ people, input }: UndoCall, context: ToolContext): Promise<{ given: ToolContext; input: Input }> {
  if (!people) return { given: context, input };
  const resultSets = new InMemoryResultSets(() => context.clock.iso());
  const { id } = await resultSets.save({ type: 'signups', ids: [...people], criteria: 'of an earlier change', truncated: false });
  return { given: { ...context, resultSets }, input: { ...input, result_set: id } };
}

/** What the change left of the record that a call is about, which it wrote or made, and what had been there. */
function leftBy({ input }: UndoCall, { items }: UndoPlan): Pick<EffectPart, 'after' | 'before'> {
  // Where something was made, the target may be the person it is about, who could have the same number.
  const item = items.find(({ id, createdId }) => (createdId ?? id.replace(/^\d+:/, '')) === input.id);
  return item?.after ? { after: item.after, ...(item.before && { before: item.before }) } : {};
}

/** The record that a part is about, as the change had left it. */
function writtenBy({ part: { targets, before, after } }: Pick<Looked, 'part'>): Written {
  return { id: targets.ids[0]!, type: targets.type, before, after };
}

/** Answers that stay what they are, however often it is asked. */
const lasting: ReadonlySet<NationBuilderErrorKind> = new Set(['not_found', 'forbidden', 'invalid']);

/**
 * Why a call cannot be made. What NationBuilder does not answer at the moment ends the look instead: the rest would be
 * taken back, and the whole then count as taken back.
 */
function lossBy(error: unknown): Loss {
  if (error instanceof ToolError) return { reason: reasonOf(error), allowed: true };
  if (!(error instanceof NationBuilderError && lasting.has(error.kind))) throw error;
  return { reason: reasonOf(error), allowed: error.kind !== 'forbidden' };
}
