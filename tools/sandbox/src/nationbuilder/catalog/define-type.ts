// The catalog's notation. One value per resource type says everything that the engine needs; the engine has no rule per type.

export type AttributeKind = 'text' | 'choice' | 'id' | 'integer' | 'decimal' | 'time' | 'date' | 'flag' | 'object';
export type FilterClass = 'string' | 'enum' | 'id' | 'number' | 'date' | 'boolean' | 'hash' | 'none';
export type Access = 'readWrite' | 'readOnly' | 'writeOnly';

/** One attribute of a type. `fallback` is what a record without a value of its own answers (the vendor's default, else null). */
export interface Attribute {
  readonly name: string;
  readonly kind: AttributeKind;
  readonly access: Access;
  readonly filter: FilterClass;
  readonly nullable: boolean;
  readonly fallback: string | number | boolean | null;
  readonly choices?: readonly string[];
}

/** How related records are found: by a key on this record, by a key on theirs, or through a table between the two. */
export type Relationship = { readonly type: string; readonly onList: boolean } & (
  | { readonly kind: 'one'; readonly key: string }
  | { readonly kind: 'oneOwned' | 'many'; readonly inverseKey: string }
  | { readonly kind: 'through'; readonly table: string; readonly ownKey: string; readonly targetKey: string }
);

/** A filter that is no attribute: rows of `table` whose `match` is the value name the wanted records by their `own` key. */
export interface SpecialFilter {
  readonly through: string;
  readonly own: string;
  readonly match: string;
}

/** Operation ids of the vendor's document by what they do; a type without `show` has no show route. */
export interface Operations {
  readonly list?: string;
  readonly show?: string;
  readonly me?: string;
}

/** One resource type as the engine sees it. */
export interface ResourceType {
  readonly type: string;
  readonly operations: Operations;
  readonly attributes: ReadonlyMap<string, Attribute>;
  readonly readable: readonly Attribute[];
  readonly extraFields: ReadonlySet<string>;
  readonly relationships: ReadonlyMap<string, Relationship>;
  readonly specialFilters: Readonly<Record<string, SpecialFilter>>;
}

/** Attribute names by kind, separated by blanks; `name!` may not be null, `name=value` has a default. */
type Names = Partial<Record<AttributeKind, string>>;

interface Definition {
  type: string;
  operations: Operations;
  attributes: Partial<Record<Access, Names>>;
  choices?: Record<string, readonly string[]>;
  extraFields?: readonly string[];
  relationships?: Record<string, Relationship>;
  specialFilters?: Record<string, SpecialFilter>;
}

/** Offered by show, update and delete, but not by list and create. */
export const SHOW_ONLY = { onList: false };
const EVERYWHERE = { onList: true };

export const one = (type: string, key: string, where = EVERYWHERE): Relationship => ({ kind: 'one', type, key, ...where });
export const oneOwned = (type: string, inverseKey: string, where = EVERYWHERE): Relationship => ({
  kind: 'oneOwned',
  type,
  inverseKey,
  ...where,
});
export const many = (type: string, inverseKey: string, where = EVERYWHERE): Relationship => ({
  kind: 'many',
  type,
  inverseKey,
  ...where,
});
export const through = (type: string, table: string, ownKey: string, targetKey: string, where = EVERYWHERE): Relationship => ({
  kind: 'through',
  type,
  table,
  ownKey,
  targetKey,
  ...where,
});

const FILTER_OF_KIND: Record<AttributeKind, FilterClass> = {
  text: 'string',
  choice: 'enum',
  id: 'id',
  integer: 'number',
  decimal: 'number',
  time: 'date',
  date: 'date',
  flag: 'boolean',
  object: 'none',
};

/** Operators by filter class. Those of `enum`, `id` and `boolean` are narrowed to the pair known to be safe (unconfirmed beyond). */
export const OPERATORS: Record<FilterClass, readonly string[]> = {
  string: ['eq', 'not_eq', 'eql', 'not_eql', 'prefix', 'not_prefix', 'suffix', 'not_suffix', 'match', 'not_match'],
  enum: ['eq', 'not_eq'],
  id: ['eq', 'not_eq'],
  number: ['eq', 'not_eq', 'gt', 'gte', 'lt', 'lte'],
  date: ['eq', 'not_eq', 'gt', 'gte', 'lt', 'lte'],
  boolean: ['eq', 'not_eq'],
  hash: ['eq'],
  none: [],
};

function fallbackOf(kind: AttributeKind, text: string | undefined): Attribute['fallback'] {
  if (text === undefined) return null;
  if (kind === 'flag') return text === 'true';
  return kind === 'integer' ? Number(text) : text;
}

function filterOf(name: string, kind: AttributeKind, access: Access): FilterClass {
  if (access === 'writeOnly') return 'none';
  return name === 'custom_values' ? 'hash' : FILTER_OF_KIND[kind];
}

function parseNames(access: Access, kind: AttributeKind, names: string, choices: Definition['choices']): Attribute[] {
  return names.split(' ').map(word => {
    const [head = '', fallback] = word.split('=');
    const name = head.replace('!', '');
    const listed = choices?.[name];
    return {
      name,
      kind,
      access,
      filter: filterOf(name, kind, access),
      nullable: !head.endsWith('!'),
      fallback: fallbackOf(kind, fallback),
      ...(listed && { choices: listed }),
    };
  });
}

/** Makes a catalog entry from the notation. Attributes are kept in alphabetical order, as the vendor answers them. */
export function defineType(definition: Definition): ResourceType {
  const attributes = Object.entries(definition.attributes)
    .flatMap(([access, byKind]) =>
      Object.entries(byKind).flatMap(([kind, names]) =>
        parseNames(access as Access, kind as AttributeKind, names, definition.choices),
      ),
    )
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return {
    type: definition.type,
    operations: definition.operations,
    attributes: new Map(attributes.map(attribute => [attribute.name, attribute])),
    readable: attributes.filter(attribute => attribute.access !== 'writeOnly'),
    extraFields: new Set(definition.extraFields),
    relationships: new Map(Object.entries(definition.relationships ?? {})),
    specialFilters: definition.specialFilters ?? {},
  };
}
