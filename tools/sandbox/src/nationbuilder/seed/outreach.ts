import { resources } from '@nat/nationbuilder';
import { textOf } from '../engine/records';
import type { Calendar } from './calendar';
import { type Draft, idSequence } from './draft';
import { stamped } from './giving';
import type { People } from './people';
import { Random } from './random';

const { choices: METHODS = [] } = resources.contacts.attributes.contact_method;
const { choices: STATUSES = [] } = resources.contacts.attributes.contact_status;
const CONTACTS = 3400;
const NEVER_CONTACTED = 400;
const VERAS_PEOPLE = 60;
const JOURNEYS = { active: 260, completed: 100, abandoned: 50, deleted: 10 };
const PATHS: readonly (readonly [string, readonly string[]])[] = [
  ['Become a volunteer', ['Signed up', 'Called', 'Trained', 'First shift', 'Regular']],
  ['Become a donor', ['Prospect', 'Asked', 'Pledged', 'Gave', 'Thanked']],
  ['Host a house party', ['Interested', 'Date set', 'Invitations out', 'Held', 'Followed up']],
  ['Run for office', ['Considering', 'Filed', 'Campaigning', 'Elected']],
];

export interface Outreach {
  readonly contacts: Draft[];
  readonly paths: Draft[];
  readonly steps: Draft[];
  readonly journeys: Draft[];
  readonly statusChanges: Draft[];
  readonly histories: Draft[];
}

/** Paths, journeys and contacts. Vera is point person of 60 people, and contacts only them. */
export function makeOutreach(seed: number, calendar: Calendar, people: People): Outreach {
  const random = new Random(seed, 'outreach');
  const structure = makePaths(random, calendar, people);
  const { journeys, histories, ofVera } = makeJourneys(random, calendar, people, structure);
  return { ...structure, journeys, histories, contacts: makeContacts(random, calendar, people, ofVera) };
}

type Structure = Pick<Outreach, 'paths' | 'steps' | 'statusChanges'>;

function makePaths(random: Random, calendar: Calendar, people: People): Structure {
  const [pathId, stepId, reasonId] = [idSequence(30), idSequence(110), idSequence(50)];
  const olu = people.users.get('olu')?.id;
  const paths = PATHS.map(([name]) => stamped(calendar, random, { id: pathId(), name, default_point_person_id: olu }));
  const steps = paths.flatMap((path, index) =>
    (PATHS[index]?.[1] ?? []).map((name, position) =>
      stamped(calendar, random, { id: stepId(), path_id: path.id, name, position: position + 1 }),
    ),
  );
  const reasons = [
    ['completed', 'Reached the goal'],
    ['abandoned', 'Lost interest'],
  ] as const;
  const statusChanges = paths.flatMap(path =>
    reasons.map(([target_status, name]) => stamped(calendar, random, { id: reasonId(), path_id: path.id, name, target_status })),
  );
  return { paths, steps, statusChanges };
}

function makeJourneys(random: Random, calendar: Calendar, people: People, structure: Structure) {
  const statuses = random.shuffled(
    Object.entries(JOURNEYS).flatMap(([status, count]) => Array.from({ length: count }, () => status)),
  );
  const travelers = random.sample(people.ordinary, statuses.length);
  const [journeyId, historyId] = [idSequence(400), idSequence(800)];
  const histories: Draft[] = [];
  const journeys = statuses.map((status, index) => {
    const person = travelers[index] as Draft;
    const path = random.pick(structure.paths);
    const step = random.pick(structure.steps.filter(one => one.path_id === path.id));
    const reason = structure.statusChanges.find(one => one.path_id === path.id && one.target_status === status);
    const pointPerson = people.users.get(index < VERAS_PEOPLE ? 'vera' : 'olu')?.id;
    const time = calendar.timeDaysAgo(random.int(1, 300), random);
    const journey: Draft = {
      id: journeyId(),
      signup_id: person.id,
      path_id: path.id,
      current_step_id: step.id,
      point_person_id: pointPerson,
      current_step_point_person_id: pointPerson,
      path_journey_status_change_id: reason?.id,
      journey_status: status,
      last_moved_at: time,
      ended_at: status === 'active' ? null : time,
      created_at: time,
      updated_at: time,
    };
    histories.push(historyOf(historyId(), journey));
    return journey;
  });
  return { journeys, histories, ofVera: travelers.slice(0, VERAS_PEOPLE) };
}

const CATEGORY: Record<string, string> = {
  active: 'step_change',
  completed: 'completion',
  abandoned: 'abandonment',
  deleted: 'voiding',
};

const historyOf = (id: string, journey: Draft): Draft => ({
  id,
  path_journey_id: journey.id,
  path_step_id: journey.current_step_id,
  path_journey_status_change_id: journey.path_journey_status_change_id,
  point_person_id: journey.point_person_id,
  category: CATEGORY[textOf(journey.journey_status)] ?? 'step_change',
  created_at: journey.created_at,
  updated_at: journey.updated_at,
});

/** Everyone but 400 people has been contacted at least once; the last contact shows on the person. */
function makeContacts(random: Random, calendar: Calendar, people: People, ofVera: readonly Draft[]): Draft[] {
  const veras = new Set(ofVera);
  const never = new Set(
    random.sample(
      people.ordinary.filter(person => !veras.has(person)),
      NEVER_CONTACTED,
    ),
  );
  const contacted = people.all.filter(person => !never.has(person));
  const more = Array.from({ length: CONTACTS - contacted.length }, () => random.pick(contacted));
  const drafts = [...contacted, ...more].map((person, index) => {
    const author = people.users.get(veras.has(person) && random.chance(0.7) ? 'vera' : random.pick(['olu', 'ada']));
    return { person, author, at: calendar.daysAgo(random.int(1, 700), random), method: METHODS[index % METHODS.length] };
  });
  drafts.sort((a, b) => a.at - b.at);
  const nextId = idSequence(20_000);
  return drafts.map(({ person, author, at, method }, index) => {
    const contact: Draft = {
      id: nextId(),
      signup_id: person.id,
      author_id: author?.id,
      contact_method: method,
      contact_status: STATUSES[index % STATUSES.length],
      content: random.pick([
        'Left a voicemail.',
        'Will come to the next event.',
        'Asked to call back.',
        'Had a long talk about schools.',
        '',
      ]),
      created_at: calendar.format(at),
    };
    Object.assign(person, {
      last_contacted_at: contact.created_at,
      last_contacted_by_id: contact.author_id,
      contact_status: contact.contact_status,
    });
    return contact;
  });
}
