import type { ResourceType } from '../catalog/catalog';
import { needsBraces } from '../checks/values';
import type { FilterCondition, FilterValue, ReadQuery } from './read-query';

/**
 * Encodes a read as the API wants it (api.md section 4): nested operators, commas for "any of", double braces around a
 * value that would be read as something else ({@link needsBraces}), `null` for null.
 */
export function queryString<T extends ResourceType>(query: ReadQuery<T>): URLSearchParams {
  const parameters = new URLSearchParams();
  addFilters(parameters, 'filter', query.filter);
  for (const [type, filter] of Object.entries(query.sideloadFilter ?? {})) addFilters(parameters, `filter[${type}]`, filter);
  for (const [type, names] of Object.entries(query.fields ?? {})) parameters.set(`fields[${type}]`, names.join(','));
  for (const [type, names] of Object.entries(query.extraFields ?? {})) parameters.set(`extra_fields[${type}]`, names.join(','));
  if (query.include?.length) parameters.set('include', query.include.join(','));
  if (query.sort) parameters.set('sort', [query.sort].flat().join(','));
  if (query.page) {
    parameters.set('page[size]', String(query.page.size));
    parameters.set('page[number]', String(query.page.number));
  }
  if (query.count) parameters.set('stats[total]', 'count');
  return parameters;
}

function addFilters(parameters: URLSearchParams, prefix: string, filter: object | undefined): void {
  for (const [attribute, condition] of Object.entries(filter ?? {}))
    addFilter(parameters, `${prefix}[${attribute}]`, condition as never);
}

type Condition = FilterCondition | { readonly [operator: string]: unknown } | undefined;

function addFilter(parameters: URLSearchParams, place: string, condition: Condition): void {
  if (condition === undefined) return;
  if (Array.isArray(condition)) return parameters.set(place, condition.map(encode).join(','));
  if (condition === null || typeof condition !== 'object') return parameters.set(place, encode(condition as FilterValue));
  for (const [operator, value] of Object.entries(condition)) {
    // Custom values are asked for as JSON objects; several, separated by commas, mean any of.
    const isObject = typeof value === 'object' && value !== null;
    const encoded = isObject
      ? [value]
          .flat()
          .map(one => JSON.stringify(one))
          .join(',')
      : encode(value as FilterValue);
    if (value !== undefined) parameters.set(`${place}[${operator}]`, encoded);
  }
}

const encode = (value: FilterValue): string => (typeof value === 'string' && needsBraces(value) ? `{{${value}}}` : String(value));
