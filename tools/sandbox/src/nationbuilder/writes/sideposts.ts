import { ApiError, type Problem, unauthorized, unprocessable } from '../engine/api-error';
import { type NationRecord, textOf } from '../engine/records';
import { type ServedType, type StoredRelationship, servedType } from '../engine/served-types';
import type { Viewer } from '../engine/viewer';
import { checkAttributes, missingOnCreate } from './attributes';
import type { Change } from './change';
import type { Values } from './rule';
import type { Link } from './write-document';

interface SidepostScope {
  readonly change: Change;
  readonly viewer: Viewer;
  readonly type: ServedType;
}

/**
 * Related records that must be there before the record itself: those whose id it keeps.
 * @returns the keys.
 */
export function writeOwned(scope: SidepostScope, links: readonly Link[], owner: NationRecord | undefined): Values {
  const keys: Record<string, string | null> = {};
  for (const link of links) {
    if (link.relationship.kind !== 'one') continue;
    const { key } = link.relationship;
    keys[key] = nested(link, () => writeOne(scope, link, owner?.[key]));
  }
  return keys;
}

/** Related records that keep the id of the record, or that a table between the two connects with it. */
export function writeOwning(scope: SidepostScope, links: readonly Link[], owner: NationRecord): void {
  for (const link of links) {
    const { relationship } = link;
    if (relationship.kind === 'through') nested(link, () => writeThrough(scope, link, relationship, owner.id));
    if (relationship.kind === 'many' || relationship.kind === 'oneOwned')
      nested(link, () => writeInverse(scope, link, relationship.inverseKey, owner.id));
  }
}

/** Runs the write of one link; what goes wrong in it is told under the name of its relationship. */
function nested<T>(link: Link, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof ApiError) || !error.details.problems) throw error;
    const { name, relationship, id, tempId } = link;
    const from = { name, type: relationship.type, ...(id && { id }), ...(tempId && { tempId }) };
    throw unprocessable(error.details.problems.map(problem => ({ ...problem, relationship: from })));
  }
}

function writeOne(scope: SidepostScope, link: Link, present: NationRecord[string]): string | null {
  if (link.method === 'create') return create(scope, link, {}).id;
  const target = existing(scope, link);
  if (link.method === 'update') return update(scope, link, target, {}).id;
  if (link.method === 'associate') return target.id;
  if (present !== target.id) throw refused('is not linked');
  if (link.method === 'destroy') destroy(scope, link, target);
  return null;
}

function writeInverse(scope: SidepostScope, link: Link, inverseKey: string, ownerId: string): void {
  if (link.method === 'create') return void create(scope, link, { [inverseKey]: ownerId });
  const target = existing(scope, link);
  const isLinked = target[inverseKey] === ownerId;
  if (link.method === 'update' || link.method === 'associate') return void update(scope, link, target, { [inverseKey]: ownerId });
  if (!isLinked) throw refused('is not linked');
  if (link.method === 'destroy') return destroy(scope, link, target);
  update(scope, link, target, { [inverseKey]: null });
}

type Through = Extract<StoredRelationship, { kind: 'through' }>;

function writeThrough(scope: SidepostScope, link: Link, { table, ownKey, targetKey }: Through, ownerId: string): void {
  const { change } = scope;
  const target = link.method === 'create' ? create(scope, link, {}) : existing(scope, link);
  const between = change.where(table, ownKey, ownerId).filter(row => row[targetKey] === target.id);
  if (link.method === 'destroy') return destroy(scope, link, target);
  if (link.method === 'update') update(scope, link, target, {});
  if (link.method === 'disassociate') return between.forEach(row => change.delete(table, row.id));
  if (between.length === 0) change.create(table, { [ownKey]: ownerId, [targetKey]: target.id });
}

function create({ change, viewer, type }: SidepostScope, link: Link, keys: Values): NationRecord {
  const target = servedType(link.relationship.type);
  if (!viewer.may('create', target.type)) throw unauthorized();
  const pageType = type.resource.sideposting[link.name]?.pageType;
  const { given, orders, problems } = checkAttributes({
    nation: change.nation,
    viewer,
    type: target,
    before: undefined,
    attributes: link.attributes,
    ...(pageType && { choices: { page_type_name: [pageType] } }),
  });
  const values = { ...given, ...keys };
  const all = [...problems, ...missingOnCreate(target, values, new Set())];
  if (all.length > 0) throw unprocessable(distinct(all));
  return change.create(target.type, values, orders);
}

function update({ change, viewer }: SidepostScope, link: Link, before: NationRecord, keys: Values): NationRecord {
  const type = servedType(link.relationship.type);
  if (!viewer.may('update', type.type)) throw unauthorized();
  const write = { nation: change.nation, viewer, type, before, attributes: link.attributes };
  const { given, orders, problems } = checkAttributes(write);
  if (problems.length > 0) throw unprocessable(problems);
  return change.update(type.type, before, { ...given, ...keys }, orders);
}

function destroy({ change, viewer }: SidepostScope, link: Link, target: NationRecord): void {
  if (!viewer.may('delete', link.relationship.type)) throw unauthorized();
  change.delete(link.relationship.type, target.id);
}

function existing({ change, viewer }: SidepostScope, { relationship, id = '' }: Link): NationRecord {
  const record = change.find(relationship.type, id);
  const visible = viewer.visible(relationship.type);
  if (!visible) throw unauthorized();
  if (!record || !visible(record)) throw refused('must exist', 'blank');
  return record;
}

const refused = (message: string, code = 'invalid'): ApiError => unprocessable([{ attribute: 'base', message, code }]);

/** One problem per attribute: what is wrong is not missing too. */
export function distinct(problems: readonly Problem[]): Problem[] {
  return [...new Map(problems.toReversed().map(problem => [textOf(problem.attribute), problem])).values()].toReversed();
}
