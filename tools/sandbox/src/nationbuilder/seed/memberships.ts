import type { Calendar } from './calendar';
import { type Draft, idSequence } from './draft';
import { stamped } from './giving';
import type { People } from './people';
import { Random } from './random';

const TYPES = ['Member', 'Student member', 'Family member', 'Sustaining member', 'Honorary member'];
const COUNT = 380;
const ENDING_SOON = 30;
const IN_GRACE = 25;
const EXPIRED = 40;
const CANCELED = 15;

/** Ends on the edges of "the next 30 days", by place: one on its last day, one a day too late, one today and so no more. */
const EDGES: ReadonlyMap<number, number> = new Map([
  [0, 30],
  [COUNT - 1, 31],
  [COUNT - 2, 0],
]);

/** Memberships: 30 active ones end within 30 days, 25 are in their grace period. */
export function makeMemberships(seed: number, calendar: Calendar, people: People): { types: Draft[]; memberships: Draft[] } {
  const random = new Random(seed, 'memberships');
  const typeId = idSequence(5);
  const types = TYPES.map(name => stamped(calendar, random, { id: typeId(), name, description: `${name} of the nation` }));
  const nextId = idSequence(700);
  const memberships = random.sample(people.ordinary, COUNT).map((person, index) => {
    const { status, endsIn } = standing(random, index);
    return stamped(calendar, random, {
      id: nextId(),
      signup_id: person.id,
      membership_type_id: random.pick(types).id,
      status,
      started_at: calendar.timeDaysAgo(random.int(31, 700), random),
      expires_on: calendar.dateIn(EDGES.get(index) ?? endsIn),
    });
  });
  return { types, memberships };
}

function standing(random: Random, index: number): { status: string; endsIn: number } {
  if (index < ENDING_SOON) return { status: 'active', endsIn: random.int(1, 29) };
  if (index < ENDING_SOON + IN_GRACE) return { status: 'grace period', endsIn: -random.int(1, 7) };
  if (index < ENDING_SOON + IN_GRACE + EXPIRED) return { status: 'expired', endsIn: -random.int(30, 600) };
  if (index < ENDING_SOON + IN_GRACE + EXPIRED + CANCELED) return { status: 'canceled', endsIn: random.int(40, 200) };
  return { status: 'active', endsIn: random.int(35, 360) };
}
