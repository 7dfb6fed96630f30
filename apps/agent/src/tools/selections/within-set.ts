import { resourceOf, type ResourceType } from '@nat/nationbuilder';
import { ToolError } from '../kit/tool-error';
import type { ResultSet } from '../results/result-sets';

/**
 * How records of a type belong to a selection: they are of it, or they are about its people. Throws a {@link ToolError}
 * `result_set_type` when neither can be.
 */
export function withinSet(type: ResourceType, { id, type: kept, ids }: ResultSet): { key: string; ids: readonly string[] } {
  if (kept === type) return { key: 'id', ids };
  const key = keyTo(type, kept);
  if (key === undefined) throw new ToolError('result_set_type', `${id} holds ${kept}, which ${type} cannot be selected by.`);
  return { key, ids };
}

/** Attribute of `type` that is the id of a record of `target`; the person it is about before any other person. */
function keyTo(type: ResourceType, target: ResourceType): string | undefined {
  const { relationships } = resourceOf(type);
  const keys = Object.entries(relationships).flatMap(([name, one]) =>
    one.kind === 'one' && one.type === target && one.key !== undefined ? [{ name, key: one.key }] : [],
  );
  return (keys.find(({ name }) => name === 'signup') ?? (target === 'signups' ? undefined : keys[0]))?.key;
}
