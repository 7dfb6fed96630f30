import { z } from 'zod';
import type { ReadTool } from '../kit/define-tool';
import { plainText } from '../kit/clean-text';
import { recordId } from '../kit/parameters';
import { getTool, listTool } from '../kit/read-tools';
import { narrowEvents } from './narrow-events';

/** Events and who replied. */
export const eventReads: readonly ReadTool[] = [
  listTool({
    type: 'events',
    description: 'Events. By name, when, start_at, uses_tickets.',
    parameters: {
      when: z.enum(['upcoming', 'past', 'all']).default('all').describe('Begun or not.'),
      name: z.string().trim().min(1).max(200).optional().describe('Words of its name.'),
    },
    operations: ['listPages'],
    title: ({ name }) => (name ? `Looking up the event “${plainText(name)}”` : 'Looking up events'),
    narrow: narrowEvents,
  }),
  getTool({
    type: 'events',
    description: 'One event.',
    fields: ['time_zone', 'accept_rsvps', 'uses_tickets', 'contact_name', 'content', 'venue_address'],
  }),
  listTool({
    type: 'event_rsvps',
    description: 'Replies to events: attendee (came), canceled, guests_count.',
    parameters: { event_id: recordId.optional().describe('Id of the event.') },
    narrow: ({ event_id: eventId }) => ({ filter: eventId === undefined ? {} : { event_id: eventId } }),
  }),
];
