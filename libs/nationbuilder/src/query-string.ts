/** One condition: a value, any of a list, null, or operators. */
export type FilterValue = string | number | boolean | null;
export type FilterCondition = FilterValue | readonly FilterValue[] | { readonly [operator: string]: FilterValue };

/** What a read may ask. Names are attributes and types of the catalog; values may come from the model. */
export interface ReadQuery {
  filter?: Readonly<Record<string, FilterCondition | undefined>>;
  /** Attributes by type. */
  fields?: Readonly<Record<string, readonly string[]>>;
  /** Opt-in attributes by type, on top of `fields`. */
  extraFields?: Readonly<Record<string, readonly string[]>>;
  include?: readonly string[];
  /** Attribute, a leading minus for descending. */
  sort?: string;
  page?: { size: number; number: number };
  /** Asks for the number of all matches. */
  count?: boolean;
}

/**
 * Encodes a read as the API wants it (api.md section 4): nested operators, commas for "any of", double braces around a
 * value that holds a comma, `null` for null.
 */
export function queryString(query: ReadQuery): URLSearchParams {
  const parameters = new URLSearchParams();
  for (const [attribute, condition] of Object.entries(query.filter ?? {})) addFilter(parameters, attribute, condition);
  for (const [type, names] of Object.entries(query.fields ?? {})) parameters.set(`fields[${type}]`, names.join(','));
  for (const [type, names] of Object.entries(query.extraFields ?? {})) parameters.set(`extra_fields[${type}]`, names.join(','));
  if (query.include?.length) parameters.set('include', query.include.join(','));
  if (query.sort) parameters.set('sort', query.sort);
  if (query.page) {
    parameters.set('page[size]', String(query.page.size));
    parameters.set('page[number]', String(query.page.number));
  }
  if (query.count) parameters.set('stats[total]', 'count');
  return parameters;
}

function addFilter(parameters: URLSearchParams, attribute: string, condition: FilterCondition | undefined): void {
  if (condition === undefined) return;
  if (Array.isArray(condition)) return parameters.set(`filter[${attribute}]`, condition.map(encode).join(','));
  if (condition === null || typeof condition !== 'object')
    return parameters.set(`filter[${attribute}]`, encode(condition as FilterValue));
  for (const [operator, value] of Object.entries(condition)) {
    if (value !== undefined) parameters.set(`filter[${attribute}][${operator}]`, encode(value as FilterValue));
  }
}

function encode(value: FilterValue): string {
  const text = String(value);
  // A text that spells null would become the null test; the braces keep it a text.
  const literal = typeof value === 'string' && (text.includes(',') || text === 'null');
  return literal ? `{{${text}}}` : text;
}
