import { plainName } from '../clauses';
import type { Intent } from '../intent';
import { countOf, rowsOf, type Plan, type PlanKit } from '../plan';
import { counted, dayLabel, listed, named } from '../wording';
import { eventName, eventNamed } from './events';

interface Presence {
  filter: { attended?: boolean; canceled?: boolean };
  said: [one: string, many: string];
}

const presences: [RegExp, Presence][] = [
  [
    /^(?:attended|came to|went to|showed up (?:to|at|for)|was at|were at|attend)$/i,
    { filter: { attended: true }, said: ['person attended', 'people attended'] },
  ],
  [
    /^(?:canceled|cancelled|canceled (?:for|on)|cancelled (?:for|on))$/i,
    { filter: { canceled: true }, said: ['person canceled for', 'people canceled for'] },
  ],
  [/./, { filter: { canceled: false }, said: ['RSVP to', 'RSVPs to'] }],
];

const verbs =
  "(rsvp'?d?(?:ed)?(?: to| for)|rsvp'?s? (?:to|for|are there for|do we have for)|signed up for|registered for|(?:is|are) (?:coming|going) to|is attending|are attending|will attend|attended|attend|came to|went to|showed up (?:to|at|for)|was at|were at|cancell?ed(?: for| on)?)";
const who = new RegExp(
  `^(who|which people|list (?:the )?people who|show (?:me )?(?:the )?people who|how many(?: people| volunteers| donors)?)(?: has| have)? ?${verbs} (.+)$`,
  'i',
);
const guestList = /^(?:list|show(?: me)?|what are)(?: all)?(?: the)? (?:rsvps|attendees|guests)(?: to| for| of) (.+)$/i;

/** "Who RSVP'd to the Spring Rally?", "How many people attended the Spring Rally?" */
export const eventRsvps: Intent = {
  needs: ['list_events', 'list_event_rsvps'],
  example: "Who RSVP'd to the Spring Rally?",
  read(clause, kit) {
    const match = clause.match(who);
    const [, asked = 'who', verb = 'rsvp to', target] = match ?? ['', 'who', 'rsvp to', clause.match(guestList)?.[1]];
    if (!target || /^how many (?:volunteers|donors)/i.test(asked)) return undefined;
    const presence = presences.find(([pattern]) => pattern.test(verb))![1];
    return () => guests(kit, plainName(target, /\s+event$/i), presence, /^how many/i.test(asked));
  },
};

function* guests(kit: PlanKit, name: string, { filter, said }: Presence, onlyCount: boolean): Plan {
  const event = yield* eventNamed(kit, name);
  const limit = onlyCount ? 1 : 20;
  const result = yield* kit.call(
    'RSVPs',
    'list_event_rsvps',
    { event_id: event['id'], ...filter, limit },
    { event_id: String(event['id']), ...filter, limit },
  );
  const { count, partial } = countOf(result);
  const day = dayLabel(event['start_at'], kit.now.zone);
  const opening = `${partial ? 'At least ' : ''}${counted(count, said[0], said[1])} ${eventName(event)}${day ? `, ${day}` : ''}`;
  const names = onlyCount ? [] : rowsOf(result).map(row => named(row['name']));
  return names.length > 0 ? `${opening}: ${listed(names, count)}.` : `${opening}.`;
}
