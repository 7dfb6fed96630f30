import { type Json, textOf } from '../engine/records';
import { formatAmount } from '../rules/derived-texts';
import type { Calendar } from './calendar';
import { type Draft, idSequence } from './draft';
import { stamped } from './giving';
import type { People } from './people';
import { Random } from './random';

const VOTERS = 600;
/** Precincts by state, 24 in all. */
const PRECINCTS = { TX: 8, CO: 4, GA: 4, OH: 4, WA: 4 };
/** How long ago an election was (negative: to come), and how many of the voters cast a ballot: 1,400 in all. */
const ELECTIONS = [
  { period: 'general', daysAgo: 950, ballots: 520 },
  { period: 'primary', daysAgo: 640, ballots: 300 },
  { period: 'general', daysAgo: 410, ballots: 410 },
  { period: 'runoff', daysAgo: 130, ballots: 170 },
  { period: 'general', daysAgo: -140, ballots: 0 },
] as const;
const MAXIMUM_IN_CENTS = 330_000;

export interface VoterFile {
  readonly precincts: Draft[];
  readonly elections: Draft[];
  readonly voters: Draft[];
  readonly ballots: Draft[];
}

/** The voter file: voters of whom an address is known, each in a precinct of their state. The election to come has no ballots. */
export function makeVoterFile(seed: number, calendar: Calendar, people: People): VoterFile {
  const random = new Random(seed, 'voter file');
  const precincts = makePrecincts(random, people);
  const elections = makeElections(random, calendar);
  const voters = makeVoters(random, people, precincts);
  return { precincts, elections, voters, ballots: makeBallots(random, calendar, voters, elections) };
}

function makePrecincts(random: Random, people: People): Draft[] {
  const nextId = idSequence(200);
  const pointPeople = [people.users.get('olu')?.id, people.users.get('ada')?.id];
  return Object.entries(PRECINCTS).flatMap(([state, count]) =>
    Array.from({ length: count }, (_, index) => {
      const code = `${state}-${101 + index}`;
      return { id: nextId(), code, name: `Precinct ${code}`, point_person_id: random.pick(pointPeople) };
    }),
  );
}

function makeElections(random: Random, calendar: Calendar): Draft[] {
  const nextId = idSequence(40);
  return ELECTIONS.map(({ period, daysAgo }) => {
    const election_at = calendar.dateIn(-daysAgo);
    return {
      ...stamped(calendar, random, { id: nextId() }),
      election_at,
      election_cycle: election_at.slice(0, 4),
      election_period: period,
      country_code: 'US',
      state: 'TX',
      registration_ends_at: calendar.dateIn(-daysAgo - 30),
      donation_maximum: formatAmount(MAXIMUM_IN_CENTS),
      donation_maximum_in_cents: MAXIMUM_IN_CENTS,
    };
  });
}

const stateOf = (person: Draft): Json | undefined => (person.primary_address as { state?: string } | undefined)?.state;

function makeVoters(random: Random, people: People, precincts: readonly Draft[]): Draft[] {
  const nextId = idSequence(4000);
  const known = people.ordinary.filter(person => person.first_name && person.last_name && stateOf(person) !== undefined);
  return random.sample(known, VOTERS).map(person => {
    person.precinct_id = random.pick(precincts.filter(one => textOf(one.code).startsWith(`${textOf(stateOf(person))}-`))).id;
    return {
      id: nextId(),
      signup_id: person.id,
      is_active_voter: random.chance(0.9),
      is_absentee_voter: random.chance(0.15),
      is_permanent_absentee_voter: random.chance(0.05),
      is_early_voter: random.chance(0.3),
      is_dropped_from_file: random.chance(0.03),
    };
  });
}

function makeBallots(random: Random, calendar: Calendar, voters: readonly Draft[], elections: readonly Draft[]): Draft[] {
  const nextId = idSequence(30_000);
  return elections.flatMap((election, index) => {
    const { ballots, daysAgo } = ELECTIONS[index] ?? { ballots: 0, daysAgo: 0 };
    return random.sample(voters, ballots).map(voter => {
      const vote_method = random.pick(['voted', 'voted', 'absentee', 'early']);
      const before = vote_method === 'voted' ? 0 : random.int(1, 12);
      return {
        id: nextId(),
        election_id: election.id,
        voter_id: voter.id,
        vote_method,
        party: random.chance(0.6) ? random.pick(['Green', 'Blue', 'Purple']) : null,
        cast_at: calendar.dateIn(-daysAgo - before),
      };
    });
  });
}
