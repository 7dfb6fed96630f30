import type { ExtraFieldName, operators, ReadableName, RelationshipName, ResourceType } from '../catalog/catalog';

export type FilterValue = string | number | boolean | null;
export type Operator = (typeof operators)[keyof typeof operators][number];
/** One condition: a value, any of a list, null, or operators. Several operators must all hold. */
export type FilterCondition = FilterValue | readonly FilterValue[] | { readonly [O in Operator]?: FilterValue | undefined };
/** Conditions by attribute, which must all hold; undefined ones are left out. `custom_values` takes values by slug. */
export type Filter<T extends ResourceType> = {
  readonly [Name in ReadableName<T> | 'id' | (T extends 'signup_tags' ? 'signup_id' : never)]?:
    FilterCondition | { readonly eq: Readonly<Record<string, FilterValue>> } | undefined;
};

/** What a read may ask of a type. Names are those of the catalog; values may come from anybody. */
export interface ReadQuery<T extends ResourceType = ResourceType> {
  filter?: Filter<T>;
  /** Conditions on what is sideloaded, by its type. They never drop a record of `T`. */
  sideloadFilter?: { readonly [S in ResourceType]?: Filter<S> };
  /** Attributes by type. A type that is not named answers its default fields, never everything. */
  fields?: { readonly [S in ResourceType]?: readonly ReadableName<S>[] };
  /** Opt-in attributes by type, on top of `fields`. */
  extraFields?: { readonly [S in ResourceType]?: readonly ExtraFieldName<S>[] };
  include?: readonly RelationshipName<T>[];
  /** Attribute, a leading minus for descending; several in order. */
  sort?: SortKey<T> | readonly SortKey<T>[];
  page?: { size: number; number: number };
  /** Asks for the number of all matches. */
  count?: boolean;
}
export type SortKey<T extends ResourceType> = `${'' | '-'}${ReadableName<T> | 'id'}`;

/** What a show, or the answer of a write, may ask. */
export type ShowQuery<T extends ResourceType> = Pick<ReadQuery<T>, 'fields' | 'extraFields' | 'include'>;
