import { type RelationshipName, resourceOf, type ResourceType, type WriteValues } from '../catalog/catalog';
import { isToMany } from '../catalog/relationships';

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

/** A write whose type is known at run time only: names and values may come from anybody, and are checked. */
export interface AnyWrite {
  attributes?: Readonly<Record<string, unknown>>;
  related?: Readonly<Record<string, RelatedWrite | readonly RelatedWrite[] | undefined>>;
}

interface Linkage {
  type: string;
  id?: string;
  'temp-id'?: string;
  method?: string;
}

/** The JSON:API document of a write that was checked. New records are matched to their relationship by a `temp-id`. */
export function writeBody(type: ResourceType, { attributes = {}, related }: AnyWrite, id?: string): object {
  const included: object[] = [];
  const relationships: Record<string, { data: Linkage | Linkage[] }> = {};
  const { relationships: known, sideposting } = resourceOf(type);
  for (const [name, writes] of Object.entries(related ?? {})) {
    if (writes === undefined) continue;
    const { type: target } = known[name]!;
    // An event or a petition is made with a page of its own type, whoever forgets to say so.
    const always = sideposting[name]?.pageType ? { page_type_name: sideposting[name].pageType } : {};
    const linkages = ([writes].flat() as RelatedWrite[]).map((write, index) =>
      linkage({ type: target, write, tempId: `${name}-${index + 1}`, always }, included),
    );
    relationships[name] = { data: isToMany(known[name]!) ? linkages : linkages[0]! };
  }
  return {
    data: { ...(id !== undefined && { id }), type, attributes, ...(related && { relationships }) },
    ...(included.length > 0 && { included }),
  };
}

interface Related {
  type: string;
  write: RelatedWrite;
  tempId: string;
  /** Attributes of a new record that are not a matter of choice. */
  always: object;
}

function linkage({ type, write, tempId, always }: Related, included: object[]): Linkage {
  if ('create' in write) {
    included.push({ type, 'temp-id': tempId, attributes: { ...always, ...write.create } });
    return { type, 'temp-id': tempId, method: 'create' };
  }
  const { id, method, attributes } = write;
  if (attributes) included.push({ type, id, attributes });
  return { type, id, ...(method && { method }) };
}
