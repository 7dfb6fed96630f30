import { during, ofAmount } from '../intents/donations';
import { countOf, rowsOf, type Found, type PlanKit, type Step } from '../plan';
import { counted, dayLabel, money, named, numberOf, type Row } from '../wording';
import { filterOf, type AskedRecords } from './asked-records';

/** How many there are and, of what is money, how much it is. */
export interface Figures {
  count: number;
  cents: number | undefined;
  partial: boolean;
}

export const measures = ({ subject }: Pick<AskedRecords, 'subject'>): Record<string, unknown>[] => [
  { fn: 'count' },
  ...(subject.money ? [{ fn: 'sum', of: subject.money }] : []),
];

/** The conditions of a call; absent where there are none. */
export function conditionsOf(asked: AskedRecords): { filter?: Record<string, unknown> } {
  const filter = filterOf(asked);
  return Object.keys(filter).length > 0 ? { filter } : {};
}

/** Counted by the API; summed up by the tool where it is money. */
export function* figuresOf(kit: PlanKit, asked: AskedRecords): Step<Figures> {
  const { type, money: amount } = asked.subject;
  const what = asked.said[1];
  if (!amount) {
    const result = yield* kit.call(what, 'count_records', { type, ...conditionsOf(asked) });
    return { ...countedBy(result), cents: undefined };
  }
  const result = yield* kit.call(what, 'aggregate_records', { type, ...conditionsOf(asked), measures: measures(asked) });
  const data = totalsOf(result);
  return { count: numberOf(data['count']) ?? result.count ?? 0, cents: numberOf(data['sum']) ?? 0, partial: result.truncated };
}

function countedBy(result: Found): { count: number; partial: boolean } {
  const count = numberOf(totalsOf(result)['count']);
  return count === undefined ? countOf(result) : { count, partial: result.truncated };
}

/** Figures without groups: the data itself, or its one group. */
function totalsOf({ data }: Found): Row {
  const row = (typeof data === 'object' && data !== null ? data : {}) as Row;
  return (Array.isArray(row['groups']) ? (row['groups'][0] as Row | undefined) : row) ?? {};
}

const afterNoun = /^(?:in|with|without|by|of) /;

/** `2 pending donations`, `1 membership in the grace period`. */
export function countedAs({ said, traits }: AskedRecords, count: number): string {
  return counted(count, describedAs(said[0], traits), describedAs(said[1], traits));
}

export function describedAs(noun: string, traits: AskedRecords['traits']): string {
  const words = [...new Set(traits.map(trait => trait.said).filter(Boolean))];
  return [...words.filter(word => !afterNoun.test(word)), noun, ...words.filter(word => afterNoun.test(word))].join(' ');
}

/** `2 pending donations over $100.00, $430.00 in all, 1–31 October 2026`; without the full stop. */
export function figuresSaid(asked: AskedRecords, { count, cents, partial }: Figures, currency: string): string {
  const amount = cents === undefined || count === 0 ? '' : `, ${money(cents, currency)}${leftSaid(asked)}`;
  const what = `${partial ? 'At least ' : ''}${countedAs(asked, count)}${ofAmount(asked.bound, currency)}${amount}`;
  const when = asked.period || asked.subject.money ? during(asked.period) : '';
  return `${what}${when}`;
}

const leftSaid = ({ subject }: AskedRecords): string => (subject.type === 'pledges' ? ' left to come' : ' in all');

/** Records one after the other, by name, amount and day. */
export function* namesOf(kit: PlanKit, asked: AskedRecords): Step<{ labels: string[]; count: number; partial: boolean }> {
  const { type, list } = asked.subject;
  const conditions = { ...conditionsOf(asked), limit: 20 };
  const result =
    list && kit.offers(list)
      ? yield* kit.call(asked.said[1], list, conditions)
      : yield* kit.call(asked.said[1], 'find_records', { type, ...conditions });
  return { labels: rowsOf(result).map(row => labelOf(row, asked, kit)), ...countOf(result) };
}

function labelOf(row: Row, { subject, traits }: AskedRecords, kit: PlanKit): string {
  const name = named(row['name'] ?? row['donor'] ?? row['title'], 'one without a name');
  const amount = subject.money ? numberOf(row[subject.money] ?? row['amount_in_cents']) : undefined;
  const time = traits.find(trait => trait.time)?.time ?? subject.time;
  const day = time ? dayLabel(row[time], kit.now.zone) : undefined;
  const more = [...(amount === undefined ? [] : [money(amount, kit.currency)]), ...(day ? [day] : [])];
  return more.length > 0 ? `${name} (${more.join(', ')})` : name;
}
