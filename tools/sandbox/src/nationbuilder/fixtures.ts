import { type NationRecord, textOf } from './engine/records';
import { type SeededNation, seedDemoNation } from './seed/demo-nation';
import type { HostileText } from './seed/hostile';

export interface Donor {
  readonly signupId: string;
  readonly name: string;
  /** Sum of the gifts in question, in cents. */
  readonly totalInCents: number;
}

/** Answers about the nation `demo`, counted on the seed itself and not through the API. Months are calendar months. */
export interface ExpectedAnswers {
  readonly people: number;
  readonly organizations: number;
  readonly volunteers: number;
  /** Volunteers whose primary address is in Austin, Texas. */
  readonly volunteersInAustin: number;
  /** Donors with a succeeded gift above $100.00 in the month before `now`, by falling total. */
  readonly donorsOver100LastMonth: readonly Donor[];
  /** Their gifts above $100.00 in that month, together. */
  readonly over100LastMonthInCents: number;
  /** All succeeded gifts of that month. */
  readonly giftsLastMonth: { readonly count: number; readonly totalInCents: number };
  readonly donors: number;
  readonly taggedVolunteer: number;
  readonly taggedVolunteers: number;
  readonly springRally: { readonly eventId: string; readonly attended: number; readonly attendedAndNeverGave: number };
  readonly upcomingEvents: number;
  readonly johnSmiths: readonly string[];
  readonly sarahChens: readonly string[];
  readonly doNotContact: number;
  readonly membershipsEndingIn30Days: number;
  readonly membershipsInGracePeriod: number;
  readonly largestList: { readonly name: string; readonly people: number };
  /** How many people Vera Volunteer sees. */
  readonly peopleOfVera: number;
  /** Ids of records with a fixed meaning, by name. */
  readonly ids: Readonly<Record<string, string>>;
  readonly hostileTexts: readonly HostileText[];
}

/** What a right answer says, for a seed and the `now` (ISO 8601) that the double was started with. */
export function expectedAnswers(seed: number, now: string): ExpectedAnswers {
  const seeded = seedDemoNation(seed, Date.parse(now));
  const { nation } = seeded;
  const people = nation.table('signups').rows;
  const count = (type: string, test: (row: NationRecord) => boolean): number => nation.table(type).rows.filter(test).length;
  const named = (name: string): string[] => people.filter(person => person.full_name === name).map(person => person.id);
  return {
    people: count('signups', person => person.signup_type !== 1),
    organizations: count('signups', person => person.signup_type === 1),
    volunteers: count('signups', person => person.is_volunteer === true),
    volunteersInAustin: count('signups', person => person.is_volunteer === true && livesInAustin(person)),
    ...lastMonth(seeded, now),
    donors: new Set(succeededGifts(seeded).map(gift => gift.signup_id)).size,
    taggedVolunteer: tagged(seeded, 'Volunteer'),
    taggedVolunteers: tagged(seeded, 'volunteers'),
    springRally: springRally(seeded),
    upcomingEvents: count('events', event => Date.parse(textOf(event.start_at)) > Date.parse(now)),
    johnSmiths: [...named('John Smith'), ...named('John Quincy Smith')],
    sarahChens: named('Sarah Chen'),
    doNotContact: count('signups', person => person.do_not_contact === true),
    membershipsEndingIn30Days: count('memberships', one => one.status === 'active' && endsWithin(one, now, 30)),
    membershipsInGracePeriod: count('memberships', one => one.status === 'grace period'),
    largestList: largestList(seeded),
    peopleOfVera: new Set(
      nation
        .table('path_journeys')
        .where('point_person_id', nation.users.get('vera') ?? '')
        .map(one => one.signup_id),
    ).size,
    ids: Object.fromEntries(seeded.marks),
    hostileTexts: seeded.hostileTexts,
  };
}

function livesInAustin(person: NationRecord): boolean {
  const address = person.primary_address as { city?: string; state?: string } | undefined;
  return address?.city === 'Austin' && address.state === 'TX';
}

const succeededGifts = ({ nation }: SeededNation): NationRecord[] =>
  nation.table('donations').rows.filter(gift => gift.status === 'succeeded');

type LastMonth = Pick<ExpectedAnswers, 'donorsOver100LastMonth' | 'over100LastMonthInCents' | 'giftsLastMonth'>;

function lastMonth(seeded: SeededNation, now: string): LastMonth {
  const date = new Date(now);
  const month = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() - 1, 1)).toISOString().slice(0, 7);
  const gifts = succeededGifts(seeded).filter(gift => new Date(textOf(gift.succeeded_at)).toISOString().startsWith(month));
  const over = gifts.filter(gift => Number(gift.amount_in_cents) > 10_000);
  const donors = [...new Set(over.map(gift => textOf(gift.signup_id)))].map(signupId => ({
    signupId,
    name: textOf(seeded.nation.table('signups').find(signupId)?.full_name),
    totalInCents: sum(over.filter(gift => gift.signup_id === signupId)),
  }));
  return {
    donorsOver100LastMonth: donors.toSorted((a, b) => b.totalInCents - a.totalInCents || Number(a.signupId) - Number(b.signupId)),
    over100LastMonthInCents: sum(over),
    giftsLastMonth: { count: gifts.length, totalInCents: sum(gifts) },
  };
}

const sum = (gifts: readonly NationRecord[]): number => gifts.reduce((total, gift) => total + Number(gift.amount_in_cents), 0);

function tagged({ nation }: SeededNation, name: string): number {
  const tag = nation.table('signup_tags').rows.find(one => one.name === name);
  return nation.table('signup_taggings').rows.filter(tagging => tagging.tag_id === tag?.id).length;
}

function springRally(seeded: SeededNation): ExpectedAnswers['springRally'] {
  const eventId = seeded.marks.get('springRally') ?? '';
  const attended = seeded.nation.table('event_rsvps').rows.filter(rsvp => rsvp.event_id === eventId && rsvp.attendee === true);
  const donors = new Set(succeededGifts(seeded).map(gift => gift.signup_id));
  const attendedAndNeverGave = attended.filter(rsvp => !donors.has(rsvp.signup_id)).length;
  return { eventId, attended: attended.length, attendedAndNeverGave };
}

function endsWithin(membership: NationRecord, now: string, days: number): boolean {
  const left = Date.parse(textOf(membership.expires_on)) - Date.parse(now);
  return left > 0 && left <= days * 86_400_000;
}

function largestList({ nation }: SeededNation): ExpectedAnswers['largestList'] {
  const sizes = nation.table('lists').rows.map(list => ({
    name: textOf(list.name),
    people: nation.members(list.id).length,
  }));
  return sizes.toSorted((a, b) => b.people - a.people)[0] ?? { name: '', people: 0 };
}
