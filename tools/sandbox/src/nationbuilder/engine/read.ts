import { catalog } from '../catalog/catalog';
import type { ResourceType } from '../catalog/define-type';
import { notFound, unauthorized } from './api-error';
import { type Condition } from './filters';
import { type QuerySwitches, type ReadKind, type ReadQuery, parseQuery } from './parse-query';
import type { Json, Nation, NationRecord } from './records';
import { pageLinks, renderIncluded, renderRecord } from './render';
import { select } from './select';
import { collectSideloads } from './sideloads';
import type { Viewer } from './viewer';

/** A read operation that the address names. `id` is the record, the list for `members`, or `me`. */
export interface ReadOperation {
  readonly operationId: string;
  readonly type: ResourceType;
  readonly kind: ReadKind;
  readonly id?: string;
}

export interface ReadRequest {
  readonly nation: Nation;
  readonly viewer: Viewer;
  readonly prefix: string;
  /** Path with its prefix, for the page links. */
  readonly path: string;
  readonly parameters: URLSearchParams;
  readonly switches: QuerySwitches;
  /** Rows that seem to have been added before this page since the last one was read: so many are repeated. */
  readonly shift: number;
}

/** The read operation of a path after `/api/v2/`, or undefined for what the double does not serve. */
export function findOperation(path: string): ReadOperation | undefined {
  const [name = '', id, tail, ...rest] = path.split('/');
  const type = catalog.get(name);
  if (!type || rest.length > 0) return undefined;
  if (id === undefined) return operation(type, 'list', type.operations.list);
  if (tail === undefined && id === 'me' && type.operations.me) return operation(type, 'show', type.operations.me, id);
  if (tail === undefined) return operation(type, 'show', type.operations.show, id);
  const people = catalog.get('signups');
  return name === 'lists' && tail === 'signups' && people ? operation(people, 'members', 'listSignupListings', id) : undefined;
}

function operation(type: ResourceType, kind: ReadKind, operationId?: string, id?: string): ReadOperation | undefined {
  return operationId === undefined ? undefined : { operationId, type, kind, ...(id !== undefined && { id }) };
}

/** The JSON:API document of a read. @throws ApiError 400, 401 without permission, 404, 503. */
export function read(request: ReadRequest, { type, kind, id }: ReadOperation): Record<string, Json> {
  const visible = request.viewer.visible(type.type);
  if (!visible) throw unauthorized();
  const { nation, switches } = request;
  const query = parseQuery({ type, kind, nation, switches }, request.parameters);
  if (kind === 'show') return showDocument(request, query, type, ownRecord(request, type, visible, id ?? ''));
  const rows = kind === 'members' ? members(request, id ?? '') : nation.table(type.type).rows;
  return listDocument(request, query, type, kind, rows.filter(visible));
}

/** A user always sees their own signup at `/me`, also when it is outside the part they may list. */
function ownRecord(request: ReadRequest, type: ResourceType, visible: Condition, id: string): NationRecord {
  const isMe = id === 'me' && type.operations.me !== undefined;
  const record = request.nation.table(type.type).find(isMe ? request.viewer.signupId : id);
  if (!record || (!isMe && !visible(record))) throw notFound();
  return record;
}

function members(request: ReadRequest, listId: string): NationRecord[] {
  const visible = request.viewer.visible('lists');
  if (!visible) throw unauthorized();
  const list = request.nation.table('lists').find(listId);
  if (!list || !visible(list)) throw notFound();
  const people = request.nation.table('signups');
  return (request.nation.listMembers.get(listId) ?? []).map(id => people.find(id)).filter(person => person !== undefined);
}

function showDocument(request: ReadRequest, query: ReadQuery, type: ResourceType, record: NationRecord): Record<string, Json> {
  const sideloads = collectSideloads({ ...request, type, kind: 'show' }, query, [record]);
  const scope = { prefix: request.prefix, query };
  return { data: renderRecord(scope, type, record, sideloads.linked), ...renderIncluded(scope, sideloads), meta: {} };
}

function listDocument(
  request: ReadRequest,
  query: ReadQuery,
  type: ResourceType,
  kind: ReadKind,
  rows: readonly NationRecord[],
): Record<string, Json> {
  const page = select(rows, query, request.shift);
  const sideloads = collectSideloads({ ...request, type, kind }, query, page.rows);
  const scope = { prefix: request.prefix, query };
  return {
    data: page.rows.map(row => renderRecord(scope, type, row, sideloads.linked)),
    ...renderIncluded(scope, sideloads),
    links: pageLinks(request.path, request.parameters, query, page.rows.length),
    meta: query.count ? { stats: { total: { count: page.total } } } : {},
  };
}
