import {
  findOperation,
  type OneRecord,
  type RecordWrite,
  resourceOf,
  type ResourceType,
  type ShowQuery,
} from '@nat/nationbuilder';
import type { BeforeImage } from '../kit/journal';
import { isNothing } from './changes';
import { nowThere, readName } from './records';
import { ofThePerson } from './undo-calls';
import { isValues, picked, type Values } from './values';

type Write = RecordWrite<ResourceType>;

/** What changes as people work with a record, and is kept also where it was not given. */
const alsoKept: { readonly [T in ResourceType]?: readonly string[] } = { path_journeys: ['journey_status', 'current_step_id'] };

/**
 * What the answer of a write is asked for, so that it tells what was made of the values that were written: NationBuilder spells
 * phone numbers, addresses and names of pages in its own way. Nothing where an operation cannot be asked.
 */
export function askedBack(type: ResourceType, write: Write, kind: 'create' | 'update' = 'create'): ShowQuery<ResourceType> {
  const { extraFields } = resourceOf(type);
  const operation = findOperation(type, kind);
  if (!operation?.fields) return {};
  const own = ownNames(type, write).map(name => readName(type, name));
  const fields = own.filter(name => !Object.hasOwn(extraFields, name));
  const extra = operation.extraFields ? own.filter(name => Object.hasOwn(extraFields, name)) : [];
  const page = operation.include.includes('page') ? Object.keys(pageOf(type, write)) : [];
  return {
    fields: { ...(fields.length > 0 && { [type]: fields }), ...(page.length > 0 && { pages: page }) },
    ...(extra.length > 0 && { extraFields: { [type]: extra } }),
    ...(page.length > 0 && { include: ['page'] }),
  } as ShowQuery<ResourceType>;
}

/**
 * The values of a record that was made, as the answer tells them: of what was written, and what changes as people work with it.
 * What the answer does not tell is left out; undefined where that is all.
 */
export function keptOf(type: ResourceType, write: Write, { record, included }: OneRecord): BeforeImage | undefined {
  const now = nowThere(type, record, ownNames(type, write), included);
  const page = pageOf(type, write);
  const kept = { ...told(picked(now.page?.values ?? {}, Object.keys(page)), page), ...told(now.values, write.attributes ?? {}) };
  return Object.keys(kept).length > 0 ? kept : undefined;
}

/** The values of a change, of those that the answer tells as it tells them. */
export function keptAfter(type: ResourceType, after: Values, answer: OneRecord): BeforeImage {
  return { ...after, ...picked(keptOf(type, { attributes: after }, answer) ?? {}, Object.keys(after)) };
}

/** Names that can be read again and are no copy of what is known of a person, which changes with the person. */
function ownNames(type: ResourceType, { attributes = {} }: Write): string[] {
  const known = resourceOf(type);
  return [...new Set([...Object.keys(attributes), ...(alsoKept[type] ?? [])])].filter(name => {
    const attribute = Object.hasOwn(known.attributes, name) ? known.attributes[name] : undefined;
    if (!attribute || (type !== 'signups' && ofThePerson.has(name))) return false;
    return attribute.access !== 'w' || Object.hasOwn(known.extraFields, readName(type, name));
  });
}

/** What was written of the page of a record; of names that the record has too, nobody could tell whose they are. */
function pageOf(type: ResourceType, { related }: Write): Values {
  const { create = {} } = ((related ?? {}) as { page?: { create?: Values } }).page ?? {};
  const readable = Object.entries(create).filter(
    ([name]) => resourceOf('pages').attributes[name]?.access === 'rw' && !Object.hasOwn(resourceOf(type).attributes, name),
  );
  return Object.fromEntries(readable);
}

/** Values as they are told: of an object the parts that were written, and nothing only where nothing was written. */
function told(now: Values, written: Values): Values {
  const entries = Object.entries(now).flatMap(([name, value]): [string, unknown][] => {
    if (value === undefined) return [];
    const given = written[name];
    if (isNothing(value)) return given !== undefined && isNothing(given) ? [[name, null]] : [];
    if (!isValues(value) || !isValues(given)) return [[name, value]];
    const parts = told(picked(value, Object.keys(given)), given);
    return Object.keys(parts).length > 0 ? [[name, parts]] : [];
  });
  return Object.fromEntries(entries);
}
