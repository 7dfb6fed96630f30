import { CannotAnswer, rowsOf, WhichOne, type PlanKit, type Step } from './plan';
import { counted, dayLabel, named, numberOf, type Row } from './wording';

/** An event's name as it is shown. */
export const eventName = (row: Row): string => named(row['name'], 'an event without a name');

/** Name, day, place and number of people of an event. */
export function eventLabel(row: Row, kit: PlanKit): string {
  const place = typeof row['venue_name'] === 'string' && row['venue_name'] !== '' ? `, ${named(row['venue_name'])}` : '';
  const going = numberOf(row['attending_count']);
  const day = dayLabel(row['start_at'], kit.now.zone);
  return `${eventName(row)}${day ? ` (${day}${place})` : ''}${going === undefined ? '' : `, ${going.toLocaleString('en-US')} attending`}`;
}

/** Words that say which event is meant without naming it. */
export const isEventName = (text: string): boolean =>
  text !== '' && !/^(?:an?|any|all|events?|last|latest|first|next|previous|this|that|our)\b/i.test(text);

/** The event of that name; ends the plan with the choice when several fit. */
export function* eventNamed(kit: PlanKit, name: string): Step<Row> {
  const result = yield* kit.call('events', 'list_events', { when: 'all', name, limit: 20 });
  const rows = rowsOf(result);
  const exact = rows.filter(row => String(row['name']).toLowerCase() === name.toLowerCase());
  const fitting = exact.length > 0 ? exact : rows;
  if (fitting.length === 1) return fitting[0]!;
  if (fitting.length === 0) throw new CannotAnswer(`I found no event named “${named(name)}”.`);
  const chosen = kit.chosen(fitting);
  if (chosen) return chosen;
  const lines = fitting.slice(0, 10).map(row => `- ${eventLabel(row, kit)}`);
  throw new WhichOne(`${counted(fitting.length, 'event')} match “${named(name)}”. Which one do you mean?\n${lines.join('\n')}`);
}
