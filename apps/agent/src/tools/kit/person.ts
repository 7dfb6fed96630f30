import type { Included, JsonApiRecord, ResourceRecord } from '@nat/nationbuilder';
import { plainText } from './clean-text';

type Person = JsonApiRecord | ResourceRecord<'signups'> | ResourceRecord;

/** What is read to name a person. */
export const nameFields = ['first_name', 'last_name', 'full_name'] as const;
/** City and state are read from it by code; street and postal code are dropped. */
export const placeField = 'primary_address';
export const noName = '(no name)';

/** Name of a person, cleaned; a person without one is said to have none. */
export function nameOf(signup: Person | undefined): string {
  const { full_name: full, first_name: first, last_name: last } = (signup?.attributes ?? {}) as Record<string, unknown>;
  return plainText(full) ?? plainText([first, last].filter(part => typeof part === 'string').join(' ')) ?? noName;
}

/** Id of the person a record is about; of a reply to an event only its sideload tells. Undefined when there is none. */
export function personIdOf(record: ResourceRecord, included: Included): string | undefined {
  const { signup_id: id } = record.attributes as { signup_id?: unknown };
  if (typeof id === 'string' && id !== '') return id;
  const linked = record.relationships?.signup?.data;
  if (linked && !Array.isArray(linked)) return linked.id;
  return included.one(record as JsonApiRecord, 'signup')?.id;
}

export interface Place {
  city?: string;
  state?: string;
}

/** City and state of the primary address, cleaned. */
export function placeOf(signup: Person | undefined): Place {
  return cityAndState((signup?.attributes as Record<string, unknown> | undefined)?.[placeField]);
}

/** All of an address that may be told. */
export function cityAndState(address: unknown): Place {
  if (typeof address !== 'object' || address === null) return {};
  const { city, state } = address as { city?: unknown; state?: unknown };
  return { city: plainText(city), state: plainText(state) };
}

/** The same text but for case and composition. */
export const folded = (text: string): string => text.normalize('NFKC').toLocaleLowerCase('en-US').trim();

/** True when a person lives where `wanted` says; what it leaves out may be anything. */
export function livesIn(person: Person, wanted: Place): boolean {
  const { city, state } = placeOf(person);
  const same = (is: string | undefined, should: string | undefined): boolean =>
    should === undefined || (is !== undefined && folded(is) === folded(should));
  return same(city, wanted.city) && same(state, wanted.state);
}
