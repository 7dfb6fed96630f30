import type { Attribute } from './attributes';
import type { Resource } from './define-resource';
import * as events from './events';
import * as money from './money';
import { type Operation, operationsOf, showAsyncProcess } from './operations';
import * as outreach from './outreach';
import * as pages from './pages';
import * as paths from './paths';
import * as people from './people';
import * as signups from './signups';
import * as surveys from './surveys';
import * as voting from './voting';

/**
 * All 40 resource types of NationBuilder's API v2. The one description of the API: the client's types and checks, the
 * double's behavior and the tools' schemas derive from it.
 */
export const resources = {
  ...signups,
  ...people,
  ...money,
  ...events,
  ...pages,
  ...surveys,
  ...paths,
  ...outreach,
  ...voting,
} as const;

export type ResourceType = keyof typeof resources;
export const resourceTypes = Object.keys(resources).sort() as ResourceType[];

/** The resource of that name; undefined for a name that is none. */
export function findResource(type: string): Resource | undefined {
  return Object.hasOwn(resources, type) ? (resources[type as ResourceType] as Resource) : undefined;
}

/** The resource of that name. Throws for a name that is none: a defect of the catalog or the caller. */
export function resourceOf(type: string): Resource {
  const found = findResource(type);
  if (!found) throw new Error(`NationBuilder has no resource type ${type}`);
  return found;
}

/** All 190 operations, by id. */
export const operations: ReadonlyMap<string, Operation> = new Map(
  [...resourceTypes.flatMap(type => operationsOf(resourceOf(type), resourceOf)), showAsyncProcess].map(operation => [
    operation.id,
    operation,
  ]),
);

/** Operators by how an attribute may be filtered. Those of `enum`, `id` and `boolean` are the pair known to be safe (unconfirmed beyond). */
export const operators = {
  string: ['eq', 'not_eq', 'eql', 'not_eql', 'prefix', 'not_prefix', 'suffix', 'not_suffix', 'match', 'not_match'],
  enum: ['eq', 'not_eq'],
  id: ['eq', 'not_eq'],
  number: ['eq', 'not_eq', 'gt', 'gte', 'lt', 'lte'],
  date: ['eq', 'not_eq', 'gt', 'gte', 'lt', 'lte'],
  boolean: ['eq', 'not_eq'],
  hash: ['eq'],
  none: [],
} as const;

type AttributesOf<T extends ResourceType> = (typeof resources)[T]['attributes'];
type ExtrasOf<T extends ResourceType> = (typeof resources)[T]['extraFields'];
type ValueOf<A> =
  A extends Attribute<infer Value, infer _Access, infer Nullable> ? (Nullable extends false ? Value : Value | null) : never;
type NamesWith<T extends ResourceType, A> = {
  [Name in keyof AttributesOf<T>]: AttributesOf<T>[Name] extends { access: A } ? Name : never;
}[keyof AttributesOf<T>] &
  string;

/** Attribute names that an answer may hold. Of a union of types: the names of any of them. */
export type ReadableName<T extends ResourceType> = T extends ResourceType ? NamesWith<T, 'rw' | 'r'> : never;
/** Attribute names that a write may hold. */
export type WritableName<T extends ResourceType> = T extends ResourceType ? NamesWith<T, 'rw' | 'w'> : never;
export type ExtraFieldName<T extends ResourceType> = T extends ResourceType ? keyof ExtrasOf<T> & string : never;
export type RelationshipName<T extends ResourceType> = T extends ResourceType
  ? keyof (typeof resources)[T]['relationships'] & string
  : never;
/** Names of the routes of a type that change its state: archive, abandon, complete, reactivate, void. */
export type ActionName<T extends ResourceType> = T extends ResourceType
  ? {
      [Name in keyof (typeof resources)[T]['routes']]: (typeof resources)[T]['routes'][Name] extends { kind: 'action' }
        ? Name
        : never;
    }[keyof (typeof resources)[T]['routes']] &
      string
  : never;
type Known<T extends ResourceType, One> = ResourceType extends T ? Record<string, unknown> : One;
/** Values of an answer by attribute; what was not asked for is absent. Of a type known only at run time: anything. */
export type ReadValues<T extends ResourceType> = Known<
  T,
  { [Name in NamesWith<T, 'rw' | 'r'>]?: ValueOf<AttributesOf<T>[Name]> } & {
    [Name in keyof ExtrasOf<T> & string]?: ValueOf<ExtrasOf<T>[Name]>;
  }
>;
/** Values of a write by attribute; null clears. */
export type WriteValues<T extends ResourceType> = Known<
  T,
  { [Name in NamesWith<T, 'rw' | 'w'>]?: ValueOf<AttributesOf<T>[Name]> }
>;
