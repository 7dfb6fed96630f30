import { type Attribute, type Included, type JsonApiRecord, policyOf, resourceOf, type ResourceRecord } from '@nat/nationbuilder';
import { plainLimit, plainText, proseText } from './clean-text';
import { labelOf, type Names } from './names';
import { cityAndState, nameOf, noName, placeOf } from './person';
import type { RowPlan } from './row-plan';

/** One record as the model sees it; `id` is always there. */
export type Row = { id: string; name?: string } & Record<string, unknown>;

/** Entries of an object value at most. */
const entriesTold = 20;
/** Characters of a text in a file at most. */
const fileLimit = 2_000;

/**
 * One record as the model sees it: the fields of the plan as their policy allows, and the names of what stands beside it. What
 * is not set is left out; a person's flags and figures are left out too where they are false or zero by default.
 */
export function recordRow(record: ResourceRecord, plan: RowPlan, included: Included, names: Names): Row {
  const { type } = plan;
  const { attributes: kinds, extraFields } = resourceOf(type);
  const row: Row = { id: record.id, ...ownName(record, plan, included) };
  for (const { key, label, include, type: target } of plan.related) {
    const id = key === undefined ? included.one(record as JsonApiRecord, include!)?.id : record.attributes[key];
    if (typeof id !== 'string') continue;
    row[key ?? `${include}_id`] = id;
    row[label] = names.of(target, id);
  }
  for (const name of plan.fields) {
    const attribute = kinds[name] ?? extraFields[name];
    const value = attribute && toldValue(name, attribute, record.attributes[name], plan.whole ? fileLimit : plainLimit);
    const silent = type === 'signups' && !plan.whole && !value && value === attribute?.default;
    if (value !== undefined && !silent && !(name in row)) row[name] = value;
  }
  // A reply without a person still has the name that was typed.
  if (type === 'event_rsvps' && row.name === undefined) row.name = nameOf(record) === noName ? undefined : nameOf(record);
  return row;
}

function ownName(record: ResourceRecord, { type }: RowPlan, included: Included): Record<string, unknown> {
  if (type === 'signups') return { name: nameOf(record), ...placeOf(record) };
  if (type !== 'events' && type !== 'petitions') return {};
  const status = plainText(included.one(record as JsonApiRecord, 'page')?.attributes.status);
  return { name: labelOf(type, record, included), ...(status !== 'published' && { status }) };
}

/**
 * A value as it may be told (agent.md section 4): contact data and private traits never, of an address only city and state,
 * somebody's own words masked, capped and marked, everything else cleaned. Undefined when there is nothing to tell.
 */
export function toldValue(name: string, attribute: Attribute, value: unknown, limit = plainLimit): unknown {
  if (attribute.kind === 'address') {
    const place = cityAndState(value);
    return (place.city ?? place.state) ? place : undefined;
  }
  switch (policyOf(name, attribute)) {
    case 'contact':
    case 'private':
      return undefined;
    case 'free_text':
      return typeof value === 'object' ? toldEntries(value, somebodysWords) : somebodysWords(value);
    case 'plain': {
      const plainValue = (one: unknown): unknown =>
        typeof one === 'number' || typeof one === 'boolean' ? one : plainText(one, limit);
      return typeof value === 'object' ? toldEntries(value, plainValue) : plainValue(value);
    }
  }
}

/** Marked, so that nobody takes it for more than a quotation. */
function somebodysWords(value: unknown): unknown {
  if (typeof value === 'number' || typeof value === 'boolean') return value;
  const text = proseText(value);
  return text === undefined ? undefined : { text, untrusted: true };
}

/** Values of an object one level deep; what lies deeper is told as text. */
function toldEntries(value: unknown, tell: (value: unknown) => unknown): unknown {
  if (value === null) return undefined;
  const entries = Object.entries(value as object).slice(0, entriesTold);
  const told = entries.flatMap(([key, entry]) => {
    const one = tell(typeof entry === 'object' && entry !== null ? JSON.stringify(entry) : entry);
    return one === undefined ? [] : [[plainText(key) ?? '', one] as const];
  });
  if (told.length === 0) return undefined;
  return Array.isArray(value) ? told.map(([, one]) => one) : Object.fromEntries(told);
}
