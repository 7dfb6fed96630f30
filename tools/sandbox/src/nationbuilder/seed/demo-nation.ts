import { DEMO_USERS } from '../access/demo-users';
import { Nation, listPlaces, placesOn, textOf } from '../engine/records';
import { fullName } from '../rules/derived-texts';
import { makeAutomations } from './automations';
import { Calendar } from './calendar';
import { makeCustomFields } from './custom-fields';
import type { Draft } from './draft';
import { moveGiftsToEdges, moveToEdges } from './edges';
import { makeGatherings } from './gatherings';
import { deriveGiving, makeGiving } from './giving';
import { type HostileText, plantHostileTexts } from './hostile';
import { makeImports } from './imports';
import { makeKinship } from './kinship';
import { linkGifts, linkPeople } from './links';
import { makeMailings } from './mailings';
import { makeMemberships } from './memberships';
import { makeOutreach } from './outreach';
import { type People, makePeople } from './people';
import { makeSuggestions } from './suggestions';
import { makeLists, makeTags } from './tagging';
import { addTraits } from './traits';
import { makeVoices } from './voices';
import { makeVoterFile } from './voter-file';

const PEOPLE = 2500;
const PAGES = 110;

/** The demo nation with what tests look up in it. */
export interface SeededNation {
  readonly nation: Nation;
  /** Ids of the records with a fixed meaning, by name. */
  readonly marks: ReadonlyMap<string, string>;
  readonly hostileTexts: readonly HostileText[];
}

/** `demo`: 2,500 people and what belongs to them. The same seed and `now` make the same records, ids and order included. */
export function seedDemoNation(seed: number, now: number): SeededNation {
  const calendar = new Calendar(now);
  const people = makePeople(
    seed,
    calendar,
    PEOPLE,
    DEMO_USERS.map(user => user.name),
  );
  addTraits(seed, calendar, people);
  moveToEdges(calendar, people.ordinary, ['created_at', 'updated_at']);
  const lists = makeLists(seed, calendar, people);
  const tables = makeTables(seed, calendar, people, lists.lists);
  const hostileTexts = plantHostileTexts(type => victims(type, tables, people));
  for (const person of people.all) person.full_name = fullName(person);
  const springRally = tables.get('events')?.[5]?.id ?? '';
  const users = new Map([...people.users].map(([name, person]) => [name, person.id]));
  const marks = new Map([...people.marks].map(([mark, person]) => [mark, person.id]));
  const start = new Map([...tables, [listPlaces, placesOn(lists.members)]]);
  return {
    nation: new Nation('demo', 'Demo Nation', start, users),
    marks: marks.set('springRally', springRally),
    hostileTexts,
  };
}

function makeTables(seed: number, calendar: Calendar, people: People, lists: Draft[]): Map<string, Draft[]> {
  const giving = makeGiving(seed, calendar, people);
  moveGiftsToEdges(calendar, giving.donations);
  deriveGiving(people.all, giving);
  const { types, memberships } = makeMemberships(seed, calendar, people);
  const { broadcasters, mailings } = makeMailings(seed, calendar, people, lists);
  linkGifts(seed, giving.donations, mailings, memberships);
  linkPeople(seed, people);
  const { tags, taggings } = makeTags(seed, calendar, people);
  const { automations, enrollments } = makeAutomations(seed, calendar, people);
  const { relationships, profiles } = makeKinship(seed, calendar, people);
  return new Map([
    ['signups', people.all],
    ['custom_fields', makeCustomFields(seed, calendar, people)],
    ['signup_profiles', profiles],
    ['relationships', relationships],
    ['imports', makeImports(seed, calendar, people)],
    ['donations', giving.donations],
    ['donation_tracking_codes', giving.trackingCodes],
    ['pledges', giving.pledges],
    ['membership_types', types],
    ['memberships', memberships],
    ['broadcasters', broadcasters],
    ['mailings', mailings],
    ['automations', automations],
    ['automation_enrollments', enrollments],
    ['signup_tags', tags],
    ['signup_taggings', taggings],
    ['lists', lists],
    ...Object.entries(makeVoterFile(seed, calendar, people)),
    ...tablesOfPages(seed, calendar, people),
    ...tablesOfOutreach(seed, calendar, people),
  ]);
}

/** Contacts and paths. */
function tablesOfOutreach(seed: number, calendar: Calendar, people: People): [string, Draft[]][] {
  const outreach = makeOutreach(seed, calendar, people);
  return [
    ['contacts', outreach.contacts],
    ['paths', outreach.paths],
    ['path_steps', outreach.steps],
    ['path_journeys', outreach.journeys],
    ['path_journey_status_changes', outreach.statusChanges],
    ['path_histories', outreach.histories],
  ];
}

/** Everything that has a page on a site, and the surveys. */
function tablesOfPages(seed: number, calendar: Calendar, people: People): [string, Draft[]][] {
  const gatherings = makeGatherings(seed, calendar, people);
  const { pages, add } = gatherings.pages;
  const voices = makeVoices(seed, calendar, people, name => add(name, 'Petition', 'published'));
  moveToEdges(calendar, inOrderOf('created_at', voices.signatures), ['created_at', 'updated_at']);
  const plain = pages.length;
  while (pages.length < PAGES) add(`Page ${pages.length}`, 'Basic', 'published');
  const { boxes, suggestions } = makeSuggestions(seed, calendar, people, pages.slice(plain, -1));
  return [
    ['sites', gatherings.sites],
    ['pages', pages],
    ['events', gatherings.events],
    ['event_ticket_levels', gatherings.ticketLevels],
    ['event_rsvps', gatherings.rsvps],
    ['surveys', voices.surveys],
    ['survey_questions', voices.questions],
    ['survey_question_possible_responses', voices.choices],
    ['survey_question_responses', voices.answers],
    ['petitions', voices.petitions],
    ['petition_signatures', voices.signatures],
    ['suggestion_boxes', boxes],
    ['suggestions', suggestions],
  ];
}

const inOrderOf = (attribute: string, rows: readonly Draft[]): Draft[] =>
  rows.toSorted((a, b) => Date.parse(textOf(a[attribute])) - Date.parse(textOf(b[attribute])));

/** Records that no example and no expected answer is about. */
function victims(type: string, tables: ReadonlyMap<string, readonly Draft[]>, people: People): readonly Draft[] {
  const rows = tables.get(type) ?? [];
  switch (type) {
    case 'signups':
      return people.ordinary.filter(
        one => one.first_name && one.last_name && !one.is_donor && !one.is_volunteer && !one.likely_duplicate_of,
      );
    case 'survey_question_responses':
      return rows.filter(row => row.content);
    case 'signup_tags':
    case 'lists':
      return rows.slice(-6);
    case 'pages':
      // A past event and a plain page.
      return [...rows.slice(10, 11), ...rows.slice(-1)];
    case 'imports':
      return rows.filter(row => row.error_lines);
    default:
      return rows.slice(3);
  }
}
