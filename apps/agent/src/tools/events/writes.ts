import { z } from 'zod';
import type { ToolContext, WriteTool } from '../kit/define-tool';
import { ToolError } from '../kit/tool-error';
import { withPage } from '../writing/pages';
import { givenValues, parameter } from '../writing/attribute-parameters';
import { evenDoNotContact } from '../writing/outbound';
import type { Input } from '../writing/one-target-tool';
import { createTool, deleteTool, updateTool } from '../writing/record-tools';
import { apiTimeZoneOf } from '../writing/time-zones';
import { instantIn } from '../kit/zoned-time';
import { textOf } from '../writing/words';
import { reachOfReply } from './reply-reach';

const eventOffer = {
  start_at: 'Start; without offset in the nation’s zone.',
  duration: 'Seconds.',
  time_zone: 'Zone name.',
  venue_name: 'Venue.',
  venue_address_attributes: 'address1, city, state, zip.',
  capacity_count: '0: no limit.',
  content: 'Page text.',
  accept_rsvps: 'Takes replies.',
} as const;
const rareOfEvents = [
  'contact_name',
  'contact_email',
  'contact_phone_number',
  'allow_guests',
  'show_guests',
  'private',
  'point_person_id',
  'sends_auto_response',
  'gather_volunteers',
  'event_form_address',
  'event_form_phone',
  'donation_tracking_code_id',
] as const;
/** What of an event stands on its page. */
const rareOfPages = ['slug', 'headline', 'title', 'excerpt', 'permission_level'] as const;

const endAt = parameter('string', 'End, instead of duration.').optional();

export const createEvent = createTool({
  name: 'create_event',
  type: 'events',
  effect: 'change',
  title: 'Making an event',
  did: 'Made the event',
  description: 'Makes an event with its page.',
  offer: eventOffer,
  required: ['start_at'],
  more: {
    name: parameter('string', 'Name.'),
    end_at: endAt,
    status: parameter('string', 'Default unlisted.', { choices: ['published', 'unlisted', 'hidden'] }).optional(),
    site_id: parameter('string', 'Needed with several sites.').optional(),
  },
  rare: rareOfEvents,
  rarePage: [...rareOfPages, 'external_id'],
  calls: ['listSites'],
  request: async (input, context) => {
    const page = givenValues(input, ['name', 'status', 'site_id', 'external_id', ...rareOfPages]);
    const zone = input.time_zone ?? apiTimeZoneOf(context.timeZone);
    return {
      attributes: { ...durationOf(input, input.start_at, context), ...(zone !== undefined && { time_zone: zone }) },
      related: await withPage('events', { page: { create: page } }, context),
    };
  },
});

const instant = z.iso.datetime({ offset: true });

/** NationBuilder keeps no end: it is the start and a duration in seconds. */
function durationOf({ end_at: end }: Input, start: unknown, { timeZone }: ToolContext): { duration?: number } {
  if (end === undefined) return {};
  const [from, until] = [start, end].map(text => {
    const said = instantIn(String(text), timeZone);
    // Anything else would be read in the zone of the server.
    return instant.safeParse(said).success ? Date.parse(said) : Number.NaN;
  });
  if (!Number.isFinite(from! + until!) || until! <= from!)
    throw new ToolError('invalid_input', 'end_at must be a time after start_at.', [
      { path: 'end_at', message: 'must be after start_at' },
    ]);
  return { duration: Math.round((until! - from!) / 1000) };
}

export const updateEvent = updateTool({
  name: 'update_event',
  type: 'events',
  effect: 'change',
  title: 'Changing an event',
  did: 'Changed the event',
  description: 'Changes an event and its page; fields as in create_event, null clears.',
  offer: eventOffer,
  rare: rareOfEvents,
  page: { name: 'Name.', status: 'published, unlisted, hidden, archived.' },
  rarePage: rareOfPages,
  more: { end_at: endAt },
  request: async (input, context) => {
    if (input.end_at === undefined) return {};
    const start = input.start_at ?? (await startOf(textOf(input.id), context));
    return { attributes: durationOf(input, start, context) };
  },
});

async function startOf(id: string, { nation, signal }: ToolContext): Promise<unknown> {
  return (await nation.show('events', id, { fields: { events: ['start_at'] } }, signal)).record.attributes.start_at;
}

export const deleteEvent = deleteTool({
  name: 'delete_event',
  type: 'events',
  undoable: false,
  description: 'Deletes an event, its page and replies for good. Milder: update_event with status archived.',
});

const rsvpOffer = {
  guests_count: 'Guests brought.',
  attendee: 'Attended.',
  canceled: 'Canceled.',
} as const;
const rareOfReplies = ['volunteer', 'private', 'tickets_count'] as const;

export const createEventRsvp = createTool({
  name: 'create_event_rsvp',
  type: 'event_rsvps',
  effect: 'reversible',
  title: 'Adding a reply to an event',
  did: 'Added a reply of',
  description: 'Adds a reply to an event: of signup_id, or of a person found or made by first_name, last_name and email.',
  offer: {
    event_id: 'Event, id or name.',
    first_name: 'First name.',
    last_name: 'Last name.',
    email: 'E-mail.',
    ...rsvpOffer,
  },
  rare: ['phone_number', ...rareOfReplies],
  required: ['event_id'],
  more: { signup_id: parameter('string', 'The person.').optional(), ...evenDoNotContact },
  calls: ['showEvent', 'showSignup', 'listSignups'],
  request: async (input, context) => {
    const { event_id: event, signup_id: signupId, email } = input;
    return {
      ...(await reachOfReply({ event, signupId, email }, context)),
      ...(typeof signupId === 'string' && { related: { signup: { id: signupId } } as never }),
      evenDoNotContact: input.include_do_not_contact === true,
    };
  },
});

export const updateEventRsvp = updateTool({
  name: 'update_event_rsvp',
  type: 'event_rsvps',
  effect: 'change',
  title: 'Changing a reply to an event',
  did: 'Changed the reply of',
  description: 'Changes a reply, such as attended or canceled.',
  offer: rsvpOffer,
  rare: rareOfReplies,
});

export const deleteEventRsvp = deleteTool({
  name: 'delete_event_rsvp',
  type: 'event_rsvps',
  undoable: true,
  description: 'Deletes a reply. Milder: update_event_rsvp with canceled.',
});

/** Tools that write events and replies. */
export const eventWrites: readonly WriteTool<Input>[] = [
  createEvent,
  updateEvent,
  deleteEvent,
  createEventRsvp,
  updateEventRsvp,
  deleteEventRsvp,
];
