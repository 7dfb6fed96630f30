import { counted, groups, plan, type QuestionPlan, row } from '../question-plan';

/** Finds the Spring Rally first, then asks about it. */
const rally = (id: string, ask: (eventId: string) => [string, Record<string, unknown>]): QuestionPlan =>
  plan(id, [() => [['list_events', { name: 'Spring Rally', limit: 1 }]], answers => [ask(String(row(answers).id))]], counted);
const attended = (event_id: string) => ({ from: 'event_rsvps', filter: { event_id, attendee: true } });

/** Events and who came. */
export const eventPlans = [
  plan('upcoming-events', ['list_events', { when: 'upcoming', limit: 1 }]),
  plan('next-event', ['list_events', { when: 'upcoming', limit: 1 }], answers => {
    const { id, name } = row(answers);
    return { id, name };
  }),
  rally('spring-rally-attended', event_id => ['list_event_rsvps', { event_id, filter: { attendee: true }, limit: 1 }]),
  rally('spring-rally-no-shows', event_id => [
    'list_event_rsvps',
    { event_id, filter: { attendee: false, canceled: false }, limit: 1 },
  ]),
  rally('attended-never-gave', event => ['find_people', { all: [attended(event), { from: 'donations', not: true }] }]),
  plan('events-last-month', ['count_records', { type: 'events', filter: { start_at: { gte: '2026-05-01', lt: '2026-06-01' } } }]),
  plan(
    'most-attended',
    [
      'aggregate_records',
      {
        type: 'event_rsvps',
        filter: { attendee: true },
        measures: [{ fn: 'count' }],
        group_by: 'event_id',
        order: '-count',
        limit: 1,
      },
    ],
    answers => ({ id: groups(answers)[0]!.key, attended: groups(answers)[0]!.count }),
  ),
  plan('canceled-rsvps', ['count_records', { type: 'event_rsvps', filter: { canceled: true } }]),
  rally('rally-volunteers', event => [
    'find_people',
    { all: [attended(event), { from: 'signups', filter: { is_volunteer: true } }] },
  ]),
  plan('ticketed-events', ['count_records', { type: 'events', filter: { uses_tickets: true } }]),
];
