import { canBeAsked } from '../checks/values';
import type { Included, JsonApiRecord, ResourceRecord } from '../http/json-api';
import type { FilterValue } from './read-query';
import type { AnyWrite, RelatedWrite } from './write-body';

/** A longer text is no key: it would not fit an address. */
const longestKey = 500;

/**
 * The value of a write that a record can be found by again.
 *
 * @param name of a natural key of the catalog: an attribute, or `page.name` or `signup.id` of a related record.
 * @returns undefined when it is not given, or nothing can be asked for by it.
 */
export function keyValue(write: AnyWrite, name: string): FilterValue | undefined {
  const [relationship, attribute] = name.split('.');
  const related = write.related?.[relationship!] as RelatedWrite | undefined;
  const ofRelated = related && ('create' in related ? related.create : { id: related.id })[attribute!];
  const value: unknown = attribute === undefined ? write.attributes?.[name] : ofRelated;
  if (typeof value === 'string') return value !== '' && value.length <= longestKey && canBeAsked(value) ? value : undefined;
  return typeof value === 'number' || typeof value === 'boolean' ? value : undefined;
}

/** What a record that was read has at `page.name` or `signup.id` of a related record, which is sideloaded with it. */
export function relatedValue(record: ResourceRecord, included: Included, name: string): unknown {
  const [relationship, attribute] = name.split('.');
  const target: JsonApiRecord | undefined = included.one(record, relationship!);
  return attribute === 'id' ? target?.id : target?.attributes[attribute!];
}
