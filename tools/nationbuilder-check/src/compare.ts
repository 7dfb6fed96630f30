import type { ApiShape, OperationShape, TypeShape } from './shape';

/** One thing in which the document and the catalog differ. What a side does not have is absent. */
export interface Difference {
  /** The operation or the type, such as `GET /api/v2/donations` or `donations`. */
  where: string;
  /** What differs there, such as `query include`; empty for the whole operation or type. */
  what: string;
  document?: string;
  catalog?: string;
}

/** How many of the document's things the catalog describes alike. */
export interface Tally {
  same: number;
  of: number;
}

export interface Comparison {
  paths: Tally;
  operations: Tally;
  resourceTypes: Tally;
  differences: Difference[];
}

/** Compares both ways. Of relationships and needs of a create, in which the catalog knows more, only what the document states. */
export function compare(document: ApiShape, catalog: ApiShape): Comparison {
  const operations = differencesOf(document.operations, mapped(catalog.operations, document.operations, needsAsStated));
  const types = differencesOf(document.types, mapped(catalog.types, document.types, relationshipsAsStated));
  const addresses = unlike(document.addressParts, catalog.addressParts, 'parts').map(part => ({ where: 'addresses', ...part }));
  return {
    paths: tallyPaths(document, catalog),
    operations: tally(document.operations, operations),
    resourceTypes: tally(document.types, types),
    differences: [...operations, ...types, ...addresses],
  };
}

function mapped<Shape>(
  catalog: Record<string, Shape>,
  document: Record<string, Shape>,
  trim: (known: Shape, stated: Shape) => Shape,
): Record<string, Shape> {
  return Object.fromEntries(
    Object.entries(catalog).map(([key, known]) => [key, Object.hasOwn(document, key) ? trim(known, document[key]!) : known]),
  );
}

function needsAsStated(known: OperationShape, stated: OperationShape): OperationShape {
  if (!known.body) return known;
  const { required = [], ...body } = known.body;
  const needs = required.filter(name => stated.body?.required?.includes(name));
  return { ...known, body: { ...body, ...(needs.length > 0 && { required: needs }) } };
}

function relationshipsAsStated(known: TypeShape, stated: TypeShape): TypeShape {
  const relationships = Object.entries(known.relationships).filter(([name]) => Object.hasOwn(stated.relationships, name));
  return { ...known, relationships: Object.fromEntries(relationships) };
}

function differencesOf(document: Record<string, unknown>, catalog: Record<string, unknown>): Difference[] {
  const keys = [...new Set([...Object.keys(document), ...Object.keys(catalog)])];
  return keys.flatMap(where => {
    if (!Object.hasOwn(catalog, where)) return [{ where, what: '', document: 'is there' }];
    if (!Object.hasOwn(document, where)) return [{ where, what: '', catalog: 'is there' }];
    return unlike(document[where], catalog[where], '').map(difference => ({ where, ...difference }));
  });
}

type Part = Omit<Difference, 'where'>;

/** Walks plain data: mappings by key, lists as sets, anything else by value. */
function unlike(document: unknown, catalog: unknown, what: string): Part[] {
  if (Array.isArray(document) && Array.isArray(catalog)) {
    return [
      ...document.filter(value => !catalog.includes(value)).map(value => ({ what, document: said(value) })),
      ...catalog.filter(value => !document.includes(value)).map(value => ({ what, catalog: said(value) })),
    ];
  }
  if (isMapping(document) && isMapping(catalog)) {
    const keys = [...new Set([...Object.keys(document), ...Object.keys(catalog)])];
    return keys.flatMap(key => unlike(document[key], catalog[key], `${what} ${key}`.trim()));
  }
  if (document === catalog) return [];
  return [
    {
      what,
      ...(document !== undefined && { document: said(document) }),
      ...(catalog !== undefined && { catalog: said(catalog) }),
    },
  ];
}

const isMapping = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const said = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

function tally(document: Record<string, unknown>, differences: Difference[]): Tally {
  const differing = new Set(differences.map(({ where }) => where));
  const names = Object.keys(document);
  return { same: names.filter(name => !differing.has(name)).length, of: names.length };
}

function tallyPaths(document: ApiShape, catalog: ApiShape): Tally {
  const known = methodsByPath(catalog);
  const stated = methodsByPath(document);
  return { same: [...stated].filter(([path, methods]) => known.get(path) === methods).length, of: stated.size };
}

function methodsByPath({ operations }: ApiShape): Map<string, string> {
  const methods = new Map<string, string>();
  for (const key of Object.keys(operations).toSorted()) {
    const [method, path] = key.split(' ') as [string, string];
    methods.set(path, `${methods.get(path) ?? ''} ${method}`);
  }
  return methods;
}
