import type { Json } from '../engine/records';
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

/** Custom fields of people, and values for some of them. Options are numbered by text, as the vendor answers them. */
export function makeCustomFields(seed: number, calendar: Calendar, people: People): Draft[] {
  const random = new Random(seed, 'custom fields');
  const further = new Random(seed, 'further custom values');
  for (const person of random.sample(people.ordinary, Math.floor(people.ordinary.length * 0.3))) {
    person.custom_values = {
      shirt_size: random.pick(['S', 'M', 'L', 'XL']),
      can_host: random.chance(0.2),
      ...(random.chance(0.3) && { shift_preference: random.pick(['Morning', 'Evening', 'Weekend']) }),
      ...furtherValues(further, calendar),
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
      options: options ? Object.fromEntries(options.map((option, at) => [String(at + 1), option])) : null,
    }),
  );
}

/** Some of the other fields. Numbers and amounts are text, as the vendor answers them. */
function furtherValues(random: Random, calendar: Calendar): Record<string, Json> {
  const all: Record<string, Json> = {
    years_in_district: String(random.int(0, 60)),
    second_language: random.pick(['Spanish', 'Vietnamese', 'French', 'Arabic']),
    issues: random.pick([['Housing'], ['Climate', 'Schools'], ['Housing', 'Climate', 'Schools']]),
    first_vote_on: calendar.dateIn(-random.int(400, 15_000)),
    dues_paid: `${random.int(5, 120)}.00`,
    dietary_needs: random.pick(['Vegetarian', 'Vegan', 'No nuts']),
    has_car: random.chance(0.6),
    newsletter_format: random.pick(['Text', 'HTML']),
    referral_code: `REF-${random.int(1000, 9999)}`,
    source_note: 'Met at a table in front of the library.\nWants to hear about the schools.',
  };
  return Object.fromEntries(Object.entries(all).filter(() => random.chance(0.25)));
}
