import { isDeepStrictEqual } from 'node:util';
import { badRequest } from '../engine/api-error';
import type { ServedType, StoredRelationship } from '../engine/served-types';

export type Members = Readonly<Record<string, unknown>>;

const methods = ['create', 'update', 'disassociate', 'destroy'] as const;

/** A related record that a write names. Without a method it is linked. */
export interface Link {
  readonly name: string;
  readonly relationship: StoredRelationship;
  readonly method: (typeof methods)[number] | 'associate';
  readonly id?: string;
  readonly tempId?: string;
  /** What `included` says of the record. */
  readonly attributes: Members;
}

/** The body of a create, an update or a push. */
export interface WriteDocument {
  readonly attributes: Members;
  readonly links: readonly Link[];
}

/**
 * Reads the JSON:API document of a write. `id` is the one in the path, if there is one.
 * @throws ApiError 400 for what is no such document, for another id or type than the path's, for a relationship that the type
 * does not have or that may not be written so, and for included records that nothing refers to.
 */
export function readWriteDocument(
  body: string,
  type: ServedType,
  id: string | undefined,
  anySideposting: boolean,
): WriteDocument {
  const document = readBody(body);
  const data = readData(document, type.type, id);
  const included = readIncluded(document.included);
  const links = Object.entries(membersOf(data.relationships, 'relationships')).flatMap(([name, value]) =>
    readLinks(type, name, value, included),
  );
  const unused = included.find(({ isUsed }) => !isUsed);
  if (unused) throw badRequest(`No relationship refers to the included record ${describe(unused.identity)}`);
  if (!anySideposting) links.forEach(link => checkMethod(type, link));
  return { attributes: membersOf(data.attributes, 'attributes'), links };
}

/** The `data` of a body, with the type and the id that the path says. @throws ApiError 400. */
export function readData(document: Members, type: string, id: string | undefined): Members {
  const { data } = document;
  if (typeof data !== 'object' || data === null || Array.isArray(data)) throw badRequest('The body must have a "data" object');
  const members = data as Members;
  if (members.type !== type) throw badRequest(`The type of "data" must be "${type}"`);
  if (members.id !== id)
    throw badRequest(id === undefined ? 'A new record has no id' : 'The id of "data" must be that of the path');
  return members;
}

/** The body as an object. @throws ApiError 400. */
export function readBody(body: string): Members {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    throw badRequest('The body is not valid JSON');
  }
  return membersOf(parsed, 'the body');
}

function membersOf(value: unknown, what: string): Members {
  if (value === undefined) return {};
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw badRequest(`"${what}" must be an object`);
  return value as Members;
}

interface IncludedRecord {
  readonly identity: Identity;
  readonly attributes: Members;
  isUsed: boolean;
}

interface Identity {
  readonly type: unknown;
  readonly id?: unknown;
  readonly tempId?: unknown;
}

const identityOf = ({ type, id, 'temp-id': tempId }: Members): Identity => ({
  type,
  ...(id !== undefined && { id }),
  ...(tempId !== undefined && { tempId }),
});
const describe = ({ type, id, tempId }: Identity): string => `${quoted(type)} ${quoted(id ?? tempId)}`;

/** What a message says of a value from outside: what is no text may be nested deeper than can be written out. */
const quoted = (value: unknown): string => (typeof value === 'string' ? `"${value}"` : `(${typeof value})`);

function readIncluded(value: unknown): IncludedRecord[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) throw badRequest('"included" must be an array');
  return value.map(entry => {
    const members = membersOf(entry, 'included');
    if (members.relationships !== undefined) throw badRequest('Included records cannot have relationships of their own');
    return { identity: identityOf(members), attributes: membersOf(members.attributes, 'attributes'), isUsed: false };
  });
}

function readLinks(type: ServedType, name: string, value: unknown, included: IncludedRecord[]): Link[] {
  const relationship = type.relationships.get(name);
  if (!relationship) throw badRequest(`Unknown relationship "${name}"`);
  const { data } = membersOf(value, name);
  const isMany = relationship.kind === 'many' || relationship.kind === 'through';
  if (Array.isArray(data) !== isMany) throw badRequest(`The data of "${name}" must be ${isMany ? 'an array' : 'an object'}`);
  return [data].flat().map(entry => readLink(name, relationship, membersOf(entry, name), included));
}

function readLink(name: string, relationship: StoredRelationship, entry: Members, included: IncludedRecord[]): Link {
  const identity = identityOf(entry);
  const method = entry.method === undefined ? 'associate' : methods.find(known => known === entry.method);
  if (!method) throw badRequest(`Unknown method ${quoted(entry.method)} of "${name}"`);
  if (identity.type !== relationship.type) throw badRequest(`The type of "${name}" must be "${relationship.type}"`);
  const wanted = method === 'create' ? identity.tempId : identity.id;
  if (typeof wanted !== 'string' || wanted === '' || Object.keys(identity).length > 2)
    throw badRequest(`"${name}" needs ${method === 'create' ? 'a temp-id' : 'an id'}, and nothing else, with this method`);
  const record = included.find(one => isDeepStrictEqual(one.identity, identity));
  if (!record && method === 'create') throw badRequest(`The temp-id "${wanted}" matches no included record`);
  if (record) record.isUsed = true;
  const named = method === 'create' ? { tempId: wanted } : { id: wanted };
  return { name, relationship, method, ...named, attributes: record?.attributes ?? {} };
}

/** What the vendor does not document for a relationship is refused (unconfirmed). */
function checkMethod({ type, resource }: ServedType, { name, method }: Link): void {
  if (!resource.sideposting[name]?.methods.includes(method))
    throw badRequest(`The relationship "${name}" of ${type} cannot be written with "${method}"`);
}
