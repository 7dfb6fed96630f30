import { resourceOf, type ResourceType } from '@nat/nationbuilder';
import type { ToolContext } from '../kit/define-tool';
import { Names } from '../kit/names';
import { relatedOf } from '../kit/related';

type Values = Readonly<Record<string, unknown>>;

/** Names of the records that id attributes point at, by id: a card says the name of a path and not its number. */
export async function namesOfIds(type: ResourceType, values: Values, context: ToolContext): Promise<Map<string, string>> {
  const keys = Object.keys(values).filter(name => resourceOf(type).attributes[name]?.kind === 'id');
  const pointed = relatedOf(type, keys, 'show').flatMap(({ key, type: target }) => {
    const id = key === undefined ? undefined : values[key];
    return typeof id === 'string' ? [{ target, id }] : [];
  });
  const wanted = new Map<ResourceType, Set<string>>();
  for (const { target, id } of pointed) wanted.set(target, (wanted.get(target) ?? new Set()).add(id));
  const names = new Names();
  await names.lookUp(wanted, context);
  return new Map(pointed.flatMap(({ target, id }) => (names.of(target, id) ? [[id, names.of(target, id)!] as const] : [])));
}
