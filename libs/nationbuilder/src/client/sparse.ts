import { resourceOf, type ResourceType } from '../catalog/catalog';
import type { Operation } from '../catalog/operations';
import { answeredTypes } from '../checks/check-read';
import type { ReadQuery, ShowQuery } from './read-query';

/**
 * The query with the fields of every type it answers: those it names, else the default fields of the type. A whole record
 * (141 attributes of a person) is never asked for. An operation that takes no fields answers what it likes.
 */
export function sparse(operation: Operation, query: ReadQuery): ReadQuery {
  if (!operation.fields || !operation.answers) return query;
  const types = answeredTypes(operation.answers as ResourceType, query.include ?? []);
  const fields = Object.fromEntries(types.map(type => [type, query.fields?.[type] ?? resourceOf(type).defaultFields]));
  return { ...query, fields };
}

/** The query with further fields of the type, beside those it names or the default ones. */
export function withFields<T extends ResourceType>(type: T, query: ShowQuery<T>, names: readonly string[]): ShowQuery<T> {
  const fields = new Set([...(query.fields?.[type] ?? resourceOf(type).defaultFields), ...names]);
  return { ...query, fields: { ...query.fields, [type]: [...fields] } } as ShowQuery<T>;
}

/**
 * The order in which a type is read to its end, so that pages do not shift when rows are added: the time of creation, and new
 * rows come last. Types without one keep the API's own order; that `id` sorts is unconfirmed, and an unknown key is refused.
 */
export function stableOrder(type: ResourceType): 'created_at' | undefined {
  return Object.hasOwn(resourceOf(type).attributes, 'created_at') ? 'created_at' : undefined;
}
