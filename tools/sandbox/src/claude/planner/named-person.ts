import { plainName } from './clauses';
import { CannotAnswer, countOf, found, rowsOf, WhichOne, type PlanKit, type Step } from './plan';
import { readPlace, type Place } from './places';
import { counted, named, personLabel, type Row } from './wording';

const shown = 10;
const same = (a: unknown, b: string): boolean =>
  typeof a === 'string' && a.normalize('NFC').trim().toLowerCase() === b.normalize('NFC').toLowerCase();

/** Somebody by name, and where they live when that is said too. */
export interface Called {
  name: string;
  place?: Place;
}

/** People of that name: the one who bears exactly it, else all whose name holds its words, exact ones first. */
export function* peopleNamed(kit: PlanKit, { name, place }: Called): Step<{ rows: Row[]; total: number }> {
  const [first, ...others] = name.split(' ');
  const whole = { full_name: { match: name } };
  const parts = { first_name: { match: first }, last_name: { match: others.join(' ') } };
  const filters = others.length > 0 ? [whole, parts] : [whole];
  const where = place ? { ...(place.city && { city: place.city }), ...(place.state && { state: place.state }) } : {};
  const outcomes = yield filters.map(filter => kit.plan('people by name', 'list_signups', { filter, ...where, limit: 20 }));
  const results = outcomes.map(outcome => found(outcome, 'people by name'));
  const all = new Map(results.flatMap(rowsOf).map(row => [row['id'], row]));
  const exact = [...all.values()].filter(row => same(row['name'] ?? row['full_name'], name));
  if (exact.length === 1) return { rows: exact, total: 1 };
  const rows = [...new Set([...exact, ...all.values()])];
  return { rows, total: Math.max(rows.length, ...results.map(result => countOf(result).count)) };
}

/** The one person of that name; ends the plan with the choice when there are several, and says so when there is none. */
export function* onePersonNamed(kit: PlanKit, called: Called): Step<Row> {
  const { rows, total } = yield* peopleNamed(kit, called);
  const who = `${named(called.name)}${called.place ? ` in ${called.place.label}` : ''}`;
  if (rows.length === 0) throw new CannotAnswer(`I found no one named ${who}.`);
  if (total === 1) return rows[0]!;
  const chosen = kit.chosen(rows);
  if (chosen) return chosen;
  const many = `${counted(total, 'person', 'people')} match “${who}”.`;
  if (total > shown) throw new WhichOne(`${many} Please give more of the name.`);
  const lines = rows.map(row => `- ${[personLabel(row), ...roles(row, 'short')].join(', ')}`);
  throw new WhichOne(`${many} Which one do you mean?\n${lines.join('\n')}`);
}

/** Reads "Sarah Chen", "Sarah Chen in Austin", "Sarah Chen (Austin, TX)"; undefined for anything else. */
export function readCalled(text: string): Called | undefined {
  const bare = plainName(text);
  if (isName(bare)) return { name: bare };
  const [, name = '', where = ''] = bare.match(/^(.+?),? (?:in|from|of|\()\s?(.+?)\)?$/i) ?? [];
  const place = isName(name) ? readPlace(where) : undefined;
  return place && { name, place };
}

/** What a person is to the nation: `donor`, `a donor`. */
export function roles(row: Row, form: 'short' | 'article'): string[] {
  const words: [string, string][] = [
    ['is_volunteer', 'volunteer'],
    ['is_donor', 'donor'],
    ['is_supporter', 'supporter'],
  ];
  return words.flatMap(([key, word]) => (row[key] === true ? [form === 'article' ? `a ${word}` : word] : []));
}

const notName =
  /^(?:the|a|an|this|that|he|she|it|they|my|our|all|every\w*|any\w*)$|^(?:in|on|to|from|for|as|off|up|by|at|is|are|and|or|with|who|of|over|coming|going|tagged|donors?|volunteers?|people|events?|lists?|tags?|donations?|next|last|first|most|rsvps?|contacts?|records?|that|which|were|was)$/i;

/** One to four words without digits or words that belong to another question. */
export function isName(text: string): boolean {
  const words = text.split(' ');
  return words.length <= 4 && words.every(word => /^[\p{L}\p{M}][\p{L}\p{M}.'-]*,?$/u.test(word) && !notName.test(word));
}
