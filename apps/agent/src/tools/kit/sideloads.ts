import {
  findResource,
  type Included,
  type JsonApiRecord,
  nearestNames,
  resourceOf,
  type ResourceRecord,
  type ResourceType,
} from '@nat/nationbuilder';
import { plainText } from './clean-text';
import { Names } from './names';
import { recordRow, type Row } from './record-row';
import { sideloadsOf } from './related';
import { planRows, type RowPlan } from './row-plan';
import { ToolError } from './tool-error';

/** Related records told of one record and relationship at most. */
const shown = 10;

/**
 * The plan with further relationships sideloaded. Throws a {@link ToolError} `invalid_include` for what the type, or reading a
 * list of it, does not take.
 */
export function including(plan: RowPlan, include: readonly string[], kind: 'list' | 'show'): RowPlan {
  const known = sideloadsOf(plan.type, kind);
  const wrong = include.find(name => !known.has(name));
  if (wrong !== undefined) {
    const near = nearestNames(wrong, known.size > 0 ? known : sideloadsOf(plan.type, 'show'));
    const right = near.length > 0 ? `nearest: ${near.join(', ')}` : `there are: ${[...known].join(', ') || 'none here'}`;
    throw new ToolError(
      'invalid_include',
      `${plan.type} does not take include ${JSON.stringify(wrong.slice(0, 60))} (${right}).`,
    );
  }
  const { relationships } = resourceOf(plan.type);
  const fields = new Map(Object.entries(plan.query.fields ?? {}) as [string, readonly string[]][]);
  for (const name of include) {
    const { type } = relationships[name]!;
    if (!findResource(type)) continue;
    const own = Object.values(planRows(type as ResourceType).query.fields?.[type as ResourceType] ?? []);
    fields.set(type, [...new Set([...(fields.get(type) ?? []), ...own])]);
  }
  const query = {
    ...plan.query,
    fields: Object.fromEntries(fields),
    include: [...new Set([...(plan.query.include ?? []), ...include])],
  };
  return { ...plan, query: query as RowPlan['query'] };
}

/** What was sideloaded with a record, as rows by relationship: one row, or the first ones and their number. */
export function sideloadedRows(record: ResourceRecord, plan: RowPlan, include: readonly string[], included: Included) {
  const { relationships } = resourceOf(plan.type);
  const names = new Names();
  names.learn(included.all());
  const entries = include.map(name => {
    const { type, kind } = relationships[name]!;
    const records = included.many(record as JsonApiRecord, name);
    const rows = records.slice(0, shown).map(one => rowOf(type, one, included, names));
    const many = kind === 'many' || kind === 'through';
    return [name, many ? { rows, count: records.length } : rows[0]] as const;
  });
  return Object.fromEntries(entries);
}

function rowOf(type: string, record: JsonApiRecord, included: Included, names: Names): Row {
  if (findResource(type)) return recordRow(record as ResourceRecord, planRows(type as ResourceType), included, names);
  return { id: record.id, name: plainText(record.attributes.name) };
}
