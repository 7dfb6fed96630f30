import { resourceOf, type ResourceType } from '../catalog/catalog';
import type { Resource, Sideposting } from '../catalog/define-resource';
import { isToMany } from '../catalog/relationships';
import type { AnyWrite, RelatedWrite } from '../client/write-body';
import type { FieldProblem } from '../http/nation-builder-error';
import { commonMistake } from './common-mistakes';
import { quoted, unknownName } from './problems';
import { misfitOfWrite } from './values';

export type WriteMode = 'create' | 'update';
type Values = Readonly<Record<string, unknown>>;

/** Attributes that a write of the type may hold. */
export function writableNames({ attributes }: Resource): string[] {
  return Object.keys(attributes).filter(name => attributes[name]!.access !== 'r');
}

/**
 * What is wrong with the attributes of a write, by the catalog: unknown and read-only names, kinds of value, choices, null.
 * Empty when they may be sent. What a create needs is looked at by {@link missingOnCreate}.
 *
 * @param mode an update without any attribute is a problem, a create is not.
 * @param place where the attributes stand, for the pointers; `attributes` unless told.
 * @param open choices that do not hold here: a page that is written through its event has the type of that event.
 */
export function checkAttributes(
  type: ResourceType,
  attributes: Values,
  mode: WriteMode,
  place = 'attributes',
  open: Values = {},
): FieldProblem[] {
  const resource = resourceOf(type);
  const given = Object.entries(attributes).filter(([, value]) => value !== undefined);
  if (mode === 'update' && given.length === 0) return [{ pointer: place, message: 'an update needs at least one attribute' }];
  return given.flatMap(([name, value]) => {
    const attribute = Object.hasOwn(resource.attributes, name) ? resource.attributes[name]! : undefined;
    if (!attribute || attribute.access === 'r') {
      const what = attribute ? `${type} cannot be written at` : `${type} has no attribute`;
      return [unknownName(what, name, place, writableNames(resource), commonMistake(type, name) ?? (attribute && 'read-only'))];
    }
    const misfit = open[name] === value ? undefined : misfitOfWrite(attribute, value);
    return misfit ? [{ attribute: name, pointer: `${place}.${name}`, message: `${name} ${misfit}` }] : [];
  });
}

/** What is wrong with sideposted records: unknown relationships, methods that are not documented for them, their attributes. */
export function checkRelated(type: ResourceType, related: Values): FieldProblem[] {
  const { relationships, sideposting } = resourceOf(type);
  return Object.entries(related).flatMap(([name, writes]) => {
    if (writes === undefined) return [];
    const place = `related.${name}`;
    const rule = Object.hasOwn(sideposting, name) ? sideposting[name] : undefined;
    if (!rule) {
      const what = `${type} has no related record that can be written along:`;
      return [unknownName(what, name, 'related', Object.keys(sideposting))];
    }
    const relationship = relationships[name]!;
    const list = [writes].flat() as RelatedWrite[];
    if (Array.isArray(writes) && !isToMany(relationship))
      return [{ attribute: name, pointer: place, message: `${name} is one record, not a list` }];
    return list.flatMap(write => checkOneRelated(relationship.type as ResourceType, rule, write, place));
  });
}

function checkOneRelated(target: ResourceType, rule: Sideposting, write: RelatedWrite, place: string): FieldProblem[] {
  if (!isRelatedWrite(write)) return [{ pointer: place, message: 'a related record is { create: { … } } or { id: "…" }' }];
  const method = 'create' in write ? 'create' : (write.method ?? 'associate');
  if (!rule.methods.includes(method))
    return [{ pointer: place, message: `${quoted(method)} is not possible here (allowed: ${rule.methods.join(', ')})` }];
  if ('create' in write) {
    const open = rule.pageType ? { page_type_name: rule.pageType } : {};
    const whole = { ...open, ...write.create };
    return [
      ...checkAttributes(target, whole, 'create', `${place}.attributes`, open),
      ...missingOnCreate(target, { attributes: whole }, place),
    ];
  }
  if (!write.attributes) return [];
  if (method !== 'update') return [{ pointer: place, message: `attributes of a related record change with the method update` }];
  return checkAttributes(target, write.attributes, 'update', `${place}.attributes`);
}

/** Whatever the type says, it may come from anybody. */
function isRelatedWrite(write: unknown): boolean {
  if (typeof write !== 'object' || write === null) return false;
  const { create, id, attributes = {} } = write as Values;
  const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject(attributes) && ('create' in write ? isObject(create) : typeof id === 'string' && /^\d{1,20}$/.test(id));
}

/**
 * What a create lacks, by the catalog: attributes and related records that NationBuilder's schemas do not require and that a
 * record without is worth nothing, or refused.
 */
export function missingOnCreate(type: ResourceType, write: AnyWrite, place = ''): FieldProblem[] {
  const { requiredOnCreate, requiredOneOf } = resourceOf(type);
  const has = (need: string): boolean => {
    const [head, name] = need.split('.');
    const value: unknown = head === 'relationships' ? write.related?.[name!] : write.attributes?.[need];
    return value !== undefined && value !== null && value !== '';
  };
  const missing = requiredOnCreate
    .filter(need => !has(need))
    .map(need => ({ attribute: need, pointer: place, message: `a new record of ${type} needs ${need}` }));
  if (requiredOneOf.length === 0 || requiredOneOf.some(group => group.every(has))) return missing;
  const groups = requiredOneOf.map(group => group.join(' with ')).join(', or ');
  return [...missing, { pointer: place, message: `a new record of ${type} needs ${groups}` }];
}

/** What is wrong with a write, its related records and what a create needs included. */
export function checkWrite(type: ResourceType, { attributes = {}, related = {} }: AnyWrite, mode: WriteMode): FieldProblem[] {
  const linkedOnly = mode === 'update' && Object.keys(related).length > 0 && Object.keys(attributes).length === 0;
  return [
    ...(linkedOnly ? [] : checkAttributes(type, attributes, mode)),
    ...checkRelated(type, related),
    ...(mode === 'create' ? missingOnCreate(type, { attributes, related }) : []),
  ];
}
