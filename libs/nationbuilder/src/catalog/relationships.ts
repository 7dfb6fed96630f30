// The notation for relationships: how related records are found.

interface Found {
  /** Resource type of the related records; `payment_types` is the one type without endpoints of its own. */
  readonly type: string;
  /** False: offered by show, update and delete, but not by list and create. */
  readonly onList: boolean;
}

/**
 * - `one`: `key` of this record is the id of the other; without `key` the API does not show it.
 * - `oneOwned`, `many`: `inverseKey` of the others is the id of this record.
 * - `through`: rows of `table` hold both ids.
 */
export type Relationship = Found &
  (
    | { readonly kind: 'one'; readonly key?: string }
    | { readonly kind: 'oneOwned'; readonly inverseKey: string }
    | { readonly kind: 'many'; readonly inverseKey?: string }
    | { readonly kind: 'through'; readonly table: string; readonly ownKey: string; readonly targetKey: string }
  );

export const one = (type: string, key?: string): Relationship => ({ kind: 'one', type, onList: true, ...(key && { key }) });
export const oneOwned = (type: string, inverseKey: string): Relationship => ({
  kind: 'oneOwned',
  type,
  onList: true,
  inverseKey,
});
export const many = (type: string, inverseKey?: string): Relationship => ({
  kind: 'many',
  type,
  onList: true,
  ...(inverseKey && { inverseKey }),
});
export const through = (type: string, table: string, ownKey: string, targetKey: string): Relationship => ({
  kind: 'through',
  type,
  onList: true,
  table,
  ownKey,
  targetKey,
});
/** A relationship that list and create do not sideload. */
export const showOnly = (relationship: Relationship): Relationship => ({ ...relationship, onList: false });

/** True when the relationship leads to any number of records. */
export const isToMany = ({ kind }: Relationship): boolean => kind === 'many' || kind === 'through';
