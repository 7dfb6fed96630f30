import { type Included, type JsonApiRecord, resourceOf, type ResourceRecord, type ResourceType } from '@nat/nationbuilder';
import { plainText } from './clean-text';
import type { ToolContext } from './define-tool';
import { unlessForbidden } from './forbidden';
import { nameFields, nameOf, noName } from './person';
import { recordsOfIds, type Wanted } from './records-by-id';

type Reading = Pick<ToolContext, 'nation' | 'signal'>;

/** Types that have no name of their own: it is on their page. */
const namedByPage: ReadonlySet<ResourceType> = new Set(['events', 'petitions']);
/** The attribute people know a record by, where it is not `name`. */
const nameAttributes: Partial<Record<ResourceType, string>> = {
  survey_questions: 'content',
  suggestions: 'headline',
  imports: 'file_name',
};

/** Attributes to read so that a record can be named; empty for a type whose records have no name. */
export function nameAttributesOf(type: ResourceType): readonly string[] {
  if (type === 'signups') return nameFields;
  const name = nameAttributes[type] ?? 'name';
  return Object.hasOwn(resourceOf(type).attributes, name) ? [name] : [];
}

/** True when records of the type are known to people by a name. */
export const isNamed = (type: ResourceType): boolean => namedByPage.has(type) || nameAttributesOf(type).length > 0;
/** True when the name of a record stands on the page it belongs to. */
export const isNamedByPage = (type: ResourceType): boolean => namedByPage.has(type);

/** The name of a record, cleaned and capped; undefined when it has none. */
export function labelOf(type: ResourceType, record: JsonApiRecord | ResourceRecord, included?: Included): string | undefined {
  if (type === 'signups') return nameOf(record);
  if (namedByPage.has(type)) return plainText(included?.one(record as JsonApiRecord, 'page')?.attributes.name);
  const [name] = nameAttributesOf(type);
  return name === undefined ? undefined : plainText((record.attributes as Record<string, unknown>)[name]);
}

/** Names of records by type and id, read once for a whole answer. */
export class Names {
  private readonly known = new Map<string, string>();

  /** Takes the names out of sideloaded records. */
  learn(records: Iterable<JsonApiRecord>): void {
    for (const record of records) this.keep(record.type as ResourceType, record);
  }

  of(type: ResourceType, id: string): string | undefined {
    return this.known.get(`${type}/${id}`);
  }

  /** Reads the names that are not known yet, type by type. What is deleted, or may not be read, stays unnamed. */
  async lookUp(wanted: ReadonlyMap<ResourceType, ReadonlySet<string>>, context: Reading): Promise<void> {
    await Promise.all(Array.from(wanted, ([type, ids]) => this.learnOf(type, ids, context)));
  }

  private async learnOf(type: ResourceType, ids: ReadonlySet<string>, context: Reading): Promise<void> {
    const missing = [...ids].filter(id => !this.known.has(`${type}/${id}`));
    if (isNamed(type) && missing.length > 0) await this.read(type, missing, context).catch(unlessForbidden);
  }

  private async read(type: ResourceType, ids: string[], context: Reading): Promise<void> {
    const wanted: Wanted = namedByPage.has(type)
      ? { fields: { [type]: ['page_id'], pages: ['name'] }, include: ['page'] as never }
      : { fields: { [type]: nameAttributesOf(type) } };
    for await (const { records, included } of recordsOfIds(type, ids, wanted, context))
      for (const record of records) this.keep(type, record, included);
  }

  private keep(type: ResourceType, record: JsonApiRecord | ResourceRecord, included?: Included): void {
    const name = isNamed(type) ? labelOf(type, record, included) : undefined;
    if (name !== undefined && name !== noName) this.known.set(`${type}/${record.id}`, name);
  }
}
