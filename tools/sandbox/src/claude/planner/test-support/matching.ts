import type { Row } from '../wording';
import { tables } from './records';

type Input = Record<string, any>;

const comparable = (value: unknown): number => (typeof value === 'number' ? value : Date.parse(String(value)));

const operators: Record<string, (value: unknown, bound: unknown) => boolean> = {
  eq: (value, bound) => value === bound,
  not_eq: (value, bound) => (value ?? null) !== bound,
  match: (value, bound) => String(value).toLowerCase().includes(String(bound).toLowerCase()),
  gt: (value, bound) => comparable(value) > comparable(bound),
  gte: (value, bound) => comparable(value) >= comparable(bound),
  lt: (value, bound) => comparable(value) < comparable(bound),
  lte: (value, bound) => comparable(value) <= comparable(bound),
};

const unset: Row = { signup_type: 0, is_volunteer: false, is_donor: false, is_supporter: false };

/** Whether a record meets a filter as tools take it. */
export function meets(row: Row, filter: Input = {}): boolean {
  return Object.entries(filter).every(([key, wanted]) => {
    const value = row[key === 'full_name' ? 'name' : key] ?? unset[key] ?? null;
    if (Array.isArray(wanted)) return wanted.includes(value);
    if (typeof wanted !== 'object' || wanted === null) return value === wanted;
    return Object.entries(wanted as Input).every(([operator, bound]) => operators[operator]?.(value, bound) ?? true);
  });
}

const inPlace = (row: Row, { city, state }: Input): boolean =>
  (city === undefined || row['city'] === city) && (state === undefined || row['state'] === state);

/** The records of a type that a call selects. */
export function selected(type: string, input: Input): Row[] {
  const filter = type === 'donations' ? { status: 'succeeded', ...input['filter'] } : input['filter'];
  return (tables[type] ?? []).filter(row => meets(row, filter as Input) && inPlace(row, input));
}

const sources: Record<string, string> = { taggings: 'signup_taggings' };

/** Ids of the people who meet every condition of `find_people`. */
export function peopleMeeting(all: Input[], kept: ReadonlyMap<string, string[]>): string[] {
  const everybody = tables['signups']!.map(row => String(row['id']));
  return everybody.filter(id => all.every(condition => meetsOne(id, condition, kept)));
}

function meetsOne(id: string, condition: Input, kept: ReadonlyMap<string, string[]>): boolean {
  const { from, not = false, min_count: least = 1, min_sum_in_cents: sum = 0 } = condition;
  if (from === 'result_set') return kept.get(String(condition['id']))!.includes(id) !== not;
  if (from === 'list') {
    const list = tables['lists']!.find(row => row['id'] === condition['id'])!;
    return (list['members'] as string[]).includes(id) !== not;
  }
  const rows = selected(sources[from] ?? from, condition).filter(
    row => (from === 'signups' ? row['id'] : row['signup_id']) === id,
  );
  const given = rows.reduce((cents, row) => cents + Number(row['amount_in_cents'] ?? 0), 0);
  return (rows.length >= least && given >= sum) !== not;
}
