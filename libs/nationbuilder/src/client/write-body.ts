import { type RelationshipName, resourceOf, type ResourceType, type WriteValues } from '../catalog/catalog';

/**
 * A related record in a write. With `create`: a new record of these attributes. With `id` alone: the existing record is linked;
 * `update` changes its attributes too, `disassociate` only unlinks it, `destroy` deletes it.
 */
export type RelatedWrite =
  | { create: Readonly<Record<string, unknown>> }
  | { id: string; method?: 'update' | 'disassociate' | 'destroy'; attributes?: Readonly<Record<string, unknown>> };

/** What a write sends. Attributes that are not named stay as they are; null clears. */
export interface RecordWrite<T extends ResourceType> {
  attributes?: WriteValues<T>;
  /** Sideposted records: written in the same request, all or nothing. */
  related?: { readonly [Name in RelationshipName<T>]?: RelatedWrite | readonly RelatedWrite[] };
}

interface Linkage {
  type: string;
  id?: string;
  'temp-id'?: string;
  method?: string;
}

/** The JSON:API document of a write. New records are matched to their relationship by a `temp-id`. */
export function writeBody<T extends ResourceType>(type: T, { attributes = {}, related }: RecordWrite<T>, id?: string): object {
  const included: object[] = [];
  const relationships: Record<string, { data: Linkage | Linkage[] }> = {};
  for (const [name, writes] of Object.entries(related ?? {}) as [string, RelatedWrite | readonly RelatedWrite[]][]) {
    const target = resourceOf(type).relationships[name]?.type;
    if (target === undefined) throw new Error(`${type} has no relationship ${name}`);
    const linkages = [writes]
      .flat()
      .map((write, index) => linkage(target, write as RelatedWrite, `${name}-${index + 1}`, included));
    relationships[name] = { data: Array.isArray(writes) ? linkages : linkages[0]! };
  }
  return {
    data: { ...(id !== undefined && { id }), type, attributes, ...(related && { relationships }) },
    ...(included.length > 0 && { included }),
  };
}

function linkage(type: string, write: RelatedWrite, tempId: string, included: object[]): Linkage {
  if ('create' in write) {
    included.push({ type, 'temp-id': tempId, attributes: write.create });
    return { type, 'temp-id': tempId, method: 'create' };
  }
  const { id, method, attributes } = write;
  if (attributes) included.push({ type, id, attributes });
  return { type, id, ...(method && { method }) };
}
