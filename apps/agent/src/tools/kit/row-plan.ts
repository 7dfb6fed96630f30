import {
  type Attribute,
  commonMistake,
  nearestNames,
  policyOf,
  readableNames,
  type ReadQuery,
  resourceOf,
  type ResourceType,
  sortableNames,
} from '@nat/nationbuilder';
import { refuseProblems } from './filters';
import { isNamedByPage, nameAttributesOf } from './names';
import { nameFields, placeField } from './person';
import { type Related, relatedOf } from './related';

/** What is read of a type, and what of it is told. */
export interface RowPlan {
  readonly type: ResourceType;
  /** Attributes and extra fields that are told. */
  readonly fields: readonly string[];
  readonly related: readonly Related[];
  readonly query: Pick<ReadQuery, 'fields' | 'extraFields' | 'include'>;
  /** True for files: texts are hardly cut, and what is false or zero by default is there too. */
  readonly whole?: boolean;
}

/** Where fewer fields than the catalog's defaults say what people want to know. */
const shownFields: Partial<Record<ResourceType, readonly string[]>> = {
  signups: [
    'signup_type',
    'is_volunteer',
    'is_supporter',
    'is_donor',
    'is_prospect',
    'donations_count',
    'donations_amount_in_cents',
    'last_donated_at',
    'last_contacted_at',
    'do_not_contact',
    'do_not_call',
    'created_at',
  ],
  donations: ['signup_id', 'amount_in_cents', 'status', 'succeeded_at', 'payment_type_name', 'donation_tracking_code_id'],
  event_rsvps: ['event_id', 'attendee', 'canceled', 'guests_count', 'tickets_count', 'volunteer', 'created_at'],
  events: ['start_at', 'duration', 'venue_name', 'attending_count', 'capacity_count', 'point_person_id', 'private'],
  lists: ['name', 'description', 'signups_count', 'author_id', 'created_at'],
  pages: ['name', 'status', 'headline', 'page_type_name', 'url_path', 'published_at'],
};

/** Fields told unless others are asked for; nothing that may never be told. */
export function fieldsOf(type: ResourceType): readonly string[] {
  const { defaultFields, attributes } = resourceOf(type);
  const mayBeTold = (name: string): boolean => !isHidden(name, attributes[name]!);
  return shownFields[type] ?? defaultFields.filter(mayBeTold);
}

/** True for what may never be told: of an address, city and state may. */
function isHidden(name: string, attribute: Attribute): boolean {
  const policy = policyOf(name, attribute);
  return attribute.kind !== 'address' && (policy === 'contact' || policy === 'private');
}

/**
 * Plans the rows of a type with further `fields`. Throws a `ToolError` `invalid_fields` for a field that is none, or that may
 * never be told.
 */
export function planRows(type: ResourceType, fields: readonly string[] = [], kind: 'list' | 'show' = 'list'): RowPlan {
  checkFields(type, fields);
  return planOf(type, [...new Set([...fieldsOf(type), ...fields])], kind);
}

/** Plans the rows of a file: these fields and no others. */
export function planFile(type: ResourceType, fields: readonly string[]): RowPlan {
  return { ...planOf(type, fields, 'list'), whole: true };
}

function planOf(type: ResourceType, told: readonly string[], kind: 'list' | 'show'): RowPlan {
  const resource = resourceOf(type);
  const related = relatedOf(type, told, kind);
  const extra = told.filter(name => Object.hasOwn(resource.extraFields, name));
  const byPage = isNamedByPage(type);
  const includes = [...related.flatMap(({ include }) => include ?? []), ...(byPage ? ['page'] : [])];
  const wanted = new Map<ResourceType, string[]>([[type, ownFields(type, told, extra)]]);
  for (const { type: target, include } of related)
    if (include) wanted.set(target, [...(wanted.get(target) ?? []), ...nameAttributesOf(target)]);
  if (byPage) wanted.set('pages', ['name', 'status']);
  const extraFields = type === 'signups' ? [placeField, ...extra.filter(name => name !== placeField)] : extra;
  const query = {
    fields: Object.fromEntries([...wanted].map(([name, attributes]) => [name, [...new Set(attributes)]])),
    ...(extraFields.length > 0 && { extraFields: { [type]: extraFields } }),
    ...(includes.length > 0 && { include: includes }),
  };
  return { type, fields: told.filter(name => name !== placeField), related, query: query as RowPlan['query'] };
}

function ownFields(type: ResourceType, told: readonly string[], extra: readonly string[]): string[] {
  const own = told.filter(name => !extra.includes(name));
  if (type === 'signups' || type === 'event_rsvps')
    own.push(...nameFields.filter(name => Object.hasOwn(resourceOf(type).attributes, name)));
  return isNamedByPage(type) ? [...own, 'page_id'] : own;
}

/** Refuses names that are none, and those whose values are never told. */
export function checkFields(type: ResourceType, fields: readonly string[]): void {
  const resource = resourceOf(type);
  const { attributes, extraFields } = resource;
  const known = [...readableNames(resource), ...Object.keys(extraFields)];
  const problems = fields.flatMap(name => {
    if (!known.includes(name)) return [unknown('fields', `${type} has no field`, name, known, commonMistake(type, name))];
    const why = `${name} is never shown here: it can be filtered by and counted, and the page of the record shows it`;
    return isHidden(name, attributes[name] ?? extraFields[name]!) ? [{ path: 'fields', message: why }] : [];
  });
  refuseProblems('invalid_fields', problems);
}

/**
 * A sort key the API takes. Throws a `ToolError` `invalid_sort` for an attribute that is none, or whose order would tell what
 * may not be told.
 */
export function sortOf(type: ResourceType, sort: string | undefined): string | undefined {
  if (sort === undefined) return undefined;
  const resource = resourceOf(type);
  const tells = (name: string): boolean => name === 'id' || policyOf(name, resource.attributes[name]!) === 'plain';
  const known = sortableNames(resource).filter(tells);
  const name = sort.replace(/^-/, '');
  if (!known.includes(name)) refuseProblems('invalid_sort', [unknown('sort', `${type} cannot be sorted by`, name, known)]);
  return sort;
}

function unknown(path: string, what: string, name: string, known: readonly string[], hint?: string) {
  const near = nearestNames(name, known);
  const right = hint ?? (near.length > 0 ? `nearest: ${near.join(', ')}` : 'describe_records tells what there is');
  return { path, message: `${what} ${JSON.stringify(name.slice(0, 60))} (${right})` };
}

/** A key that does not change while pages are read, so that no page shifts. */
export function stableSort(type: ResourceType): string {
  return Object.hasOwn(resourceOf(type).attributes, 'created_at') ? 'created_at' : 'id';
}

/** One attribute that every type can be asked for when only ids matter. */
export function smallestField(type: ResourceType): string {
  const { attributes, defaultFields } = resourceOf(type);
  return Object.hasOwn(attributes, 'created_at') ? 'created_at' : defaultFields[0]!;
}
