import type { Intent } from '../intent';
import { says } from '../phrases';
import { rowsOf, type Plan, type PlanKit } from '../plan';
import { groupLines } from '../records/groups';

const how = says(
  'how do we [usually|mostly] (contact|reach|talk to|speak to) [{our}] ({people}|supporters|voters|volunteers)',
  'how (are|were) [{our}] ({people}|supporters|voters) [being] (contacted|reached)',
  '(by|through|in) (which|what) (methods|method|channels|channel|ways) do we (contact|reach) [{our}] ({people}|supporters)',
  '(which|what) (methods|channels|ways) [of contact] do we use [to (contact|reach) [{our}] ({people}|supporters)]',
);
const byMethod = says('(count|break down|break it down|group|split|show|list) [them|that|it|this] by [contact] (method|channel)');

/** "How do we contact people? Count by method." */
export const contactMethods: Intent = {
  needs: ['aggregate_records'],
  examples: ['How do we contact people?'],
  read(clause, kit, earlier) {
    const meant = how(clause) ?? (byMethod(clause) && earlier !== undefined ? how(earlier) : undefined);
    return meant && (() => methods(kit));
  },
};

function* methods(kit: PlanKit): Plan {
  const input = { type: 'contacts', measures: [{ fn: 'count' }], group_by: 'contact_method' };
  const result = yield* kit.call('contacts by method', 'aggregate_records', input);
  const lines = groupLines(rowsOf(result), { currency: kit.currency, chronological: false });
  return lines.length > 0 ? `Logged contacts by method:\n${lines.join('\n')}` : 'No contact has been logged.';
}
