import type { Included, JsonApiRecord, ResourceRecord } from '@nat/nationbuilder';

/** Id of the person a record is about; of a reply to an event only its sideload tells. Undefined when there is none. */
export function personIdOf(record: ResourceRecord, included: Included): string | undefined {
  const { signup_id: id } = record.attributes as { signup_id?: unknown };
  if (typeof id === 'string' && id !== '') return id;
  const linked = record.relationships?.signup?.data;
  if (linked && !Array.isArray(linked)) return linked.id;
  return included.one(record as JsonApiRecord, 'signup')?.id;
}
