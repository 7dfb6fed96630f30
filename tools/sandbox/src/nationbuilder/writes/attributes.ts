import { type Problem, badRequest, referenceMissing } from '../engine/api-error';
import { type Json, type Nation, type NationRecord, textOf } from '../engine/records';
import { type NamedAttribute, type ServedType, servedType, targetOfKey } from '../engine/served-types';
import type { Viewer } from '../engine/viewer';
import { patchAddress } from './addresses';
import { mergeCustomValues } from './custom-values';
import type { Values } from './rule';
import { type Reading, readValue } from './values';
import type { Members } from './write-document';

/** What a write gives one record. */
export interface AttributeWrite {
  readonly nation: Nation;
  readonly viewer: Viewer;
  readonly type: ServedType;
  /** The record as it is; absent for a new one. */
  readonly before: NationRecord | undefined;
  readonly attributes: Members;
  /** Other choices than the catalog's, for the page of an event or petition. */
  readonly choices?: Readonly<Record<string, readonly string[]>>;
}

/** What is stored (addresses under the name by which they are read), what is an order for once, and what is wrong. */
export interface CheckedAttributes {
  readonly given: Values;
  readonly orders: Values;
  readonly problems: readonly Problem[];
}

/**
 * Checks the attributes of a write against the catalog and the nation.
 * @throws ApiError 400 for unknown and read-only attributes, parts of addresses and custom fields.
 */
export function checkAttributes(write: AttributeWrite): CheckedAttributes {
  const given: Record<string, Json> = {};
  const orders: Record<string, Json> = {};
  const problems: Problem[] = [];
  for (const [name, value] of Object.entries(write.attributes)) {
    const attribute = write.type.attributes.get(name);
    if (!attribute) throw badRequest(`Unknown attribute "${name}" of ${write.type.type}`);
    if (attribute.access === 'r') throw badRequest(`The attribute "${name}" of ${write.type.type} is read-only`);
    const place = placeOf(write.type, attribute);
    const reading = read(write, attribute, place.name, value);
    if ('wrong' in reading) problems.push({ attribute: name, message: reading.wrong, code: reading.code });
    else (place.isStored ? given : orders)[place.name] = reading.value;
  }
  return { given, orders, problems };
}

/** Addresses are stored under the extra field that shows them; without such a field they are somebody else's. */
function placeOf({ extraFields }: ServedType, { name, kind, access }: NamedAttribute): { name: string; isStored: boolean } {
  const field = name.replace(/_attributes$/, '');
  if (kind === 'address' && extraFields.has(field)) return { name: field, isStored: true };
  return { name, isStored: access !== 'w' };
}

function read(write: AttributeWrite, attribute: NamedAttribute, place: string, value: unknown): Reading {
  const { nation, type, before } = write;
  const reading = readValue(attribute, value, write.choices?.[attribute.name]);
  if ('wrong' in reading) return reading;
  if (attribute.kind === 'address') return patchAddress(attribute.name, reading.value, before?.[place]);
  if (reading.value === null) return reading;
  if (attribute.filter === 'hash')
    return mergeCustomValues(nation, type, reading.value as Record<string, Json>, before?.[attribute.name]);
  if (attribute.kind === 'id') return readKey(write, attribute, reading.value as string);
  return emailAttributes.test(attribute.name) ? readEmail(reading.value as string) : reading;
}

const emailAttributes = /^(contact_)?email\d?$/;

const readEmail = (value: string): Reading =>
  /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value)
    ? { value }
    : { wrong: `'${value.slice(0, 100)}' should look like an email address`, code: 'invalid' };

/** A key names a record that exists and that the user can see. One's own signup counts as seen. */
function readKey({ nation, viewer, type }: AttributeWrite, { name }: NamedAttribute, id: string): Reading {
  const target = targetOfKey(type.type, name);
  if (target === undefined) return { value: id };
  const record = nation.table(target).find(id);
  const isSeen = target === 'signups' && id === viewer.signupId ? true : viewer.visible(target);
  if (record && (isSeen === true || isSeen === undefined || isSeen(record))) return { value: id };
  if (type.type === 'suggestions') throw referenceMissing(classNameOf(target), id);
  return { wrong: 'must exist', code: 'blank' };
}

/** `SuggestionBox`, as the vendor names a type in messages. */
const classNameOf = (type: string): string =>
  servedType(type)
    .resource.singular.split('_')
    .map(word => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');

/** What a new record must have and has not, of attributes and sideposted relationships. */
export function missingOnCreate({ resource }: ServedType, given: Values, linked: ReadonlySet<string>): Problem[] {
  const has = (name: string): boolean =>
    name.startsWith('relationships.') ? linked.has(name.replace('relationships.', '')) : !isBlank(given[name]);
  const missing = resource.requiredOnCreate.filter(name => !has(name));
  const groups = resource.requiredOneOf;
  const oneOf = groups.length === 0 || groups.some(group => group.every(has)) ? [] : [groups.at(-1)?.[0] ?? 'base'];
  return [...missing, ...oneOf].map(name => blank(name.replace('relationships.', '')));
}

/** What an update takes away that the record must have. */
export function missingOnUpdate({ resource }: ServedType, given: Values): Problem[] {
  return resource.requiredOnCreate.filter(name => Object.hasOwn(given, name) && isBlank(given[name])).map(blank);
}

const blank = (attribute: string): Problem => ({ attribute, message: "can't be blank", code: 'blank' });
const isBlank = (value: Json | undefined): boolean => value === null || value === undefined || textOf(value).trim() === '';
