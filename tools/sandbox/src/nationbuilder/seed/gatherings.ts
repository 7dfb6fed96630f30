import { textOf } from '../engine/records';
import { freeSlug } from '../rules/slugs';
import type { Calendar } from './calendar';
import { type Draft, idSequence } from './draft';
import type { People } from './people';
import { Random } from './random';
import { addressOf } from './traits';
import { TOWNS } from './words';

const DAY = 86_400_000;
const PAST = 28;
const EVENTS = 40;
const RSVPS = 1150;
const CANCELED_RSVPS = 70;
/** The event that examples ask about: 156 attended, 24 more signed up and stayed away. */
const SPRING_RALLY = { name: 'Spring Rally', daysAgo: 43, attended: 156, absent: 24 };

const ZONES = [
  'Central Time (US & Canada)',
  'Eastern Time (US & Canada)',
  'Mountain Time (US & Canada)',
  'Pacific Time (US & Canada)',
  'Arizona',
  'London',
];
const KINDS =
  'Phone Bank|Canvass Kickoff|House Party|Town Hall|Letter Writing|Volunteer Training|Potluck|Film Night|Park Cleanup|Office Hours'.split(
    '|',
  );
const PLACES = 'Community Center|Public Library|City Park|Union Hall|High School Gym|Riverside Cafe'.split('|');

/** Sites, pages, events and RSVPs. */
export interface Gatherings {
  readonly sites: Draft[];
  readonly pages: PageMaker;
  readonly events: Draft[];
  readonly ticketLevels: Draft[];
  readonly rsvps: Draft[];
}

export function makeGatherings(seed: number, calendar: Calendar, people: People): Gatherings {
  const random = new Random(seed, 'gatherings');
  const sites = [
    { id: '1', name: 'Demo Nation', slug: 'demo', domain: 'demo.sandbox.example' },
    { id: '2', name: 'Demo Action Fund', slug: 'action', domain: 'action.sandbox.example' },
  ];
  const pageMaker = makePageMaker(random, calendar, sites);
  const eventId = idSequence(300);
  const events = Array.from({ length: EVENTS }, (_, index) => makeEvent(random, calendar, pageMaker, index, eventId(), people));
  placeAcrossClockChanges(calendar, events);
  const springRally = events[5];
  if (!springRally) throw new Error('the seed has no events');
  const ticketLevels = makeTicketLevels(events.slice(12, 15));
  const rsvps = makeRsvps(random, calendar, people, events, springRally);
  sellTickets(new Random(seed, 'tickets'), ticketLevels, rsvps);
  return { sites, pages: pageMaker, events, ticketLevels, rsvps };
}

/** Adds pages with slugs that are unique on their site. */
export interface PageMaker {
  readonly pages: Draft[];
  readonly add: (name: string, type: string, status: string) => Draft;
}

function makePageMaker(random: Random, calendar: Calendar, sites: readonly Draft[]): PageMaker {
  const nextId = idSequence(40);
  const pages: Draft[] = [];
  const slugs = new Set<string>();
  const add = (name: string, type: string, status: string): Draft => {
    const slug = freeSlug(name, taken => slugs.has(taken));
    slugs.add(slug);
    const time = calendar.timeDaysAgo(random.int(60, 800), random);
    const page: Draft = {
      id: nextId(),
      site_id: random.chance(0.8) ? (sites[0]?.id ?? '1') : (sites[1]?.id ?? '2'),
      name,
      slug,
      title: name,
      headline: name,
      status,
      page_type_name: type,
      permission_level: 'anyone',
      effective_permission_level: 'anyone',
      url_path: `/${slug}`,
      published_at: status === 'published' ? time : null,
    };
    pages.push(page);
    return page;
  };
  return { pages, add };
}

/** Events 0 to 27 are past, the others to come. One is full, one has a page that was taken down. */
function makeEvent(random: Random, calendar: Calendar, pageMaker: PageMaker, index: number, id: string, people: People): Draft {
  const isRally = index === 5;
  const place = random.pick(PLACES);
  const name = isRally ? SPRING_RALLY.name : `${random.pick(KINDS)}: ${place}`;
  const page = pageMaker.add(name, 'Event', index === 30 ? 'unlisted' : 'published');
  const days = index < PAST ? random.int(8, 700) : -random.int(2, 150);
  return {
    id,
    page_id: page.id,
    start_at: calendar.timeDaysAgo(isRally ? SPRING_RALLY.daysAgo : days, random),
    duration: random.pick([3600, 5400, 7200, 10_800]),
    time_zone: ZONES[index % ZONES.length],
    venue_name: place,
    venue_address: addressOf(random, '1 Main St', random.pick(TOWNS)),
    content: `<p>Join us at the ${place}.</p>`,
    accept_rsvps: index >= PAST,
    allow_guests: random.chance(0.5),
    capacity_count: index === 33 ? 12 : random.pick([0, 0, 50, 200]),
    point_person_id: people.users.get('olu')?.id,
    contact_name: 'Olu Organizer',
    contact_email: 'olu@sandbox.example',
    uses_tickets: index >= 12 && index < 15,
  };
}

