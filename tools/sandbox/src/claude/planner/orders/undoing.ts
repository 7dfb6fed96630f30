import type { Intent } from '../intent';
import { says } from '../phrases';
import { together, type Plan, type PlanKit } from '../plan';
import { counted } from '../wording';
import { carryOut } from './order';
import type { Saying } from './told-change';

const newest = '[very] (last|latest|previous|most recent) (change|action|order|edit|update|one|thing)';
const that = says(
  '(undo|revert|reverse) (that|it|this)',
  '(undo|revert|reverse) (that|this) (change|action|order|update|deletion|tagging)',
  '(undo|revert|reverse) what you [just] did',
  '(undo|revert|reverse) (the|that) undo',
  '(take|put|change) (that|it|this) back',
);
const last = says('undo', `(undo|revert|reverse|take back) [the|my|your] ${newest}`, `take [the|my|your] ${newest} back`);
const named = says('(undo|revert|reverse|take back) [the] [action|change] <action>');
const anyway =
  /,? (?:anyway|even so|even if (?:it|they|someone|somebody|something) .+|including what (?:was|has been) changed since)$/i;

const all = says(
  '(undo|revert|reverse) (both|all|them|all of (that|it|them)|both of them|everything you did)',
  '(take|put) (both|them|all of (that|it|them)) back',
);

/** "Undo that", "Take back the last change", "Undo all of that", "Undo act_…, even if it was changed since" */
export const undoing: Intent = {
  needs: ['undo_action'],
  examples: ['Undo the last change'],
  read(clause, kit) {
    const asked = clause.replace(/^.*: (?=undo\b)/i, '').replace(anyway, '');
    const actions = actionsMeant(asked, kit);
    const more = anyway.test(clause) && { accept_changes: true };
    return (
      actions &&
      (() =>
        undone(
          kit,
          actions.map(action => ({ ...(action !== undefined && { action_id: action }), ...more })),
        ))
    );
  },
};

/** Newest first, as they have to be taken back; without an id the newest of all. */
function actionsMeant(asked: string, kit: PlanKit): (string | undefined)[] | undefined {
  const before = kit.lastActions;
  if (all(asked)) return before.length > 0 ? before.toReversed() : [undefined];
  if (that(asked)) return [before.at(-1)];
  const id = named(asked)?.slots['action']?.match(/^act_[\w-]+$/)?.[0];
  if (id !== undefined) return [id];
  return last(asked) ? [undefined] : undefined;
}

function* undone(kit: PlanKit, inputs: Record<string, unknown>[]): Plan {
  const told = yield* together(inputs.map(input => carryOut(kit, { tool: 'undo_action', input }, saying)));
  return told.join(' ');
}

const saying: Saying = {
  verb: ['take back', 'Took back'],
  what: whom => (whom === '' ? 'that change' : `that change for ${whom}`),
  whom: count => (count === 1 ? '' : counted(count, 'record')),
  count: 1,
};
