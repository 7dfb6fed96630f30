import type { Draft } from './draft';
import type { People } from './people';
import { Random } from './random';

const FROM_MAILINGS = 90;
const RECRUITED = 250;
const EMPLOYED = 60;

/** Which mailing and membership a gift belongs to. */
export function linkGifts(
  seed: number,
  donations: readonly Draft[],
  mailings: readonly Draft[],
  memberships: readonly Draft[],
): void {
  const random = new Random(seed, 'links of gifts');
  const sent = mailings.filter(mailing => mailing.published_at);
  for (const gift of random.sample(donations, FROM_MAILINGS)) gift.mailing_id = random.pick(sent).id;
  const membershipOf = new Map(memberships.map(one => [one.signup_id, one.id]));
  for (const gift of donations) {
    const membership = membershipOf.get(gift.signup_id);
    if (membership !== undefined && random.chance(0.3)) gift.membership_id = membership;
  }
}

/** Who recruited whom, and the organization that some people belong to. Nobody recruits themselves. */
export function linkPeople(seed: number, people: People): void {
  const random = new Random(seed, 'links of people');
  const recruiters = random.sample(people.ordinary, 40);
  const others = people.ordinary.filter(person => !recruiters.includes(person));
  for (const person of random.sample(others, RECRUITED)) person.recruiter_id = random.pick(recruiters).id;
  for (const person of random.sample(others, EMPLOYED)) person.parent_id = random.pick(people.organizations).id;
}
