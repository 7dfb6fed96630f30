import type { FilterCondition, Included, JsonApiRecord, ReadQuery } from '@nat/nationbuilder';
import { z } from 'zod';
import { plainText } from './kit/clean-text';
import { defineTool } from './kit/define-tool';
import { distinctLinks } from './kit/links';
import { counted, limit } from './kit/parameters';

const input = z.strictObject({
  when: z
    .enum(['upcoming', 'past', 'all'])
    .default('all')
    .describe('upcoming: not begun yet, soonest first. past: already begun, latest first. all: every event, latest first.'),
  name: z
    .string()
    .trim()
    .min(1)
    .max(200)
    .optional()
    .describe('Only events whose name contains this text, without regard to case.'),
  limit,
});

/** Finds events. */
export const listEvents = defineTool({
  name: 'list_events',
  version: 1,
  effect: 'read',
  minRole: 'read_only',
  operations: ['listEvents'],
  description:
    'Finds events by name and time. Returns up to 20 rows with id, name, start, venue and the number of people expected, and ' +
    'in count the number of all matches. Who replied and who came is read with list_event_rsvps.',
  input,
  title: ({ name }) => (name ? `Looking up the event “${plainText(name)}”` : 'Looking up events'),
  run: async ({ when, name, limit: rows }, { nation, links, clock, signal }) => {
    const boundary: Record<typeof when, FilterCondition | undefined> = {
      upcoming: { gte: clock.iso() },
      past: { lt: clock.iso() },
      all: undefined,
    };
    const query: ReadQuery<'events'> = {
      filter: { start_at: boundary[when] },
      fields: { events: ['start_at', 'venue_name', 'attending_count', 'capacity_count', 'page_id'], pages: ['name', 'status'] },
      include: ['page'],
      sort: when === 'upcoming' ? 'start_at' : '-start_at',
    };
    // An event's name is on its page, so the API cannot filter by it; without a name one page is enough.
    const found = name
      ? await nation.listAll('events', query, signal)
      : await nation.list('events', { ...query, page: { size: rows, number: 1 }, count: true }, signal);
    const events = found.records.map(record => eventRow(record, found.included)).filter(row => !name || contains(row.name, name));
    const count = name ? events.length : (found.total ?? events.length);
    const shown = events.slice(0, rows);
    return {
      forModel: { data: shown, count, ...(found.truncated && { truncated: true }) },
      summary: counted(count, 'event'),
      links: distinctLinks(shown.map(event => links.to('event', event.id, event.name))),
    };
  },
});

function eventRow(record: JsonApiRecord, included: Included) {
  const { start_at: start, venue_name: venue, attending_count: attending, capacity_count: capacity } = record.attributes;
  const page = included.one(record, 'page')?.attributes;
  const status = plainText(page?.status);
  return {
    id: record.id,
    name: plainText(page?.name),
    start_at: plainText(start),
    venue_name: plainText(venue),
    attending_count: typeof attending === 'number' ? attending : undefined,
    capacity_count: typeof capacity === 'number' && capacity > 0 ? capacity : undefined,
    status: status === 'published' ? undefined : status,
  };
}

function contains(name: string | undefined, part: string): boolean {
  const folded = (text: string): string => text.normalize('NFKC').toLocaleLowerCase('en-US');
  return name !== undefined && folded(name).includes(folded(part));
}
