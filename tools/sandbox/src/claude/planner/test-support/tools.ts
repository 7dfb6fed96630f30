import type { ToolParam } from '../../api/request-schema';
import type { Row } from '../wording';
import { peopleMeeting, selected } from './matching';
import { changeSchemas, makeChanges } from './changes';
import { nameOf, tables } from './records';
import { flag, free, limit, object, text } from './schemas';

export type Input = Record<string, any>;
type Result = { data: unknown; count?: number; result_set?: string };

const now = Date.parse('2026-11-21T09:00:00-05:00');
const withoutContact = ({ email: _email, members: _members, ...row }: Row): Row => row;
const withName = (row: Row): Row => ('signup_id' in row ? { ...row, name: nameOf(row['signup_id']) } : row);

function listed(type: string, input: Input, rows = selected(type, input)): Result {
  const { sort, limit = 10 } = input;
  const key = String(sort ?? '').replace(/^-/, '');
  const sorted = sort ? rows.toSorted((a, b) => Number(b[key]) - Number(a[key])) : rows;
  return { data: sorted.slice(0, limit).map(row => withName(withoutContact(row))), count: rows.length };
}

function donations(input: Input): Result {
  const rows = selected('donations', input).toSorted((a, b) => Number(b['amount_in_cents']) - Number(a['amount_in_cents']));
  const donors = [...new Set(rows.map(row => row['signup_id']))].map(id => {
    const own = rows.filter(row => row['signup_id'] === id);
    return { signup_id: id, name: nameOf(id), donations: own.length, amount_in_cents: sumOf(own, 'amount_in_cents') };
  });
  const totals = { count: rows.length, amount_in_cents: sumOf(rows, 'amount_in_cents'), donors: donors.length };
  const ranked = donors.toSorted((a, b) => b.amount_in_cents - a.amount_in_cents);
  return {
    data: { donations: rows.map(row => ({ ...row, donor: nameOf(row['signup_id']) })), donors: ranked, totals },
    count: rows.length,
  };
}

const sumOf = (rows: Row[], attribute: string): number => rows.reduce((total, row) => total + Number(row[attribute] ?? 0), 0);

function aggregated({ type, measures, group_by: by, ...input }: Input): Result {
  const rows = selected(String(type), input);
  const sum = (measures as Input[]).find(measure => measure['fn'] === 'sum')?.['of'] as string | undefined;
  const figures = (part: Row[]) => ({ count: part.length, ...(sum && { sum: sumOf(part, sum) }) });
  if (by === undefined) return { data: { ...figures(rows), records: rows.length }, count: rows.length };
  const [attribute = '', unit] = String(by).split(':');
  const keyOf = (row: Row) => (unit === 'month' ? String(row[attribute]).slice(0, 7) : (row[attribute] ?? null));
  const groups = [...new Set(rows.map(keyOf))].map(key => {
    const name = nameOf(key);
    return { key, ...(name !== undefined && { name }), ...figures(rows.filter(row => keyOf(row) === key)) };
  });
  return { data: { groups: groups.toSorted((a, b) => b.count - a.count), records: rows.length }, count: rows.length };
}

/** The tools of one conversation: selections are kept among its calls. */
export function makeTools(): Record<string, (input: Input) => unknown> {
  const kept = new Map<string, string[]>();
  const list = (type: string) => (input: Input) => listed(type, input);
  const lists = [
    'signups',
    'signup_tags',
    'signup_taggings',
    'lists',
    'paths',
    'path_journeys',
    'memberships',
    'membership_types',
    'petitions',
    'custom_fields',
    'pledges',
    'contacts',
    'mailings',
    'automations',
  ];
  return {
    ...Object.fromEntries(lists.map(type => [`list_${type}`, list(type)])),
    get_signup: input => ({ data: tables['signups']!.find(person => person['id'] === input['id']) }),
    list_donations: donations,
    list_events: ({ when = 'all', name = '', ...input }) => {
      const rows = selected('events', input).filter(row => {
        const ahead = Date.parse(String(row['start_at'])) > now;
        const named = String(row['name']).toLowerCase().includes(String(name).toLowerCase());
        return named && (when === 'all' || (when === 'upcoming') === ahead);
      });
      return listed('events', input, rows);
    },
    list_event_rsvps: input =>
      listed(
        'event_rsvps',
        input,
        selected('event_rsvps', input).filter(row => row['event_id'] === input['event_id']),
      ),
    find_records: input => listed(String(input['type']), input),
    count_records: input => {
      const { length: count } = selected(String(input['type']), input);
      return { data: { count }, count };
    },
    aggregate_records: aggregated,
    find_people: ({ all }) => {
      const ids = peopleMeeting(all as Input[], kept);
      const handle = `rs_${kept.size + 1}`;
      kept.set(handle, ids);
      const rows = tables['signups']!.filter(row => ids.includes(String(row['id']))).map(withoutContact);
      return { data: { criteria: 'people', people: rows.slice(0, 10) }, count: ids.length, result_set: handle };
    },
    recent_changes: () => ({ data: [], count: 0 }),
    find_duplicates: () => ({
      data: [
        {
          same: ['name'],
          size: 2,
          people: [
            { id: '3', name: 'John Smith' },
            { id: '4', name: 'John Smith' },
          ],
        },
      ],
      count: 1,
    }),
    export_records: input => ({
      data: { file: 'people.csv', columns: input['columns'] },
      count: kept.get(String(input['result_set']))!.length,
    }),
    get_path: ({ id }) => {
      const path = tables['paths']!.find(row => row['id'] === id);
      return { data: { ...path, steps: tables['path_steps']!.filter(step => step['path_id'] === id) } };
    },
    ...makeChanges(handle => kept.get(handle)),
  };
}

const page = { filter: free, sort: text, limit, fields: { type: 'array', items: text }, keep: flag };
const place = { city: text, state: text };
const criterion = object(
  {
    from: text,
    id: text,
    filter: free,
    ...place,
    not: flag,
    min_count: { type: 'integer' },
    min_sum_in_cents: { type: 'integer' },
  },
  ['from'],
);

const special: Record<string, ToolParam['input_schema']> = {
  list_signups: object({ ...page, ...place }),
  get_signup: object({ id: text }, ['id']),
  list_events: object({ ...page, when: { enum: ['upcoming', 'past', 'all'] }, name: text }),
  list_event_rsvps: object({ ...page, event_id: text }),
  find_records: object({ ...page, type: text }, ['type']),
  count_records: object({ type: text, filter: free, ...place }, ['type']),
  aggregate_records: object(
    {
      type: text,
      filter: free,
      measures: { type: 'array', items: object({ fn: { enum: ['count', 'sum'] }, of: text }, ['fn']) },
      group_by: text,
      order: text,
      limit: { type: 'integer' },
      result_set: text,
    },
    ['type', 'measures'],
  ),
  find_people: object({ all: { type: 'array', items: criterion } }, ['all']),
  find_duplicates: object({ by: { enum: ['email', 'phone', 'name'] } }),
  export_records: object({ result_set: text, columns: { type: 'array', items: text } }, ['columns']),
  get_path: object({ id: text }, ['id']),
  recent_changes: object({}),
  ...changeSchemas,
};

export const testTools: ToolParam[] = Object.keys(makeTools()).map(name => ({
  name,
  description: `Does ${name}.`,
  input_schema: special[name] ?? object(page),
}));
