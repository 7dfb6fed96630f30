import type { Effect, ToolContext, WriteTool } from '../kit/define-tool';
import type { UndoPlan } from '../kit/ledger';
import { ToolError } from '../kit/tool-error';
import type { Input } from '../writing/one-target-tool';
import { isChanged, lookAtCalls, type Looked, type Loss } from './looked-calls';

const shownTargets = 5;
const shownChanges = 10;

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
  const { looked, lost } = await lookAtCalls({ plan, context, toolOf, differences: accepts ? shownChanges : 0 });
  if (looked.length === 0)
    throw new ToolError('not_undoable', `It cannot be taken back: ${lost[0]?.reason ?? 'nothing is left of it'}.`);
  if (!accepts) refuseIfAllChanged(looked);
  return combined(plan, accepts ? looked.map(accepted) : looked, lost, accepts);
}

/** What was changed since is overwritten as it is shown: what is changed after that is left alone once more. */
function accepted(one: Looked): Looked {
  return isChanged(one) ? { ...one, part: { ...one.part, after: { ...one.part.after, ...one.changed } } } : one;
}

function refuseIfAllChanged(looked: readonly Looked[]): void {
  if (!looked.every(isChanged)) return;
  const fields = looked.flatMap(({ changed, part }) =>
    Object.keys(changed).map(path => ({
      path,
      message: `was changed since, of ${part.sample[0]?.label ?? part.targets.ids[0]}`,
    })),
  );
  throw new ToolError(
    'changed_since',
    'It was changed since by somebody else, and is left as it is.',
    fields.slice(0, shownChanges),
  );
}

function combined({ entry }: UndoPlan, looked: readonly Looked[], lost: readonly Loss[], accepts: boolean): Effect {
  const parts = looked.map(({ part }) => part);
  const effects = looked.flatMap(({ effect }) => effect ?? []);
  const ids = parts.flatMap(({ targets }, index) => targets.ids.map(id => `${index}:${id}`));
  const changed = looked.filter(isChanged);
  const notAllowed = lost.filter(({ allowed }) => !allowed).length;
  const recipients = looked.reduce((sum, one) => sum + one.recipients, 0);
  const notes = [
    `Takes back: ${entry.summary ?? entry.title}`,
    ...(changed.length > 0 ? [changedNote(changed.length, accepts)] : []),
    ...(lost.length > 0 ? [`${number(lost.length)} cannot be taken back (${lost[0]!.reason}).`] : []),
    ...new Set(effects.flatMap(effect => effect.notes)),
  ];
  return {
    kind: effects[0]?.kind ?? 'record',
    count: ids.length,
    sample: parts.flatMap(({ sample }) => sample).slice(0, shownTargets),
    // What is overwritten stands before what is only taken back.
    changes: effects.length === 1 || accepts ? differencesOf([...new Set([...changed, ...looked])]) : [],
    reversible: effects.every(effect => effect.reversible),
    ...(recipients > 0 && { recipients }),
    notes,
    targets: { type: parts[0]!.targets.type, ids },
    parts,
    undoes: entry.actionId,
    ...(notAllowed > 0 && { notAllowed }),
  };
}

const differencesOf = (looked: readonly Looked[]): Effect['changes'] =>
  looked.flatMap(({ effect }) => effect?.changes ?? []).slice(0, shownChanges);

const changedNote = (changed: number, accepts: boolean): string =>
  accepts
    ? `${number(changed)} changed since: what is there now is not kept.`
    : `${number(changed)} changed since: left as they are.`;

const number = (count: number): string => count.toLocaleString('en-US');
