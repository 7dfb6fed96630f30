import type { Operation } from '@nat/nationbuilder';
import { badRequest } from './api-error';
import { type Condition, conditionFor } from './filters';
import { type Nation, textOf } from './records';
import { type NamedAttribute, type ServedType, idAttribute, knownTypes, servedTypes } from './served-types';

export interface Page {
  readonly size: number;
  readonly number: number;
}

/** A validated query string. */
export interface ReadQuery {
  conditions: Condition[];
  /** Filters on what is sideloaded, by type. They never drop parents. */
  sideloadConditions: Map<string, Condition[]>;
  sort: { attribute: NamedAttribute; descending: boolean }[];
  page: Page;
  /** Paging of sideloads by type, show only. */
  sideloadPages: Map<string, Page>;
  count: boolean;
  fields: Map<string, ReadonlySet<string>>;
  extraFields: Map<string, ReadonlySet<string>>;
  include: string[];
}

/** Settings of the double that change how a query is read. */
export interface QuerySwitches {
  /** `id` is neither a filter nor a sort key. */
  readonly refuseIdFilter: boolean;
}

interface Scope {
  /** Of the records that are answered. */
  readonly type: ServedType;
  readonly operation: Operation;
  readonly nation: Nation;
  readonly switches: QuerySwitches;
}

const always = ['include'];
const byKind: Partial<Record<Operation['kind'], readonly string[]>> = {
  list: ['filter', 'sort', 'page', 'stats'],
  memberList: ['page'],
  show: ['filter', 'page'],
  me: ['filter', 'page'],
};

/** First words of the parameters that an operation takes. */
function parametersOf({ kind, fields, extraFields, query }: Operation): string[] {
  return [
    ...always,
    ...(byKind[kind] ?? []),
    ...(fields ? ['fields'] : []),
    ...(extraFields ? ['extra_fields'] : []),
    ...query.filter(name => !name.includes('[')),
  ];
}

/** Operations on one record page what they sideload; the others page what they list. */
export const isList = ({ kind }: Operation): boolean => kind === 'list' || kind === 'memberList';

/**
 * Reads the query string of an operation that answers records.
 * @throws ApiError 400 that names the first thing it does not know: a parameter, attribute, operator, sort key, type or sideload.
 */
export function parseQuery(scope: Scope, parameters: URLSearchParams): ReadQuery {
  const query: ReadQuery = {
    conditions: [],
    sideloadConditions: new Map(),
    sort: [],
    page: { size: 20, number: 1 },
    sideloadPages: new Map(),
    count: false,
    fields: new Map(),
    extraFields: new Map(),
    include: parseInclude(scope, parameters.get('include')),
  };
  for (const [key, value] of parameters) applyParameter(scope, query, key, value);
  return query;
}

function applyParameter(scope: Scope, query: ReadQuery, key: string, value: string): void {
  const [head = '', ...path] = splitKey(key);
  if (!parametersOf(scope.operation).includes(head)) throw badRequest(`Unknown parameter "${key}"`);
  if (head === 'filter') applyFilter(scope, query, path, value);
  if (head === 'sort') query.sort = parseSort(scope, value);
  if (head === 'page') applyPage(scope, query, path, value);
  if (head === 'stats') query.count = parseStats(path, value);
  if (head === 'fields') query.fields.set(...parseFields(path, value, readableNames));
  if (head === 'extra_fields') query.extraFields.set(...parseFields(path, value, type => type.extraFields));
}

/** `filter[a][op]` as `['filter', 'a', 'op']`. */
function splitKey(key: string): string[] {
  if (!/^\w+(\[\w+\])*$/.test(key)) throw badRequest(`Malformed parameter "${key}"`);
  return key.replaceAll(']', '').split('[');
}

function parseInclude(scope: Scope, value: string | null): string[] {
  if (value === null || value === '') return [];
  const names = [...new Set(value.split(','))];
  for (const name of names) {
    if (!scope.operation.include.includes(name))
      throw badRequest(`The sideload "${name}" is not supported by ${scope.type.type}`);
  }
  return names;
}

