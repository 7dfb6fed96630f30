import { plainName } from '../clauses';
import type { Intent } from '../intent';
import { CannotAnswer, countOf, rowsOf, type Plan, type PlanKit, type Step } from '../plan';
import { counted, dayLabel, named, numberOf, type Row } from '../wording';

type When = 'upcoming' | 'past' | 'all';

/** An event's name as it is shown. */
export const eventName = (row: Row): string => named(row['name'], 'an event without a name');

function eventLabel(row: Row, kit: PlanKit): string {
  const place = typeof row['venue_name'] === 'string' && row['venue_name'] !== '' ? `, ${named(row['venue_name'])}` : '';
  const going = numberOf(row['attending_count']);
  const day = dayLabel(row['start_at'], kit.now.zone);
  return `${eventName(row)}${day ? ` (${day}${place})` : ''}${going === undefined ? '' : `, ${going.toLocaleString('en-US')} attending`}`;
}

/** The event of that name; ends the plan with the choice when several fit. */
export function* eventNamed(kit: PlanKit, name: string): Step<Row> {
  const result = yield* kit.call('events', 'list_events', { when: 'all', name, limit: 20 }, { name, limit: 20 }, { name });
  const rows = rowsOf(result);
  const exact = rows.filter(row => String(row['name']).toLowerCase() === name.toLowerCase());
  const fitting = exact.length > 0 ? exact : rows;
  if (fitting.length === 1) return fitting[0]!;
  if (fitting.length === 0) throw new CannotAnswer(`I found no event named “${named(name)}”.`);
  const lines = fitting.slice(0, 10).map(row => `- ${eventLabel(row, kit)}`);
  throw new CannotAnswer(
    `${counted(fitting.length, 'event')} match “${named(name)}”. Which one do you mean?\n${lines.join('\n')}`,
  );
}

const ask = '(?:what|which|list|show(?: me)?|how many|are there(?: any)?|when (?:is|are))';
const upcoming = new RegExp(
  `^${ask}(?: the| our| all)? ?(?:(?:upcoming|next|coming|future) events?|events? (?:(?:are|is|do we have) )?(?:coming(?: up)?|upcoming|planned|scheduled|next|ahead))(?: are there| do we have| are coming(?: up)?)?$`,
  'i',
);
const next = /^(?:what|which|when)(?: is|'s) (?:the |our )?next event$/i;
const past = new RegExp(
  `^${ask}(?: the| our| all)? ?(?:past|previous|earlier|last) events?(?: did we have| were there| are there)?$`,
  'i',
);
const all = new RegExp(`^${ask}(?: the| our| all)*? events(?: are there| do we have| have we)?$`, 'i');

/** "What events are coming up?", "How many past events are there?", "When is the next event?" */
export const listEvents: Intent = {
  needs: ['list_events'],
  example: 'What events are coming up?',
  read(clause, kit) {
    const many = /^how many/i.test(clause);
    if (next.test(clause)) return () => tell(kit, 'upcoming', 1, false);
    if (upcoming.test(clause)) return () => tell(kit, 'upcoming', 10, many);
    if (past.test(clause)) return () => tell(kit, 'past', 10, many);
    return all.test(clause) ? () => tell(kit, 'all', 10, many) : undefined;
  },
};

function* tell(kit: PlanKit, when: When, limit: number, onlyCount: boolean): Plan {
  const result = yield* kit.call('events', 'list_events', { when, limit }, { when });
  const { count, partial } = countOf(result);
  const kind = when === 'all' ? '' : `${when} `;
  const rows = rowsOf(result);
  if (count === 0) return `There are no ${kind}events.`;
  if (limit === 1) return rows[0] ? `The next event is ${eventLabel(rows[0], kit)}.` : 'There are no upcoming events.';
  const opening = `There ${count === 1 ? 'is' : 'are'} ${partial && onlyCount ? 'at least ' : ''}${counted(count, `${kind}event`)}`;
  return onlyCount ? `${opening}.` : `${opening}:\n${eventLines(rows, count, kit)}`;
}

function eventLines(rows: Row[], total: number, kit: PlanKit): string {
  const lines = rows.slice(0, 10).map(row => `- ${eventLabel(row, kit)}`);
  const hidden = total - lines.length;
  return [...lines, ...(hidden > 0 ? [`and ${hidden} more.`] : [])].join('\n');
}

const whenIs = /^when (?:is|was|does|did) (?:the )?(.+?)(?: start| begin| take place| happen)?$/i;

/** "When is the Spring Rally?" */
export const eventDate: Intent = {
  needs: ['list_events'],
  example: 'When is the Spring Rally?',
  read(clause, kit) {
    const name = plainName(clause.match(whenIs)?.[1] ?? '', /\s+event$/i);
    return name === '' || next.test(clause) ? undefined : () => date(kit, name);
  },
};

function* date(kit: PlanKit, name: string): Plan {
  return `${eventLabel(yield* eventNamed(kit, name), kit)}.`;
}
