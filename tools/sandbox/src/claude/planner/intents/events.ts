import { plainName } from '../clauses';
import type { Intent } from '../intent';
import { eventLabel, eventNamed, isEventName } from '../named-events';
import { opens, says } from '../phrases';
import { countOf, rowsOf, type Plan, type PlanKit } from '../plan';
import { counted, type Row } from '../wording';

type When = 'upcoming' | 'past' | 'all';

const counts = opens('{count}');
const ask = '({list}|what|what are|when are|are there [any]|do we have [any]|{count})';
const ahead = '(upcoming|coming up|planned|scheduled|ahead|coming|still to come)';
const upcoming = says(
  `${ask} [{our}] (upcoming|next|coming|future|planned|scheduled) events [are there|do we have|are coming [up]|have we]`,
  `${ask} [{our}] events [are|is|do we have|have we|that are|are still] ${ahead}`,
);
const next = says(
  '(what|which|when|{list}) [is] [{our}] next [upcoming] event [coming up|on the calendar|in the calendar]',
  '(what|which) event (is|comes) next',
);
const past = says(
  `${ask} [{our}] (past|previous|earlier) events [did we have|were there|are there|have we had]`,
  `${ask} [{our}] events [have we|did we] (had|held) [in the past]`,
);
const every = says(`${ask} [{our}] events [are there|do we have|have we|exist]`);

/** "What events are coming up?", "How many past events are there?", "When is the next event?" */
export const listEvents: Intent = {
  needs: ['list_events'],
  examples: ['What events are coming up?'],
  read(clause, kit) {
    const many = counts(clause) !== undefined;
    if (next(clause)) return () => tell(kit, 'upcoming', 1, false);
    if (upcoming(clause)) return () => tell(kit, 'upcoming', 10, many);
    if (past(clause)) return () => tell(kit, 'past', 10, many);
    return every(clause) ? () => tell(kit, 'all', 10, many) : undefined;
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

const whenIs = says(
  'when (is|was|does|did) [the] <event> [start|begin|take place|happen|on]',
  '(what|which) day (is|was) [the] <event> [on]',
  'what is the date of [the] <event>',
);

/** "When is the Spring Rally?" */
export const eventDate: Intent = {
  needs: ['list_events'],
  examples: ['When is the Spring Rally?'],
  read(clause, kit) {
    const name = plainName(whenIs(clause)?.slots['event'] ?? '', /\s+event$/i);
    return !isEventName(name) || next(clause) ? undefined : () => date(kit, name);
  },
};

function* date(kit: PlanKit, name: string): Plan {
  return `${eventLabel(yield* eventNamed(kit, name), kit)}.`;
}
