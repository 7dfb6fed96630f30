import { valueOf } from './filters';
import type { ReadQuery } from './parse-query';
import { type Json, type NationRecord, textOf } from './records';
import { type ServedType, type StoredRelationship, servedTypes } from './served-types';
import { type Sideloads, isToMany } from './sideloads';

type ResourceObject = { [key: string]: Json };

/** `prefix` is `/n/{slug}` under that addressing and empty under `{slug}.localhost`: links lead back to where they came from. */
export interface RenderScope {
  readonly prefix: string;
  readonly query: ReadQuery;
}

/** One record as a resource object. `linked` holds the sideloaded records by relationship; included records have none. */
export function renderRecord(
  scope: RenderScope,
  type: ServedType,
  record: NationRecord,
  linked: Sideloads['linked'] = new Map(),
): ResourceObject {
  const relationships: Record<string, Json> = {};
  for (const [name, relationship] of type.relationships) {
    const links = { related: relatedLink(scope.prefix, record, relationship) };
    const records = linked.get(name)?.get(record.id);
    relationships[name] = records ? { links, data: linkage(relationship, records) } : { links, meta: { included: false } };
  }
  return { id: record.id, type: type.type, attributes: renderAttributes(scope.query, type, record), relationships };
}

function linkage(relationship: StoredRelationship, records: readonly NationRecord[]): Json {
  const identifiers = records.map(record => ({ type: relationship.type, id: record.id }));
  return isToMany(relationship) ? identifiers : (identifiers[0] ?? null);
}

function renderAttributes(query: ReadQuery, type: ServedType, record: NationRecord): Record<string, Json> {
  const wanted = query.fields.get(type.type);
  const attributes: Record<string, Json> = {};
  for (const attribute of type.readable) {
    if (!wanted || wanted.has(attribute.name)) attributes[attribute.name] = valueOf(record, attribute);
  }
  for (const name of query.extraFields.get(type.type) ?? []) attributes[name] = record[name] ?? null;
  return attributes;
}

/** The address of related records: the record itself for a key that the API shows, else a filtered list. */
function relatedLink(prefix: string, record: NationRecord, relationship: StoredRelationship): string | null {
  const api = `${prefix}/api/v2`;
  switch (relationship.kind) {
    case 'one': {
      const key = record[relationship.key];
      return relationship.isShown && key ? `${api}/${relationship.type}/${textOf(key)}` : null;
    }
    case 'oneOwned':
    case 'many':
      return `${api}/${relationship.type}?filter[${relationship.inverseKey}]=${record.id}`;
    case 'through': {
      const direct = servedTypes.get(relationship.type)?.specialFilters.get(relationship.ownKey);
      return `${api}/${direct ? relationship.type : relationship.table}?filter[${relationship.ownKey}]=${record.id}`;
    }
  }
}

/** `included`, or nothing when the request asked for no sideload. */
export function renderIncluded(scope: RenderScope, sideloads: Sideloads): { included?: ResourceObject[] } {
  if (scope.query.include.length === 0) return {};
  return {
    included: sideloads.included.flatMap(({ type, record }) => {
      const known = servedTypes.get(type);
      return known ? [renderRecord(scope, known, record)] : [];
    }),
  };
}

/**
 * Page links. `next` is there on every page that has rows, even when the following page is empty, and there is no `last`:
 * a client that trusts `next` alone must meet that here.
 */
export function pageLinks(path: string, parameters: URLSearchParams, query: ReadQuery, rows: number): Record<string, Json> {
  const link = (number: number): string => {
    const copy = new URLSearchParams(parameters);
    copy.set('page[number]', String(number));
    copy.set('page[size]', String(query.page.size));
    return `${path}?${copy.toString()}`;
  };
  const { number } = query.page;
  return { self: link(number), prev: number > 1 ? link(number - 1) : null, next: rows > 0 ? link(number + 1) : null };
}