/** Two nights that are an hour longer or shorter than their clock times say. Both events are in Central Time. */
function placeAcrossClockChanges(calendar: Calendar, events: readonly Draft[]): void {
  for (const [index, start] of calendar.beforeClockChanges().entries()) {
    const event = events[18 + 6 * index];
    if (event) Object.assign(event, { start_at: calendar.format(start), duration: 16 * 3600, venue_name: 'Union Hall' });
  }
}

function makeTicketLevels(events: readonly Draft[]): Draft[] {
  const nextId = idSequence(20);
  return events.flatMap(event =>
    (['Standard', 'Supporter'] as const).map((name, index) => ({
      id: nextId(),
      event_id: event.id,
      name,
      number: index + 1,
      limit: 100,
      amount_in_cents: index === 0 ? 1500 : 5000,
      tickets_sold: 0,
    })),
  );
}

/** Everybody who comes to an event with ticket levels has a ticket of one of them; the API shows the level as a sideload only. */
function sellTickets(random: Random, levels: readonly Draft[], rsvps: readonly Draft[]): void {
  for (const rsvp of rsvps) {
    const offered = levels.filter(level => level.event_id === rsvp.event_id);
    if (offered.length === 0 || rsvp.canceled) continue;
    const level = random.pick(offered);
    const tickets = 1 + Number(rsvp.guests_count);
    level.tickets_sold = Number(level.tickets_sold) + tickets;
    Object.assign(rsvp, {
      event_ticket_level_id: level.id,
      tickets_count: tickets,
      amount_in_cents: tickets * Number(level.amount_in_cents),
      prepaid: true,
    });
  }
}

function makeRsvps(random: Random, calendar: Calendar, people: People, events: readonly Draft[], rally: Draft): Draft[] {
  const withEmail = people.ordinary.filter(person => person.email && person.first_name);
  const plan = rsvpCounts(events, rally).map(({ event, count }) => ({ event, guests: random.sample(withEmail, count) }));
  const nextId = idSequence(2000);
  const rsvps = plan.flatMap(({ event, guests }) =>
    guests.map((person, index) => rsvp(random, calendar, { id: nextId(), event, person, index, isRally: event === rally })),
  );
  const cancelable = rsvps.filter(one => one.event_id !== rally.id && one.event_id !== events[33]?.id);
  for (const one of random.sample(cancelable, CANCELED_RSVPS)) Object.assign(one, { canceled: true, attendee: false });
  for (const event of events) {
    event.attending_count = rsvps.filter(one => one.event_id === event.id && !one.canceled).length;
  }
  return rsvps;
}

/** How many sign up for each event; the full one has exactly its capacity. */
function rsvpCounts(events: readonly Draft[], rally: Draft): { event: Draft; count: number }[] {
  const full = events[33];
  const others = events.filter(event => event !== rally && event !== full);
  const rallyCount = SPRING_RALLY.attended + SPRING_RALLY.absent;
  const rest = RSVPS - rallyCount - Number(full?.capacity_count ?? 0);
  const each = Math.floor(rest / others.length);
  const counts = others.map((event, index) => ({ event, count: each + (index < rest % others.length ? 1 : 0) }));
  return [{ event: rally, count: rallyCount }, ...(full ? [{ event: full, count: Number(full.capacity_count) }] : []), ...counts];
}

interface RsvpPlan {
  readonly id: string;
  readonly event: Draft;
  readonly person: Draft;
  readonly index: number;
  readonly isRally: boolean;
}

/** The person behind an RSVP is hidden from its attributes: the API shows them only as a sideload. */
function rsvp(random: Random, calendar: Calendar, { id, event, person, index, isRally }: RsvpPlan): Draft {
  const start = Date.parse(textOf(event.start_at));
  const past = start < calendar.now;
  const attendee = isRally ? index < SPRING_RALLY.attended : past && random.chance(0.7);
  const time = calendar.format(Math.min(start, calendar.now) - random.int(1, 20) * DAY);
  return {
    id,
    event_id: event.id,
    page_id: event.page_id,
    signup_id: person.id,
    first_name: person.first_name,
    last_name: person.last_name,
    email: person.email,
    guests_count: random.chance(0.1) ? random.int(1, 3) : 0,
    attendee,
    canceled: false,
    volunteer: random.chance(0.15),
    private: false,
    created_at: time,
    updated_at: time,
  };
}
