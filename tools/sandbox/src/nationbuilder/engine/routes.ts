import { type Operation, operations } from '@nat/nationbuilder';

/** An operation that a request names, with the id in its path. */
export interface Route {
  readonly operation: Operation;
  readonly id?: string;
}

const byMethodAndPath = new Map(
  [...operations.values()].map(operation => [`${operation.method} ${operation.path.replace('/api/v2/', '')}`, operation]),
);

/** The operation of a method and a path after `/api/v2/`; undefined for one that the vendor does not have. */
export function findRoute(method: string, path: string): Route | undefined {
  const fixed = byMethodAndPath.get(`${method} ${path}`);
  if (fixed && !path.includes('{')) return { operation: fixed };
  const [type, id, ...rest] = path.split('/');
  const operation = id ? byMethodAndPath.get([`${method} ${type}/{id}`, ...rest].join('/')) : undefined;
  return operation && id !== undefined ? { operation, id } : undefined;
}
