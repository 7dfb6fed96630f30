import { operations, type OperationKind } from '@nat/nationbuilder';

/** Ids of all operations of some kinds: what a tool may call that works with any type. */
export function operationsOfKind(...kinds: OperationKind[]): string[] {
  return [...operations.values()].filter(({ kind }) => kinds.includes(kind)).map(({ id }) => id);
}
