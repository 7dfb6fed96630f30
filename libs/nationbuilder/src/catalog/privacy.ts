import type { Attribute, Privacy } from './attributes';

/**
 * What may happen to a value of an attribute (design: agent.md section 4).
 *
 * - `plain`: may be told, to people and to the model, cleaned and capped.
 * - `contact`: never leaves NationBuilder; it can be filtered by, counted and written, and seen behind a link.
 * - `private`: the same, for traits and keys of a person.
 * - `free_text`: masked, capped and marked as somebody's words.
 */
export type FieldPolicy = 'plain' | 'contact' | 'private' | 'free_text';

const policies: Record<Privacy, FieldPolicy> = {
  identity: 'plain',
  employment: 'plain',
  financial: 'plain',
  location: 'plain',
  consent: 'plain',
  contact: 'contact',
  special: 'private',
  demographic: 'private',
  external_id: 'private',
  conduct: 'private',
  free_text: 'free_text',
};

/** The policy of one attribute. A birth date identifies, yet is private; an address is contact data whoever owns it. */
export function policyOf(name: string, { privacy, prose, kind }: Attribute): FieldPolicy {
  if (kind === 'address') return 'contact';
  if (name === 'born_at' || name === 'username') return 'private';
  if (prose) return 'free_text';
  return privacy ? policies[privacy] : 'plain';
}
