import type { OperationNote, Resource, StandardOperation } from './define-resource';
import type { Route } from './routes';

export type OperationKind = StandardOperation | Route['kind'] | 'process';

/** One operation of the API, derived from the catalog. */
export interface Operation {
  /** Id in the vendor's document. */
  readonly id: string;
  readonly kind: OperationKind;
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** With `{id}` in it, such as `/api/v2/lists/{id}/tag`. */
  readonly path: string;
  /** Type it belongs to. */
  readonly type: string;
  /** Type of the records it answers; absent where it answers none. */
  readonly answers?: string;
  /** Status of a success; push has two. */
  readonly success: readonly number[];
  /** Statuses of refusals that the document names. */
  readonly errors: readonly number[];
  /** Sideloads it takes. */
  readonly include: readonly string[];
  readonly paged: boolean;
  readonly fields: boolean;
  readonly extraFields: boolean;
  /** Further query parameters. */
  readonly query: readonly string[];
  /** What the body holds. */
  readonly body?: 'create' | 'update' | 'signup_ids' | 'tag';
}

const standard = {
  list: { method: 'GET', place: '', success: [200], errors: [401, 429] },
  show: { method: 'GET', place: '/{id}', success: [200], errors: [401, 404, 429] },
  create: { method: 'POST', place: '', success: [201], errors: [400, 401, 422, 429] },
  update: { method: 'PATCH', place: '/{id}', success: [200], errors: [400, 401, 404, 422, 429] },
  delete: { method: 'DELETE', place: '/{id}', success: [200], errors: [401, 404, 429] },
} as const;

/** Every operation of a type, in the order list, show, create, update, delete, then its other routes. */
export function operationsOf(resource: Resource, find: (type: string) => Resource): Operation[] {
  const usual = Object.entries(resource.operations).map(([kind, note]) =>
    standardOperation(resource, kind as StandardOperation, note),
  );
  const others = Object.entries(resource.routes).map(([name, route]) => routeOperation(resource, name, route, find));
  return [...usual, ...others];
}

function standardOperation(resource: Resource, kind: StandardOperation, note: OperationNote): Operation {
  const { method, place, success, errors } = standard[kind];
  const said = typeof note === 'string' ? { id: note } : note;
  const names = Object.entries(resource.relationships);
  const include = names.filter(([, { onList }]) => onList || (kind !== 'list' && kind !== 'create')).map(([name]) => name);
  return {
    id: said.id,
    kind,
    method,
    path: `/api/v2/${resource.type}${place}`,
    type: resource.type,
    ...(kind !== 'delete' && { answers: resource.type }),
    success,
    errors,
    include: said.include === false ? [] : include,
    paged: kind === 'list' && said.paged !== false,
    fields: said.fields !== false,
    extraFields: said.extraFields ?? hasExtra(resource),
    query: kind === 'list' ? resource.specialFilters.map(name => `filter[${name}]`) : [],
    ...((kind === 'create' || kind === 'update') && { body: kind }),
  };
}

const nothing = { include: [], paged: false, fields: false, extraFields: false, query: [] } as const;

function routeOperation(resource: Resource, name: string, route: Route, find: (type: string) => Resource): Operation {
  const { type } = resource;
  const base = { id: route.id, kind: route.kind, type };
  const all = { include: Object.keys(resource.relationships), fields: true, extraFields: hasExtra(resource) };
  switch (route.kind) {
    case 'action':
      return {
        ...base,
        ...nothing,
        ...all,
        method: 'PATCH',
        path: `/api/v2/${type}/{id}/${name}`,
        answers: type,
        success: [200],
        errors: [400, 401, 404, 429],
        fields: route.fields,
        extraFields: route.extraFields ?? all.extraFields,
        query: route.query,
      };
    case 'bulk':
      return {
        ...base,
        ...nothing,
        method: 'PATCH',
        path: `/api/v2/${type}/{id}/${name}`,
        success: [202],
        errors: [400, 401, 404, 429],
        body: route.body,
      };
    case 'push':
      return {
        ...base,
        ...nothing,
        ...all,
        method: 'PATCH',
        path: `/api/v2/${type}/push`,
        answers: type,
        success: [200, 201],
        errors: [400, 401, 422, 429],
        body: 'create',
      };
    case 'me':
      return {
        ...base,
        ...nothing,
        ...all,
        method: 'GET',
        path: `/api/v2/${type}/me`,
        answers: type,
        success: [200],
        errors: [401, 429],
      };
    case 'memberList':
      return {
        ...base,
        ...nothing,
        method: 'GET',
        path: `/api/v2/${type}/{id}/${name}`,
        answers: route.of,
        success: [200],
        errors: [401, 404, 429],
        include: Object.keys(find(route.of).relationships),
        paged: true,
        fields: true,
      };
  }
}

const hasExtra = (resource: Resource): boolean => Object.keys(resource.extraFields).length > 0;

/** The state of asynchronous work: flat, not JSON:API, and of no resource type. */
export const showAsyncProcess: Operation = {
  ...nothing,
  id: 'showAsyncProcess',
  kind: 'process',
  method: 'GET',
  path: '/api/v2/async_processes/{id}',
  type: 'async_processes',
  success: [200],
  errors: [401, 404, 429],
};
