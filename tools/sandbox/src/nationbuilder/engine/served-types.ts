import { type Attribute, type Relationship, type Resource, findResource, resourceOf, resourceTypes } from '@nat/nationbuilder';

/** An attribute that knows its name. `isOpen`: records may hold other values than a write may choose. */
export type NamedAttribute = Attribute & { readonly name: string; readonly isOpen?: boolean };

/** How related records are found, every key known: those that the API hides have the name that the API would give them. */
export type StoredRelationship = { readonly type: string } & (
  | { readonly kind: 'one'; readonly key: string; readonly isShown: boolean }
  | { readonly kind: 'oneOwned' | 'many'; readonly inverseKey: string }
  | { readonly kind: 'through'; readonly table: string; readonly ownKey: string; readonly targetKey: string }
);

/** A filter that is no attribute: rows of `through` whose `match` is the value name the wanted records by their `own` key. */
interface SpecialFilter {
  readonly through: string;
  readonly own: string;
  readonly match: string;
}

/** A resource type of the catalog as the double looks at it: by name, with what only the double knows. */
export interface ServedType {
  readonly type: string;
  readonly resource: Resource;
  /** In alphabetical order, as the vendor answers them. */
  readonly attributes: ReadonlyMap<string, NamedAttribute>;
  readonly readable: readonly NamedAttribute[];
  readonly extraFields: ReadonlySet<string>;
  readonly relationships: ReadonlyMap<string, StoredRelationship>;
  readonly specialFilters: ReadonlyMap<string, SpecialFilter>;
}

/** The `id` of a record is filtered and sorted like an attribute of class `id` (unconfirmed). */
export const idAttribute: NamedAttribute = { name: 'id', kind: 'id', access: 'r', filter: 'id', nullable: false };

/** Every resource type by its name. */
export const servedTypes: ReadonlyMap<string, ServedType> = new Map(resourceTypes.map(type => [type, serve(resourceOf(type))]));

/** The types that some sideload names: those that are served, and `payment_types`, which has no records to answer. */
export const knownTypes: ReadonlySet<string> = new Set([
  ...servedTypes.keys(),
  ...[...servedTypes.values()].flatMap(type => [...type.relationships.values()].map(relationship => relationship.type)),
]);

/** The served type of that name. Throws for a name that is none: a defect of the double. */
export function servedType(type: string): ServedType {
  const found = servedTypes.get(type);
  if (!found) throw new Error(`the double has no type ${type}`);
  return found;
}

function serve(resource: Resource): ServedType {
  const attributes = Object.entries(resource.attributes)
    .map(([name, attribute]): NamedAttribute => ({ ...attribute, name, isOpen: resource.openChoices.includes(name) }))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return {
    type: resource.type,
    resource,
    attributes: new Map(attributes.map(attribute => [attribute.name, attribute])),
    readable: attributes.filter(attribute => attribute.access !== 'w'),
    extraFields: new Set(Object.keys(resource.extraFields)),
    relationships: new Map(
      Object.entries(resource.relationships).map(([name, relationship]) => [name, store(resource, name, relationship)]),
    ),
    specialFilters: new Map(resource.specialFilters.map(name => [name, specialFilter(resource, name)])),
  };
}

function store(resource: Resource, name: string, relationship: Relationship): StoredRelationship {
  const { type } = relationship;
  switch (relationship.kind) {
    case 'one': {
      const key = relationship.key ?? `${name}_id`;
      return { kind: 'one', type, key, isShown: Object.hasOwn(resource.attributes, key) };
    }
    case 'many':
      return { kind: 'many', type, inverseKey: relationship.inverseKey ?? `${resource.singular}_id` };
    case 'oneOwned':
      return { kind: 'oneOwned', type, inverseKey: relationship.inverseKey };
    case 'through':
      return { ...relationship };
  }
}

/** `filter[signup_id]` of tags goes over the rows of the relationship that leads to the other type. */
function specialFilter(resource: Resource, name: string): SpecialFilter {
  for (const relationship of Object.values(resource.relationships)) {
    if (relationship.kind === 'through' && relationship.targetKey === name)
      return { through: relationship.table, own: relationship.ownKey, match: name };
  }
  throw new Error(`${resource.type} has no relationship for the filter ${name}`);
}

/** Role of a person in the name of a key that no relationship uses. */
const personKeys = new Set(['activity_author']);
const targets = findTargets();

/** Type whose records the key `name` of `type` names; undefined where there is no such type. */
export function targetOfKey(type: string, name: string): string | undefined {
  return targets.get(`${type}.${name}`);
}

/** A key of some type that names records of another. */
export interface InboundKey {
  readonly type: string;
  readonly key: string;
}

const inbound = new Map<string, InboundKey[]>();
for (const [name, target] of targets) {
  const [type = '', key = ''] = name.split('.');
  inbound.set(target, [...(inbound.get(target) ?? []), { type, key }]);
}

/** The keys of all types that name records of `type`, hidden ones included. */
export const keysInto = (type: string): readonly InboundKey[] => inbound.get(type) ?? [];

/** By the name of the key (`broadcaster_id` of contacts), and where a relationship uses it by that, from either side. */
function findTargets(): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const types = [...servedTypes.values()];
  for (const { type, attributes } of types) {
    for (const { name, kind } of attributes.values()) {
      const named = kind === 'id' && typeOfSingular(name.replace(/_id$/, ''));
      if (named) found.set(`${type}.${name}`, named);
    }
  }
  for (const { type, relationships } of types) {
    for (const relationship of relationships.values()) {
      if (relationship.kind === 'one') found.set(`${type}.${relationship.key}`, relationship.type);
      if (relationship.kind === 'many' || relationship.kind === 'oneOwned')
        found.set(`${relationship.type}.${relationship.inverseKey}`, type);
    }
  }
  return found;
}

function typeOfSingular(singular: string): string | undefined {
  if (personKeys.has(singular)) return 'signups';
  return resourceTypes.find(type => findResource(type)?.singular === singular);
}