function applyFilter(scope: Scope, query: ReadQuery, path: string[], value: string): void {
  const [first = '', second, third] = path;
  const onMainType = attributeOf(scope, scope.type, first) ?? scope.type.specialFilters.get(first);
  if (scope.operation.kind === 'list' && onMainType && path.length <= 2) {
    query.conditions.push(mainCondition(scope, first, second ?? 'eq', value));
    return;
  }
  if (!knownTypes.has(first) || second === undefined || path.length > 3) throw badRequest(`Unknown filter "${first}"`);
  const included = query.include.some(name => scope.type.relationships.get(name)?.type === first);
  if (!included) throw badRequest(`The filter on "${first}" needs that type to be included`);
  const type = servedTypes.get(first);
  const attribute = type && attributeOf(scope, type, second);
  if (!attribute) throw badRequest(`Unknown filter "${second}" of ${first}`);
  const conditions = query.sideloadConditions.get(first) ?? [];
  conditions.push(conditionFor(attribute, third ?? 'eq', value, customSlugs(scope.nation)));
  query.sideloadConditions.set(first, conditions);
}

function mainCondition(scope: Scope, name: string, operator: string, value: string): Condition {
  const special = scope.type.specialFilters.get(name);
  const attribute = attributeOf(scope, scope.type, name);
  if (!special && attribute) return conditionFor(attribute, operator, value, customSlugs(scope.nation));
  if (!special || operator !== 'eq') throw badRequest(`Operator "${operator}" is not supported by the filter "${name}"`);
  const wanted = value
    .split(',')
    .flatMap(id => scope.nation.table(special.through).where(special.match, id))
    .map(row => row[special.own]);
  const ids = new Set(wanted);
  return record => ids.has(record.id);
}

/** A readable attribute of the type, or its `id`. */
function attributeOf(scope: Scope, type: ServedType, name: string): NamedAttribute | undefined {
  if (name === 'id') return scope.switches.refuseIdFilter ? undefined : idAttribute;
  const attribute = type.attributes.get(name);
  return attribute?.access === 'w' ? undefined : attribute;
}

function customSlugs(nation: Nation): ReadonlySet<string> {
  return new Set(nation.table('custom_fields').rows.map(row => textOf(row.slug)));
}

function parseSort(scope: Scope, value: string): ReadQuery['sort'] {
  return value.split(',').map(key => {
    const descending = key.startsWith('-');
    const name = descending ? key.slice(1) : key;
    const attribute = attributeOf(scope, scope.type, name);
    if (!attribute || attribute.kind === 'object') throw badRequest(`Unknown sort key "${name}"`);
    return { attribute, descending };
  });
}

function applyPage(scope: Scope, query: ReadQuery, path: string[], value: string): void {
  const [first = '', second] = path;
  const name = second ?? first;
  if ((name !== 'size' && name !== 'number') || path.length > 2) throw badRequest(`Unknown parameter "page[${path.join('][')}]"`);
  const parsed = /^\d{1,9}$/.test(value) ? Number(value) : 0;
  if (parsed < 1 || (name === 'size' && parsed > 100)) throw badRequest(`Invalid page ${name} "${value}"`);
  if (second === undefined) {
    if (!isList(scope.operation)) throw badRequest(`Unknown parameter "page[${first}]"`);
    query.page = { ...query.page, [name]: parsed };
    return;
  }
  if (isList(scope.operation) || !knownTypes.has(first)) throw badRequest(`Paging of "${first}" is not supported here`);
  query.sideloadPages.set(first, { size: 20, number: 1, ...query.sideloadPages.get(first), [name]: parsed });
}

function parseStats(path: string[], value: string): boolean {
  if (path.join() !== 'total' || value !== 'count') throw badRequest('The only supported statistic is stats[total]=count');
  return true;
}

const readableNames = (type: ServedType): ReadonlySet<string> => new Set(type.readable.map(attribute => attribute.name));

function parseFields(
  path: string[],
  value: string,
  namesOf: (type: ServedType) => ReadonlySet<string>,
): [string, ReadonlySet<string>] {
  const [name = ''] = path;
  if (!knownTypes.has(name) || path.length !== 1) throw badRequest(`Unknown type "${path.join('][')}"`);
  const names = value === '' ? [] : value.split(',');
  const type = servedTypes.get(name);
  const unknown = names.find(one => type && !namesOf(type).has(one));
  if (unknown !== undefined) throw badRequest(`Unknown field "${unknown}" of ${name}`);
  return [name, new Set(names)];
}
