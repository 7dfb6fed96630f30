import type { Calendar } from './calendar';
import { type Draft, idSequence } from './draft';
import { stamped } from './giving';
import { FREE_TEXT_FIELD } from './hostile';
import type { People } from './people';
import { Random } from './random';

/** Slug, kind and options of the custom fields, one of every kind. */
const FIELDS: readonly (readonly [slug: string, kind: string, options?: readonly string[]])[] = [
  [FREE_TEXT_FIELD, 'text'],
  ['shirt_size', 'multiple_choice', ['S', 'M', 'L', 'XL']],
  ['can_host', 'boolean'],
  ['years_in_district', 'number'],
  ['second_language', 'text'],
  ['issues', 'checkbox', ['Housing', 'Climate', 'Schools']],
  ['first_vote_on', 'date'],
  ['dues_paid', 'currency'],
  ['dietary_needs', 'text'],
  ['has_car', 'boolean'],
  ['shift_preference', 'multiple_choice', ['Morning', 'Evening', 'Weekend']],
  ['newsletter_format', 'multiple_choice', ['Text', 'HTML']],
  ['referral_code', 'text'],
  ['source_note', 'long_text'],
];

/** Custom fields of people, and values for some of them. */
export function makeCustomFields(seed: number, calendar: Calendar, people: People): Draft[] {
  const random = new Random(seed, 'custom fields');
  for (const person of random.sample(people.ordinary, Math.floor(people.ordinary.length * 0.3))) {
    person.custom_values = {
      shirt_size: random.pick(['S', 'M', 'L', 'XL']),
      can_host: random.chance(0.2),
      ...(random.chance(0.3) && { shift_preference: random.pick(['Morning', 'Evening', 'Weekend']) }),
    };
  }
  const nextId = idSequence(8);
  return FIELDS.map(([slug, field_type, options], index) =>
    stamped(calendar, random, {
      id: nextId(),
      slug,
      name: slug.replaceAll('_', ' '),
      field_type,
      resource_type: 'Signup',
      position: index + 1,
      options: options ?? null,
    }),
  );
}
