import { toNationTime } from '../engine/nation-time';
import { Nation } from '../engine/records';
import { fullName } from '../rules/derived-texts';
import { Calendar } from './calendar';
import { type Draft, idSequence } from './draft';
import { makePeople } from './people';
import { Random } from './random';

/** `empty`: one administrator, and nothing that belongs to them. */
export function seedEmptyNation(seed: number, now: number): Nation {
  const people = makePeople(seed, new Calendar(now), 1, ['ada']);
  for (const person of people.all) person.full_name = fullName(person);
  return nationOf('empty', 'Empty Nation', people.users, new Map([['signups', people.all]]));
}

/**
 * `other`: 300 people whose ids overlap those of `demo`, with tags and gifts of their own, all named so that a record of this
 * nation in an answer of another cannot be missed.
 */
export function seedOtherNation(seed: number, now: number): Nation {
  const random = new Random(seed, 'other nation');
  const people = makePeople(seed + 1, new Calendar(now), 300, ['ada', 'rita']);
  for (const person of people.ordinary) Object.assign(person, { employer: 'Other Nation', email: `p${person.id}@other.example` });
  for (const person of people.all) person.full_name = fullName(person);
  const tag: Draft = { id: '61', name: 'Other Nation only', taggings_count: people.ordinary.length };
  const taggingId = idSequence(10_000);
  const taggings = people.ordinary.map(person => ({ id: taggingId(), tag_id: tag.id, signup_id: person.id }));
  const donationId = idSequence(5000);
  const donations = random.sample(people.ordinary, 40).map(person => ({
    id: donationId(),
    signup_id: person.id,
    amount_in_cents: 700,
    amount: '$7.00',
    status: 'succeeded',
    succeeded_at: toNationTime(now - 86_400_000),
  }));
  const tables = new Map<string, Draft[]>([
    ['signups', people.all],
    ['signup_tags', [tag]],
    ['signup_taggings', taggings],
    ['donations', donations],
  ]);
  return nationOf('other', 'Other Nation', people.users, tables);
}

function nationOf(slug: string, name: string, users: ReadonlyMap<string, Draft>, tables: ReadonlyMap<string, Draft[]>): Nation {
  const ids = new Map([...users].map(([user, person]) => [user, person.id]));
  return new Nation(slug, name, tables, ids);
}
