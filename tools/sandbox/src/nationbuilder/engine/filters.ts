import { operators } from '@nat/nationbuilder';
import { badRequest, invalidCustomField } from './api-error';
import { type FilterValue, splitObjects, splitValues } from './filter-values';
import { parseDay, parseInstant } from './nation-time';
import { type Json, type NationRecord, textOf } from './records';
import type { NamedAttribute } from './served-types';

/** Says whether a record passes. Built once per request, asked once per record. */
export type Condition = (record: NationRecord) => boolean;

/** What a record answers for an attribute: its own value, else the catalog's default. */
export function valueOf(record: NationRecord, attribute: NamedAttribute): Json {
  return record[attribute.name] ?? attribute.default ?? null;
}

/**
 * The condition of `filter[attribute][operator]=raw`.
 * As in SQL, a record without a value passes no comparison, the negated ones included; only a null test selects it.
 * @throws ApiError 400 that names the attribute or operator.
 */
export function conditionFor(
  attribute: NamedAttribute,
  operator: string,
  raw: string,
  customSlugs: ReadonlySet<string>,
): Condition {
  if (!(operators[attribute.filter] as readonly string[]).includes(operator)) {
    throw badRequest(`Operator "${operator}" is not supported by the filter "${attribute.name}"`);
  }
  if (attribute.filter === 'hash') return hashCondition(attribute, raw, customSlugs);
  const values = splitValues(raw);
  if (attribute.filter === 'string') return textCondition(attribute, operator, raw, values);
  return comparison(attribute, operator, values);
}

const TEXT_TESTS: Record<string, (own: string, wanted: string) => boolean> = {
  eq: (own, wanted) => own === wanted,
  prefix: (own, wanted) => own.startsWith(wanted),
  suffix: (own, wanted) => own.endsWith(wanted),
  match: (own, wanted) => own.includes(wanted),
};

function textCondition(attribute: NamedAttribute, operator: string, raw: string, values: FilterValue[]): Condition {
  const negated = operator.startsWith('not_');
  const name = negated ? operator.slice(4) : operator;
  if (name === 'eql') return anyOf(attribute, values, negated, (own, wanted) => own === wanted);
  const test = TEXT_TESTS[name];
  if (!test) throw badRequest(`Operator "${operator}" is not supported by the filter "${attribute.name}"`);
  const folded = values.map(value => value && { text: value.text.toLowerCase() });
  // The null test belongs to equality; elsewhere "null" is a text like any other.
  const wanted = name === 'eq' ? folded : folded.map(value => value ?? { text: 'null' });
  if (wanted.length === 0) throw badRequest(`Empty filter value: ${raw}`);
  return anyOf(attribute, wanted, negated, (own, text) => test(own.toLowerCase(), text));
}

function anyOf(
  attribute: NamedAttribute,
  values: FilterValue[],
  negated: boolean,
  test: (own: string, wanted: string) => boolean,
): Condition {
  const acceptsNull = values.includes(null);
  const texts = values.filter(value => value !== null).map(value => value.text);
  return record => {
    const own = valueOf(record, attribute);
    if (own === null) return acceptsNull && !negated;
    return texts.some(text => test(textOf(own), text)) !== negated;
  };
}

function comparison(attribute: NamedAttribute, operator: string, values: FilterValue[]): Condition {
  const equality = operator === 'eq' || operator === 'not_eq';
  if (!equality && values.includes(null)) throw badRequest(`The filter "${attribute.name}" cannot compare with null`);
  const negated = operator === 'not_eq';
  const acceptsNull = values.includes(null);
  const wanted = values.filter(value => value !== null).map(value => comparable(attribute, value.text));
  const test = ORDER_TESTS[operator] ?? ((own: number | string, other: number | string) => own === other);
  return record => {
    const stored = valueOf(record, attribute);
    if (stored === null) return acceptsNull && !negated;
    const own = parseAs(attribute, textOf(stored)) ?? textOf(stored);
    return wanted.some(value => test(own, value)) !== negated;
  };
}

const ORDER_TESTS: Record<string, (own: number | string, wanted: number | string) => boolean> = {
  gt: (own, wanted) => own > wanted,
  gte: (own, wanted) => own >= wanted,
  lt: (own, wanted) => own < wanted,
  lte: (own, wanted) => own <= wanted,
};

/** A value in the form in which values of its kind compare. */
function comparable(attribute: NamedAttribute, text: string): number | string {
  const parsed = parseAs(attribute, text);
  if (parsed === undefined) throw badRequest(`Invalid value "${text}" for the filter "${attribute.name}"`);
  return parsed;
}

function parseAs(attribute: NamedAttribute, text: string): number | string | undefined {
  switch (attribute.kind) {
    case 'integer':
      return /^-?\d+$/.test(text) ? Number(text) : undefined;
    case 'decimal':
      return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : undefined;
    case 'time':
      return parseInstant(text);
    case 'date':
      return parseDay(text);
    case 'flag':
      return text === 'true' || text === 'false' ? text : undefined;
    case 'id':
      return /^\d+$/.test(text) ? text : undefined;
    case 'choice':
      return attribute.isOpen || attribute.choices?.includes(text) ? text : undefined;
    default:
      return text;
  }
}

function hashCondition(attribute: NamedAttribute, raw: string, customSlugs: ReadonlySet<string>): Condition {
  const wanted = splitObjects(raw);
  for (const slug of wanted.flatMap(one => Object.keys(one))) {
    if (!customSlugs.has(slug)) throw invalidCustomField(slug);
  }
  return record => {
    const own = (valueOf(record, attribute) ?? {}) as Record<string, Json>;
    return wanted.some(one => Object.entries(one).every(([slug, value]) => (own[slug] ?? null) === value));
  };
}
