import type { Intent } from '../intent';
import { says } from '../phrases';
import { counted } from '../wording';
import { carryOut } from './order';
import type { Saying } from './told-change';

const newest = '[very] (last|latest|previous|most recent) (change|action|order|edit|update|one|thing)';
const that = says(
  '(undo|revert|reverse) (that|it|this|them)',
  '(undo|revert|reverse) (that|this) (change|action|order|update|deletion|tagging)',
  '(undo|revert|reverse) what you [just] did',
  '(take|put|change) (that|it|this|them) back',
);
const last = says('undo', `(undo|revert|reverse|take back) [the|my|your] ${newest}`, `take [the|my|your] ${newest} back`);
const named = says('(undo|revert|reverse|take back) [the] [action|change] <action>');
const anyway =
  /,? (?:anyway|even so|even if (?:it|they|someone|somebody|something) .+|including what (?:was|has been) changed since)$/i;

/** "Undo that", "Take back the last change", "Undo action act_…, even if it was changed since" */
export const undoing: Intent = {
  needs: ['undo_action'],
  examples: ['Undo the last change'],
  read(clause, kit) {
    const asked = clause.replace(anyway, '');
    const accepting = asked !== clause && { accept_changes: true };
    const action = that(asked) ? kit.lastAction : named(asked)?.slots['action']?.match(/^act_[\w-]+$/)?.[0];
    if (action === undefined && !that(asked) && !last(asked)) return undefined;
    const input = { ...(action !== undefined && { action_id: action }), ...accepting };
    return () => carryOut(kit, { tool: 'undo_action', input }, saying);
  },
};

const saying: Saying = {
  verb: ['take back', 'Took back'],
  what: whom => (whom === '' ? 'that change' : `that change for ${whom}`),
  whom: count => (count === 1 ? '' : counted(count, 'record')),
  count: 1,
};
