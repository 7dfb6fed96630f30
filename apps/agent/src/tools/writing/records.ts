import type { Link } from '@nat/contracts';
import {
  findOperation,
  type Included,
  type JsonApiRecord,
  NationBuilderError,
  resourceOf,
  type ResourceRecord,
  type ResourceType,
  type ShowQuery,
} from '@nat/nationbuilder';
import type { ToolContext } from '../kit/define-tool';
import { isNamedByPage, labelOf, nameAttributesOf } from '../kit/names';
import { nounOf } from '../kit/nouns';
import { nameFields, personIdOf, placeField } from '../kit/person';
import { recordsOfIds } from '../kit/records-by-id';
import { personLabel } from './people';
import { dollars } from './words';

type Values = Readonly<Record<string, unknown>>;

/** What there is of a record right now. */
export interface NowThere {
  /** Values by writable name: what an address is written as holds what it is read as. */
  values: Values;
  /** Values of its page, where the record has one. */
  page?: { id: string; values: Values };
}

/** A record as it is right now, with what a card says of it. */
export interface ReadRecord extends NowThere {
  id: string;
  /** Such as `Ana Ruiz, Austin`, `Spring Rally` or `$25.00, Ana Ruiz`. */
  label: string;
  /** Person it is about, where it is about one. */
  personId?: string;
  link?: Link;
}

const addressSuffix = '_attributes';

/** Reads one record with the named writable attributes. Throws {@link NationBuilderError} `not_found` when it is gone. */
export async function readRecord(
  type: ResourceType,
  id: string,
  names: readonly string[],
  context: ToolContext,
  pageNames: readonly string[] = [],
): Promise<ReadRecord> {
  const { record, included } = await context.nation.show(type, id, queryFor(type, names, pageNames) as never, context.signal);
  const personId = type === 'signups' ? undefined : personIdOf(record, included);
  const sideloaded = included.one(record as JsonApiRecord, 'signup');
  const person = sideloaded && !findOperation(type, 'show')?.extraFields ? await withCity(sideloaded, context) : sideloaded;
  const label = labelOfRecord(type, record, person, included);
  return { id, ...nowThere(type, record, names, included), label, personId, link: context.links.to(type, id, label) };
}

/** The named writable attributes of many records by id, a hundred per call; those that are gone are left out. */
export async function readRecords(
  type: ResourceType,
  ids: readonly string[],
  names: readonly string[],
  context: ToolContext,
  pageNames: readonly string[] = [],
): Promise<Map<string, NowThere>> {
  const found = new Map<string, NowThere>();
  for await (const { records, included } of recordsOfIds(type, ids, queryFor(type, names, pageNames), context))
    for (const record of records) found.set(record.id, nowThere(type, record, names, included));
  return found;
}

/** What a record and its page say of named writable attributes. */
export function nowThere(type: ResourceType, record: ResourceRecord, names: readonly string[], included: Included): NowThere {
  const page = included.one(record as JsonApiRecord, 'page');
  return {
    values: Object.fromEntries(names.map(name => [name, record.attributes[readName(type, name)]])),
    ...(page && { page: { id: page.id, values: page.attributes } }),
  };
}

/** The name a writable attribute is read by: an address is an extra field without `_attributes`. */
export const readName = (type: ResourceType, name: string): string =>
  resourceOf(type).attributes[name]?.kind === 'address' ? name.slice(0, -addressSuffix.length) : name;

function queryFor(type: ResourceType, names: readonly string[], pageNames: readonly string[]): ShowQuery<ResourceType> {
  const { attributes, extraFields } = resourceOf(type);
  const operation = findOperation(type, 'show');
  const include = ['signup', 'page'].filter(name => operation?.include.includes(name));
  const readable = (name: string): boolean => Object.hasOwn(attributes, name) && attributes[name]!.access !== 'w';
  const own = [...names, ...nameAttributesOf(type), ...labelFields].filter(readable);
  const extra = names.map(name => readName(type, name)).filter(name => Object.hasOwn(extraFields, name));
  return {
    fields: {
      [type]: [...new Set(own)],
      ...(include.includes('signup') && { signups: nameFields }),
      ...(include.includes('page') && { pages: ['name', ...pageNames] }),
    },
    extraFields: {
      // Where a type has no extra fields of its own, none can be asked of its person either.
      ...(operation?.extraFields && include.includes('signup') && { signups: [placeField] }),
      ...(type === 'signups' ? { signups: [...new Set([placeField, ...extra])] } : extra.length > 0 && { [type]: extra }),
    },
    include,
  } as never;
}

/** Two people of one name are told apart by their city, which takes a read of its own where it cannot be sideloaded. */
async function withCity(person: JsonApiRecord, { nation, signal }: ToolContext): Promise<JsonApiRecord> {
  const query = { fields: { signups: nameFields }, extraFields: { signups: [placeField] } } as const;
  const read = await nation.show('signups', person.id, query, signal).catch((error: unknown) => {
    if (error instanceof NationBuilderError && error.kind === 'not_found') return undefined;
    throw error;
  });
  return read ? { ...person, attributes: { ...person.attributes, ...read.record.attributes } } : person;
}

/** What tells records without a name apart. */
const labelFields = ['signup_id', 'amount_in_cents', 'first_name', 'last_name', 'page_id'];

function labelOfRecord(
  type: ResourceType,
  record: ResourceRecord,
  person: JsonApiRecord | undefined,
  included: Included,
): string {
  if (type === 'signups') return personLabel(record);
  const named = labelOf(type, record, included);
  if (named !== undefined || isNamedByPage(type)) return named ?? `${nounOf(type)} ${record.id}`;
  const { amount_in_cents: cents } = record.attributes;
  const parts = [typeof cents === 'number' ? dollars(cents) : undefined, person && personLabel(person)].filter(Boolean);
  return parts.length > 0 ? parts.join(', ') : `${nounOf(type)} ${record.id}`;
}

/** All attributes that can be written and read again: what a deleted record is made anew from. */
export function restorableNames(type: ResourceType): string[] {
  const { attributes, extraFields } = resourceOf(type);
  return Object.keys(attributes).filter(name => {
    const { access, kind } = attributes[name]!;
    return access === 'rw' || (kind === 'address' && Object.hasOwn(extraFields, readName(type, name)));
  });
}
