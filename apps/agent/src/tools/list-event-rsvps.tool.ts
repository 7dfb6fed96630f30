import type { Included, JsonApiRecord, ReadQuery } from '@nat/nationbuilder';
import { z } from 'zod';
import { defineTool } from './kit/define-tool';
import { distinctLinks } from './kit/links';
import { counted, limit, recordId } from './kit/parameters';
import { nameFields, nameOf, noName } from './signup-row';

/** Finds who replied to an event and who came. */
export const listEventRsvps = defineTool({
  name: 'list_event_rsvps',
  version: 1,
  effect: 'read',
  minRole: 'read_only',
  operations: ['listEventRsvps'],
  description:
    'Finds who replied to one event (RSVP), who attended it and who canceled. Returns up to 20 rows with signup_id, name, ' +
    'attendee (true: came), canceled and guests_count, and in count the exact number of all matches. The id of the event comes ' +
    'from list_events.',
  input: z.strictObject({
    event_id: recordId.describe('Id of the event, from list_events.'),
    attended: z.boolean().optional().describe('True: only those who came. False: only those who did not.'),
    canceled: z.boolean().optional().describe('False: only replies that still hold. True: only canceled ones.'),
    limit,
  }),
  title: () => 'Looking up replies to an event',
  run: async ({ event_id: eventId, attended, canceled, limit: size }, { nation, links, signal }) => {
    const query: ReadQuery<'event_rsvps'> = {
      filter: { event_id: eventId, attendee: attended, canceled },
      fields: { event_rsvps: ['first_name', 'last_name', 'attendee', 'canceled', 'guests_count'], signups: [...nameFields] },
      include: ['signup'],
      sort: 'created_at',
      page: { size, number: 1 },
      count: true,
    };
    const { records, included, total } = await nation.list('event_rsvps', query, signal);
    const count = total ?? records.length;
    const data = records.map(record => rsvpRow(record, included));
    return {
      forModel: { data, count },
      summary: counted(count, 'reply', 'replies'),
      links: distinctLinks(data.map(row => (row.signup_id ? links.to('signup', row.signup_id, row.name) : undefined))),
    };
  },
});

/** The person is only known through the sideload; the names on the reply are those typed at the time. */
function rsvpRow(record: JsonApiRecord, included: Included) {
  const { attendee, canceled, guests_count: guests } = record.attributes;
  const signup = included.one(record, 'signup');
  const name = nameOf(signup);
  return {
    signup_id: signup?.id,
    name: name === noName ? nameOf(record) : name,
    attendee: attendee === true,
    canceled: canceled === true,
    guests_count: typeof guests === 'number' ? guests : 0,
  };
}
