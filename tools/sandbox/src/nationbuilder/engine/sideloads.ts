import type { Operation } from '@nat/nationbuilder';
import { ApiError } from './api-error';
import { type ReadQuery, isList } from './parse-query';
import { type Nation, type NationRecord, textOf } from './records';
import type { ServedType, StoredRelationship } from './served-types';
import type { Viewer } from './viewer';

/** More records of to-many sideloads than this on a list, all of them together, and the vendor gives up. */
export const SIDELOAD_LIMIT = 2000;

/** Records that stand in a relationship to a record, visible or not, in the order of their ids. */
export function related(nation: Nation, record: NationRecord, relationship: StoredRelationship): readonly NationRecord[] {
  const target = nation.table(relationship.type);
  switch (relationship.kind) {
    case 'one': {
      const key = record[relationship.key];
      const found = typeof key === 'string' ? target.find(key) : undefined;
      return found ? [found] : [];
    }
    case 'oneOwned':
      return target.where(relationship.inverseKey, record.id).slice(0, 1);
    case 'many':
      return target.where(relationship.inverseKey, record.id);
    case 'through':
      return nation
        .table(relationship.table)
        .where(relationship.ownKey, record.id)
        .map(row => target.find(textOf(row[relationship.targetKey])))
        .filter(row => row !== undefined);
  }
}

export const isToMany = (relationship: StoredRelationship): boolean =>
  relationship.kind === 'many' || relationship.kind === 'through';

/** What a read sideloads: the linked records of each row by relationship name, and every linked record once. */
export interface Sideloads {
  readonly linked: ReadonlyMap<string, ReadonlyMap<string, readonly NationRecord[]>>;
  readonly included: readonly { type: string; record: NationRecord }[];
}

interface SideloadScope {
  readonly nation: Nation;
  readonly viewer: Viewer;
  readonly type: ServedType;
  readonly operation: Operation;
}

/** Collects the sideloads of rows. Filters and visibility thin out what is linked and never drop a row. */
export function collectSideloads(scope: SideloadScope, query: ReadQuery, rows: readonly NationRecord[]): Sideloads {
  const included = new Map<string, { type: string; record: NationRecord }>();
  const linked = new Map<string, ReadonlyMap<string, readonly NationRecord[]>>();
  let many = 0;
  for (const name of query.include) {
    const relationship = scope.type.relationships.get(name);
    if (!relationship) continue;
    const ofRows = new Map(rows.map(row => [row.id, linkedRecords(scope, query, row, relationship)]));
    linked.set(name, ofRows);
    for (const record of [...ofRows.values()].flat()) {
      included.set(`${relationship.type}/${record.id}`, { type: relationship.type, record });
      if (isToMany(relationship)) many += 1;
    }
    if (isList(scope.operation) && many > SIDELOAD_LIMIT) {
      throw new ApiError(503, 'service_unavailable', 'The request took too long to process');
    }
  }
  return { linked, included: [...included.values()] };
}

function linkedRecords(
  scope: SideloadScope,
  query: ReadQuery,
  row: NationRecord,
  relationship: StoredRelationship,
): readonly NationRecord[] {
  const visible = scope.viewer.visible(relationship.type);
  if (!visible) return [];
  const conditions = query.sideloadConditions.get(relationship.type) ?? [];
  const records = related(scope.nation, row, relationship).filter(
    record => visible(record) && conditions.every(accepts => accepts(record)),
  );
  const page = isToMany(relationship) ? query.sideloadPages.get(relationship.type) : undefined;
  return page ? records.slice((page.number - 1) * page.size, page.number * page.size) : records;
}
