import type { JsonApiRecord } from '@nat/nationbuilder';
import { plainText } from './kit/clean-text';

/** Attributes of a person that may reach the model; everything else of a person is never even asked for. */
export const signupFields = [
  'first_name',
  'last_name',
  'full_name',
  'signup_type',
  'is_volunteer',
  'is_donor',
  'is_supporter',
  'is_prospect',
  'do_not_contact',
  'do_not_call',
  'donations_count',
  'donations_amount_in_cents',
  'last_donated_at',
  'created_at',
] as const;

/** For rows in which a person is named beside something else. */
export const nameFields = ['first_name', 'last_name', 'full_name'] as const;
/** City and state are read from it by code; street and postal code are dropped. */
export const placeField = 'primary_address';
export const noName = '(no name)';

/** Name of a person, cleaned; a person without one is said to have none. */
export function nameOf(signup: JsonApiRecord | undefined): string {
  const { full_name: full, first_name: first, last_name: last } = signup?.attributes ?? {};
  return plainText(full) ?? plainText([first, last].filter(part => typeof part === 'string').join(' ')) ?? noName;
}

/** City and state of the primary address, cleaned. */
export function placeOf(signup: JsonApiRecord | undefined): { city?: string; state?: string } {
  const address = signup?.attributes[placeField];
  if (typeof address !== 'object' || address === null) return {};
  const { city, state } = address as { city?: unknown; state?: unknown };
  return { city: plainText(city), state: plainText(state) };
}

/** One person as the model sees them: name, city and state, roles, giving. Flags that are false say nothing and are left out. */
export function signupRow(signup: JsonApiRecord): Record<string, unknown> {
  const { attributes } = signup;
  const yes = (name: string): true | undefined => (attributes[name] === true ? true : undefined);
  const figure = (name: string): number | undefined => {
    const value = attributes[name];
    return typeof value === 'number' && value !== 0 ? value : undefined;
  };
  return {
    id: signup.id,
    name: nameOf(signup),
    ...placeOf(signup),
    is_organization: attributes.signup_type === 1 ? true : undefined,
    is_volunteer: yes('is_volunteer'),
    is_donor: yes('is_donor'),
    is_supporter: yes('is_supporter'),
    is_prospect: yes('is_prospect'),
    do_not_contact: yes('do_not_contact'),
    do_not_call: yes('do_not_call'),
    donations_count: figure('donations_count'),
    donations_amount_in_cents: figure('donations_amount_in_cents'),
    last_donated_at: plainText(attributes.last_donated_at),
    created_at: plainText(attributes.created_at),
  };
}

const folded = (text: string): string => text.normalize('NFKC').toLocaleLowerCase('en-US').trim();

/** True when two place names are the same but for case and composition. */
export function samePlace(a: string | undefined, b: string): boolean {
  return a !== undefined && folded(a) === folded(b);
}
