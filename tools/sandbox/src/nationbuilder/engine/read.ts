import type { Operation } from '@nat/nationbuilder';
import { notFound, unauthorized } from './api-error';
import type { Condition } from './filters';
import { type QuerySwitches, type ReadQuery, parseQuery } from './parse-query';
import type { Json, Nation, NationRecord } from './records';
import { pageLinks, renderIncluded, renderRecord } from './render';
import type { Route } from './routes';
import { select } from './select';
import { type ServedType, servedType } from './served-types';
import { collectSideloads } from './sideloads';
import { type Viewer, everything } from './viewer';

/** What an answer depends on beside the operation. */
export interface ReadRequest {
  readonly nation: Nation;
  readonly viewer: Viewer;
  readonly prefix: string;
  /** Path with its prefix, for the page links. */
  readonly path: string;
  readonly parameters: URLSearchParams;
  readonly switches: QuerySwitches & PagingSwitch;
  /** Rows that seem to have been added before this page since the last one was read: so many are repeated. */
  readonly shift: number;
}

interface PagingSwitch {
  /** Lists that declare no paging page all the same; else every page has all rows. */
  readonly pageEverything: boolean;
}

/** The JSON:API document of a list or a record. @throws ApiError 400, 401 without permission, 404, 503. */
export function read(request: ReadRequest, { operation, id }: Route): Record<string, Json> {
  const type = servedType(operation.answers ?? operation.type);
  const visible = request.viewer.visible(type.type);
  if (!visible) throw unauthorized();
  const query = queryOf(request, operation);
  if (operation.kind === 'show' || operation.kind === 'me') {
    const record = operation.kind === 'me' ? ownSignup(request) : visibleRecord(request, type.type, id);
    return recordDocument(request, operation, query, record);
  }
  const rows = operation.kind === 'memberList' ? members(request, id) : request.nation.table(type.type).rows;
  return listDocument(request, operation, query, visible === everything ? rows : rows.filter(visible));
}

/** The query of an operation that answers records. @throws ApiError 400. */
export function queryOf({ nation, switches, parameters }: ReadRequest, operation: Operation): ReadQuery {
  return parseQuery({ type: servedType(operation.answers ?? operation.type), operation, nation, switches }, parameters);
}

/** A record that the viewer can see. @throws ApiError 401 without permission for the type, 404. */
export function visibleRecord({ nation, viewer }: Pick<ReadRequest, 'nation' | 'viewer'>, type: string, id = ''): NationRecord {
  const visible: Condition | undefined = viewer.visible(type);
  if (!visible) throw unauthorized();
  const record = nation.table(type).find(id);
  if (!record || !visible(record)) throw notFound();
  return record;
}

/** A user always sees their own signup at `/me`, also when it is outside the part they may list. */
function ownSignup({ nation, viewer }: ReadRequest): NationRecord {
  const record = nation.table('signups').find(viewer.signupId);
  if (!record) throw notFound();
  return record;
}

function members(request: ReadRequest, listId: string | undefined): NationRecord[] {
  const list = visibleRecord(request, 'lists', listId);
  const people = request.nation.table('signups');
  return request.nation
    .members(list.id)
    .map(id => people.find(id))
    .filter(person => person !== undefined);
}

/** The document of one record, as reads and writes answer it. */
export function recordDocument(
  request: ReadRequest,
  operation: Operation,
  query: ReadQuery,
  record: NationRecord,
): Record<string, Json> {
  const type = servedType(operation.answers ?? operation.type);
  const sideloads = collectSideloads({ ...request, type, operation }, query, [record]);
  const scope = { prefix: request.prefix, query };
  return { data: renderRecord(scope, type, record, sideloads.linked), ...renderIncluded(scope, sideloads), meta: {} };
}

function listDocument(
  request: ReadRequest,
  operation: Operation,
  query: ReadQuery,
  rows: readonly NationRecord[],
): Record<string, Json> {
  const type: ServedType = servedType(operation.answers ?? operation.type);
  const isPaged = operation.paged || request.switches.pageEverything;
  const page = select(rows, query, isPaged, request.shift);
  const sideloads = collectSideloads({ ...request, type, operation }, query, page.rows);
  const scope = { prefix: request.prefix, query };
  return {
    data: page.rows.map(row => renderRecord(scope, type, row, sideloads.linked)),
    ...renderIncluded(scope, sideloads),
    links: pageLinks(request.path, request.parameters, query, page.rows.length),
    meta: query.count ? { stats: { total: { count: page.total } } } : {},
  };
}
