import { opens } from '../phrases';
import { group, timeless, trait } from './money-subjects';
import type { Subject } from './subject';

const events: Subject = {
  type: 'events',
  nouns: [{ phrase: opens('event', 'events'), said: ['event', 'events'] }],
  time: 'start_at',
  traits: [
    trait(
      'ticketed',
      { uses_tickets: true },
      '(sell|sells|selling|sold|use|with|have|require) tickets',
      'ticketed',
      'with ticket sales',
    ),
    trait('private', { private: true }, 'private'),
    // What has been held lies in the past: without a period that would have to be left out.
    {
      ...trait('', {}, '(held|hold|hosted|host|organized|organize|ran|run|happened|took place|take place|put on)'),
      needsPeriod: true,
    },
  ],
  groups: [],
  list: 'list_events',
};

const rsvps: Subject = {
  type: 'event_rsvps',
  nouns: [
    { phrase: opens('rsvp', 'rsvps', 'event rsvps', 'event registrations'), said: ['RSVP', 'RSVPs'] },
    { phrase: opens('attendees', 'attendee', 'guests'), said: ['attendee', 'attendees'], filter: { attendee: true } },
    { phrase: opens('no-shows', 'no shows'), said: ['no-show', 'no-shows'], filter: { attendee: false, canceled: false } },
  ],
  traits: [
    trait('canceled', { canceled: true }, 'canceled', 'cancelled', 'called off'),
    trait('attended', { attendee: true }, 'attended', 'that attended', 'who attended'),
  ],
  groups: [
    group('by event', 'event_id', 'event|events', {
      people: opens('people attended', 'people came to', 'attendees', 'people'),
      assumes: trait('attended', { attendee: true }),
    }),
  ],
};

const journeys: Subject = {
  type: 'path_journeys',
  nouns: [{ phrase: opens('[path] journeys', '[path] journey', 'people on paths'), said: ['path journey', 'path journeys'] }],
  time: 'created_at',
  traits: [
    timeless('active', { journey_status: 'active' }, 'active', 'open', 'ongoing', 'under way', 'in progress', 'running'),
    { ...trait('completed', { journey_status: 'completed' }, 'completed', 'finished'), time: 'ended_at' },
    { ...trait('abandoned', { journey_status: 'abandoned' }, 'abandoned', 'given up'), time: 'ended_at' },
  ],
  groups: [
    group('by path', 'path_id', 'path|paths|of our paths|of the paths', {
      people: opens('[active] (people|persons) [on]', 'active people', 'people currently'),
      assumes: timeless('active', { journey_status: 'active' }),
    }),
    group('by status', 'journey_status', 'status'),
  ],
  list: 'list_path_journeys',
};

const signatures: Subject = {
  type: 'petition_signatures',
  nouns: [
    {
      phrase: opens('[petition] signatures', '[petition] signature', 'signers'),
      said: ['petition signature', 'petition signatures'],
    },
  ],
  time: 'created_at',
  traits: [trait('private', { is_private: true }, 'private')],
  groups: [
    group('by petition', 'petition_id', 'petition|petitions|of our petitions|of the petitions', {
      people: opens('(people|persons|supporters) [that|who] (have signed|signed|sign)', 'people'),
    }),
  ],
  list: 'list_petition_signatures',
};

const mailings: Subject = {
  type: 'mailings',
  nouns: [
    {
      phrase: opens('mailing', 'mailings', '(email|e-mail) blasts', 'email mailings', 'newsletters', 'blasts'),
      said: ['mailing', 'mailings'],
    },
  ],
  time: 'published_at',
  traits: [trait('sent', { published_at: { not_eq: null } }, 'sent', 'send', 'sent out', 'send out', 'went out', 'published')],
  groups: [],
  list: 'list_mailings',
};

const enrollments: Subject = {
  type: 'automation_enrollments',
  nouns: [{ phrase: opens('[automation] enrollments', '[automation] enrolments'), said: ['enrollment', 'enrollments'] }],
  time: 'created_at',
  traits: [],
  groups: [
    group('by automation', 'automation_id', 'automation|automations|of our automations|of the automations', {
      people: opens('(people|persons) [are] [currently] (enrolled|in)', 'enrolled people', 'people'),
    }),
  ],
  list: 'list_automation_enrollments',
};

const named = (type: string, words: string, one: string, many = `${one}s`, list?: string): Subject => ({
  type,
  nouns: [{ phrase: opens(words), said: [one, many] }],
  traits: [],
  groups: [],
  ...(list && { list }),
});

/** Records of kinds that are only counted and named. */
const plain: readonly Subject[] = [
  named('voters', 'voters|voter records', 'voter in the voter file', 'voters in the voter file'),
  named('petitions', 'petition|petitions', 'petition', 'petitions', 'list_petitions'),
  named('surveys', 'survey|surveys', 'survey', 'surveys', 'list_surveys'),
  named('paths', 'path|paths', 'path', 'paths', 'list_paths'),
  named('automations', 'automation|automations', 'automation', 'automations', 'list_automations'),
  named(
    'membership_types',
    'membership types|types of membership|kinds of membership',
    'membership type',
    'membership types',
    'list_membership_types',
  ),
  named('custom_fields', 'custom fields', 'custom field', 'custom fields', 'list_custom_fields'),
  named(
    'donation_tracking_codes',
    '[donation] tracking codes',
    'tracking code',
    'tracking codes',
    'list_donation_tracking_codes',
  ),
  named('broadcasters', 'broadcasters', 'broadcaster', 'broadcasters', 'list_broadcasters'),
  named('elections', 'elections', 'election', 'elections', 'list_elections'),
  named('pages', '[web] pages', 'page', 'pages', 'list_pages'),
];

export const otherSubjects: readonly Subject[] = [events, rsvps, journeys, signatures, mailings, enrollments, ...plain];
