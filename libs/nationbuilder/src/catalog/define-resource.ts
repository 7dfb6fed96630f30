import type { Attribute } from './attributes';
import type { Relationship } from './relationships';
import type { Route } from './routes';

export type StandardOperation = 'list' | 'show' | 'create' | 'update' | 'delete';

/** Operation id of the vendor's document, with what the document leaves out of that one operation. */
export type OperationNote = string | { id: string; include?: false; fields?: false; extraFields?: boolean; paged?: false };

/** What a sideposted relationship may do; `pageType` is the page type an event or a petition must be created with. */
export interface Sideposting {
  readonly methods: readonly ('create' | 'update' | 'associate' | 'disassociate' | 'destroy')[];
  readonly pageType?: string;
}

/** Everything there is to know about a resource type. */
export interface Resource<
  Type extends string = string,
  Attributes extends Record<string, Attribute> = Record<string, Attribute>,
> {
  readonly type: Type;
  readonly singular: string;
  readonly operations: Readonly<Partial<Record<StandardOperation, OperationNote>>>;
  readonly routes: Readonly<Record<string, Route>>;
  readonly attributes: Attributes;
  readonly relationships: Readonly<Record<string, Relationship>>;
  /** Answered only where a request names them. */
  readonly extraFields: Readonly<Record<string, Attribute>>;
  /** Filters that are no attribute. */
  readonly specialFilters: readonly string[];
  /** Needs of a create that the vendor's schemas do not state: attributes, or `relationships.{name}` sideposted. */
  readonly requiredOnCreate: readonly string[];
  /** Attributes whose choices hold for writes only: records may hold other values. */
  readonly openChoices: readonly string[];
  /** At least one of these groups must be there in a create. */
  readonly requiredOneOf: readonly (readonly string[])[];
  readonly sideposting: Readonly<Record<string, Sideposting>>;
  /**
   * How a record that was just made is found again when the answer was lost: the first group of which a create has every
   * value. `page.name` is the value of a related record. Where records have a `created_at` only those made since are looked at.
   */
  readonly naturalKeys: readonly (readonly string[])[];
  /** What a read asks for unless told: enough to know the record, nothing of people's contact or private data. */
  readonly defaultFields: readonly string[];
}

type Definition<Attributes extends Record<string, Attribute>, Relationships, Routes, Extra> = Pick<
  Resource,
  'singular' | 'operations'
> &
  Partial<
    Pick<Resource, 'specialFilters' | 'requiredOnCreate' | 'requiredOneOf' | 'openChoices' | 'naturalKeys' | 'sideposting'>
  > & {
    attributes: Attributes;
    relationships?: Relationships;
    routes?: Routes;
    extraFields?: Extra;
    defaultFields: readonly (string & keyof Attributes)[];
  };

/** Makes a catalog entry; attribute names stay known to the compiler. */
export function defineResource<
  const Type extends string,
  const Attributes extends Record<string, Attribute>,
  const Relationships extends Record<string, Relationship> = {},
  const Routes extends Record<string, Route> = {},
  const Extra extends Record<string, Attribute> = {},
>(
  type: Type,
  definition: Definition<Attributes, Relationships, Routes, Extra>,
): Omit<Resource<Type, Attributes>, 'relationships' | 'routes' | 'extraFields'> & {
  // Left out above: beside them every text would be a name.
  readonly relationships: Relationships;
  readonly routes: Routes;
  readonly extraFields: Extra;
} {
  return {
    type,
    routes: {} as Routes,
    relationships: {} as Relationships,
    extraFields: {} as Extra,
    specialFilters: [],
    requiredOnCreate: [],
    requiredOneOf: [],
    openChoices: [],
    naturalKeys: [],
    sideposting: {},
    ...definition,
  } as never;
}
