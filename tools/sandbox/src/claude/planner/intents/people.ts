import type { Intent } from '../intent';
import { readAskedPeople, type AskedPeople, type Group } from '../people/asked-people';
import { readConditions } from '../people/selection';
import { findPeople, placeOf, resolve, saying, type People, type Resolved } from '../people/found-people';
import { countOf, rowsOf, type Plan, type PlanKit, type Step } from '../plan';
import { counted, listed, named } from '../wording';
import { groupLines } from '../records/groups';

/**
 * "How many volunteers live in Austin?", "Who attended the Spring Rally and never gave?", "How many people live in each state?":
 * any group of people by any of the conditions in `people/`.
 */
export const askPeople: Intent = {
  needs: ['list_signups'],
  examples: [
    'How many volunteers live in Austin?',
    'Who attended the Spring Rally and never gave?',
    'How many people joined in each month of this year?',
  ],
  read(clause, kit, earlier) {
    const asked = readAskedPeople(clause, kit) ?? elliptic(clause, kit, earlier);
    return asked && (() => answer(kit, asked));
  },
};

/** "how many in Houston" after "how many volunteers live in Austin". */
function elliptic(clause: string, kit: PlanKit, earlier: string | undefined): AskedPeople | undefined {
  const asked = clause.match(/^how many ((?:live |are )?(?:in|from) .+)$/i)?.[1];
  const elsewhere = asked === undefined ? undefined : readConditions(asked, kit.now);
  const before = elsewhere && earlier !== undefined ? readAskedPeople(earlier, kit) : undefined;
  if (!elsewhere || before?.wants !== 'count') return undefined;
  const conditions = [...before.selection.conditions.filter(({ places }) => !places), ...elsewhere];
  return { ...before, selection: { ...before.selection, conditions } };
}

function* answer(kit: PlanKit, { wants, selection, group }: AskedPeople): Plan {
  const parts = yield* resolve(kit, selection);
  if (group) return yield* inGroups(kit, parts, group);
  const keep = selection.ofThem || parts.some(part => part.criteria.length > 0);
  const sentences: string[] = [];
  for (const part of parts) {
    const people = yield* findPeople(kit, part, wants === 'count' ? 1 : 20, keep);
    sentences.push(wants === 'count' ? `${howMany(part, people)}.` : withNames(part, people));
  }
  return sentences.join(' ');
}

function withNames(part: Resolved, people: People): string {
  const names = people.rows.map(row => named(row['name'] ?? row['full_name']));
  return names.length > 0 ? `${howMany(part, people)}: ${listed(names, people.count)}.` : `${howMany(part, people)}.`;
}

/** `3 volunteers live in Austin`, `There are 4 volunteers`; without the full stop. */
export function howMany(part: Resolved, { count, partial }: People): string {
  const amount = counted(count, part.noun[0], part.noun[1]);
  const said = saying(part, count);
  if (said !== '') return `${partial ? 'At least ' : ''}${amount} ${said}`;
  return `There ${count === 1 ? 'is' : 'are'} ${partial ? 'at least ' : ''}${amount}`;
}

function* inGroups(kit: PlanKit, parts: Resolved[], group: Group): Plan {
  const answers: string[] = [];
  for (const part of parts) answers.push(yield* oneInGroups(kit, part, group));
  return answers.join('\n\n');
}

function* oneInGroups(kit: PlanKit, part: Resolved, { by, said }: Group): Step<string> {
  const base = { type: 'signups', measures: [{ fn: 'count' }], group_by: by };
  const subset = part.criteria.length > 0 ? (yield* findPeople(kit, part, 1, true)).resultSet : undefined;
  const { signup_type: _persons, ...own } = part.own;
  const filter = { ...(Object.keys(own).length > 0 && { filter: own }), ...(part.place && placeOf(part.place)) };
  const input = subset ? { ...base, result_set: subset } : { ...base, ...filter };
  const result = yield* kit.call(`${part.noun[1]} ${said}`, 'aggregate_records', input);
  const what = [`${part.noun[1]} ${said}`, saying(part, 2)].filter(Boolean).join(' who ');
  const lines = groupLines(rowsOf(result), { currency: kit.currency, chronological: by.includes(':') });
  if (lines.length === 0) return `There are none: ${what}.`;
  const { partial } = countOf(result);
  return `${what[0]!.toUpperCase()}${what.slice(1)}${partial && result.truncated ? ' (partial)' : ''}:\n${lines.join('\n')}`;
}
