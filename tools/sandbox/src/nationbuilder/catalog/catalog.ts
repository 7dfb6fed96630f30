import type { ResourceType } from './define-type';
import * as events from './events';
import * as money from './money';
import * as paths from './paths';
import * as people from './people';
import * as voices from './voices';

/** Every resource type that the double serves, by its name. A type that is not here answers 404. */
export const catalog: ReadonlyMap<string, ResourceType> = new Map(
  [people, money, events, paths, voices].flatMap(group => Object.values<ResourceType>(group)).map(type => [type.type, type]),
);

/** The types that some sideload names, served or not: `include` of a type without records answers empty. */
export const knownTypes: ReadonlySet<string> = new Set([
  ...catalog.keys(),
  ...[...catalog.values()].flatMap(type => [...type.relationships.values()].map(relationship => relationship.type)),
]);
