import { type Problem, unauthorized, unprocessable, validationFailed } from '../engine/api-error';
import { queryOf, recordDocument, type ReadRequest, visibleRecord } from '../engine/read';
import { type Json, type NationRecord, textOf } from '../engine/records';
import type { Route } from '../engine/routes';
import { type ServedType, servedType } from '../engine/served-types';
import type { Verb } from '../engine/viewer';
import { peopleWithEmail } from '../rules/signups';
import { rules } from '../rules/rules';
import { checkAttributes, missingOnCreate, missingOnUpdate } from './attributes';
import { Change } from './change';
import { distinct, writeOwned, writeOwning } from './sideposts';
import { readWriteDocument, type WriteDocument } from './write-document';

export interface WriteRequest extends ReadRequest {
  readonly body: string;
  /** The time that records are stamped with, as the nation says it. */
  readonly at: string;
  /** Relationships may be sideposted in ways that the vendor does not document. */
  readonly anySideposting: boolean;
}

export interface WriteAnswer {
  readonly status: number;
  readonly document: Json;
}

/** Creates, changes or deletes one record, all of it or nothing. @throws ApiError 400, 401, 404, 422. */
export function write(request: WriteRequest, { operation, id }: Route): WriteAnswer {
  const { nation, viewer, at } = request;
  const type = servedType(operation.type);
  if (!viewer.visible(type.type) || !verbs[operation.kind]?.every(verb => viewer.may(verb, type.type))) throw unauthorized();
  const query = queryOf(request, operation);
  return nation.atomically(() => {
    const change = new Change({ nation, authorId: viewer.signupId, at });
    const before = id === undefined ? undefined : visibleRecord(request, type.type, id);
    if (operation.kind === 'delete') {
      change.delete(type.type, textOf(before?.id));
      return { status: 200, document: { meta: {} } };
    }
    const { record, status } = perform(request, change, { operation, id }, before);
    // The answer to a new petition has its page without being asked.
    const include = operation.id === 'createPetition' ? [...new Set([...query.include, 'page'])] : query.include;
    return { status, document: recordDocument(request, operation, { ...query, include }, record) };
  });
}

/** What a user must be allowed to do. */
const verbs: Readonly<Record<string, readonly Verb[]>> = {
  create: ['create'],
  update: ['update'],
  action: ['update'],
  delete: ['delete'],
  push: ['create', 'update'],
};

function perform(
  request: WriteRequest,
  change: Change,
  { operation, id }: Route,
  before: NationRecord | undefined,
): { record: NationRecord; status: number } {
  const type = servedType(operation.type);
  if (operation.kind === 'action' && before) {
    rules[type.type]?.actions?.[operation.path.split('/').at(-1) ?? '']?.(change, before, request.parameters);
    return { record: change.find(type.type, before.id) ?? before, status: 200 };
  }
  const document = readWriteDocument(request.body, type, id, request.anySideposting);
  const known = operation.kind === 'push' ? matchingPerson(change, document) : before;
  const record = writeRecord(request, change, type, document, known);
  const visible = request.viewer.visible(type.type);
  if (!known && !visible?.(record))
    throw unprocessable([{ attribute: 'base', message: 'is outside of your part', code: 'invalid' }]);
  return { record, status: known ? 200 : 201 };
}

/** Creates a record, or changes the one that is there, together with what is sideposted. */
function writeRecord(
  { nation, viewer }: WriteRequest,
  change: Change,
  type: ServedType,
  { attributes, links }: WriteDocument,
  before: NationRecord | undefined,
): NationRecord {
  const { given, orders, problems } = checkAttributes({ nation, viewer, type, before, attributes });
  const linked = new Set(
    links.filter(link => link.method !== 'disassociate' && link.method !== 'destroy').map(({ name }) => name),
  );
  const missing = before ? missingOnUpdate(type, given) : missingOnCreate(type, given, linked);
  refuse(type, problems, missing);
  const scope = { change, viewer, type };
  const values = { ...given, ...writeOwned(scope, links, before) };
  const record = before ? change.update(type.type, before, values, orders) : change.create(type.type, values, orders);
  writeOwning(scope, links, record);
  return change.find(type.type, record.id) ?? record;
}

const flatTypes = new Set(['suggestions', 'suggestion_boxes']);

function refuse({ type }: ServedType, problems: readonly Problem[], missing: readonly Problem[]): void {
  if (flatTypes.has(type) && missing.length > 0) throw validationFailed(missing);
  const all = distinct([...problems, ...missing]);
  if (all.length > 0) throw unprocessable(all);
}

/** Keys by which a push finds a person, in the order in which they are tried (the order is unconfirmed). */
const pushKeys = ['civicrm_id', 'county_file_id', 'dw_id', 'external_id', 'email', 'ngp_id', 'salesforce_id', 'van_id'];

function matchingPerson(change: Change, { attributes }: WriteDocument): NationRecord | undefined {
  const people = (property: string, value: string): readonly NationRecord[] => change.where('signups', property, value);
  for (const key of pushKeys) {
    const value = attributes[key];
    if (typeof value !== 'string' || value === '') continue;
    const [person] = key === 'email' ? peopleWithEmail(people, value) : people(key, value);
    if (person) return person;
  }
  return undefined;
}
