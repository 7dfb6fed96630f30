import type { Calendar } from './calendar';
import { type Draft, idSequence } from './draft';
import { stamped } from './giving';
import type { People } from './people';
import { Random } from './random';

const RELATIONSHIPS = 90;
const PROFILES = 200;
const BETWEEN_PEOPLE = ['spouse-spouse', 'sibling-sibling', 'child-parent', 'friend-friend', 'mentee-mentor', 'student-teacher'];
const WITH_ORGANIZATIONS = [
  'employee-employer',
  'member-organization',
  'board_member-organization',
  'primary_contact-organization',
];
const BIOS = [
  'Lives here since 1998.',
  'Rides a bicycle everywhere.',
  'Runs the food bank on Tuesdays.',
  'Retired, and busier than ever.',
];

/** How people belong together, a third of them with an organization; and the public profiles of some. */
export function makeKinship(seed: number, calendar: Calendar, people: People): { relationships: Draft[]; profiles: Draft[] } {
  const random = new Random(seed, 'kinship');
  const [relationshipId, profileId] = [idSequence(150), idSequence(1000)];
  const paired = random.sample(people.ordinary, RELATIONSHIPS * 2);
  const relationships = Array.from({ length: RELATIONSHIPS }, (_, index) => {
    const organization = index % 3 === 0 ? random.pick(people.organizations) : undefined;
    const relationship_type = random.pick(organization ? WITH_ORGANIZATIONS : BETWEEN_PEOPLE);
    return stamped(calendar, random, {
      id: relationshipId(),
      first_signup_id: paired[2 * index]?.id,
      second_signup_id: (organization ?? paired[2 * index + 1])?.id,
      relationship_type,
      title: relationship_type === 'board_member-organization' ? 'Treasurer' : null,
    });
  });
  const profiles = random.sample(people.ordinary, PROFILES).map(person => ({
    id: profileId(),
    signup_id: person.id,
    bio: random.pick(BIOS),
    website: random.chance(0.3) ? `https://people.example.org/${person.id}` : null,
  }));
  return { relationships, profiles };
}
