import { operations } from './catalog';
import type { StandardOperation } from './define-resource';
import type { Operation } from './operations';

const usual: readonly string[] = ['list', 'show', 'create', 'update', 'delete'] satisfies StandardOperation[];

/** Operations by type and name: a usual one by its kind, another by the last part of its path. */
const byName = new Map(
  Array.from(operations.values(), operation => {
    const { kind, type, path } = operation;
    return [`${type} ${usual.includes(kind) ? kind : path.split('/').at(-1)}`, operation];
  }),
);

/**
 * The operation of a type by its name: `list`, `show`, `create`, `update`, `delete`, or that of a route, such as `push`,
 * `archive` or `add_signups`. Undefined when the type does not have it.
 */
export function findOperation(type: string, name: string): Operation | undefined {
  return byName.get(`${type} ${name}`);
}

/** Names of all operations of a type. */
export function operationNames(type: string): string[] {
  return [...byName.keys()].filter(key => key.startsWith(`${type} `)).map(key => key.slice(type.length + 1));
}
