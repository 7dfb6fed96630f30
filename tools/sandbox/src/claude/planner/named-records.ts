import { CannotAnswer, rowsOf, WhichOne, type PlanKit, type Step } from './plan';
import { counted, listed, named, type Row } from './wording';

interface Kind {
  /** In the singular, such as `list`. */
  what: string;
  tool: string;
  /** Inputs that find records of that name, the first that the tool takes. */
  inputs(name: string): Record<string, unknown>[];
}

const byName = (name: string) => [{ filter: { name: { match: name } }, limit: 20 }, { name, limit: 20 }, { limit: 20 }];

const kinds = {
  list: { what: 'list', tool: 'list_lists', inputs: byName },
  path: { what: 'path', tool: 'list_paths', inputs: byName },
  // The name of a petition is that of its page: no filter reaches it.
  petition: { what: 'petition', tool: 'list_petitions', inputs: () => [{ limit: 20 }] },
  automation: { what: 'automation', tool: 'list_automations', inputs: byName },
  membershipType: { what: 'membership type', tool: 'list_membership_types', inputs: byName },
} satisfies Record<string, Kind>;

const plain = (value: unknown): string => (typeof value === 'string' ? value.normalize('NFC').trim().toLowerCase() : '');

/** The record of that name; ends the plan when there is none, or with the choice when several fit. */
export function* recordNamed(kit: PlanKit, kind: keyof typeof kinds, name: string): Step<Row> {
  const { what, tool, inputs } = kinds[kind];
  const rows = rowsOf(yield* kit.call(`${what}s`, tool, ...inputs(name)));
  const exact = rows.filter(row => plain(row['name']) === plain(name));
  const fitting = exact.length > 0 ? exact : rows.filter(row => plain(row['name']).includes(plain(name)));
  if (fitting.length === 1) return fitting[0]!;
  if (fitting.length === 0) throw new CannotAnswer(`I found no ${what} named “${named(name)}”.`);
  const chosen = kit.chosen(fitting);
  if (chosen) return chosen;
  const names = fitting.map(row => `“${named(row['name'], 'without a name')}”`);
  throw new WhichOne(`${counted(fitting.length, what)} match “${named(name)}”: ${listed(names)}. Which one do you mean?`);
}

/** The list with the most people. */
export function* largestList(kit: PlanKit): Step<Row> {
  const result = yield* kit.call('lists', 'list_lists', { sort: '-signups_count', limit: 1 });
  const list = rowsOf(result)[0];
  if (!list) throw new CannotAnswer('There are no lists.');
  return list;
}
