import { leadingAmount, type AmountBound } from '../amount';
import type { NationTime } from '../nation-time';
import { leadingPeriod, type Period } from '../period';
import { numberIn, opens } from '../phrases';
import { money } from '../wording';
import { lookedUp, type Condition, type ConditionRead, type ConditionReader, type Criterion, type Said } from './condition';

interface Gifts {
  bound?: AmountBound;
  period?: Period;
  /** At least so many. */
  times?: number;
  /** The amount is of all gifts together. */
  together?: true;
}

const gave = opens('{gave}', '{gave} (money|anything|to us|us)');
const made = opens('made', 'make');
const ever = opens('ever', 'anything', 'to us', 'money', 'at all', 'so far', 'before');
const often = opens(
  '[at least] <#times> times or more',
  '<#times> or more times',
  'at least <#times> times',
  '<#times> times at least',
  '<#times> or more {gifts}',
  'at least <#times> {gifts}',
);
const moreOften = opens('more than <#times> times', 'more than once', 'more than twice');
const twice = opens('at least twice', 'twice or more', 'repeatedly');
const together = opens('in total', 'altogether', 'all together', 'in all', 'overall');
const single = opens('in a single {gift}', 'in one {gift}', 'at once', 'each');

/** "gave over $100 last month", "donated three times or more", "never gave", "gave last year but not this year". */
export const readGiving: ConditionReader = (text, negated, now) => {
  const some = made(text);
  const match = gave(text) ?? (some && often(some.rest) ? some : undefined);
  return match && giving(match.rest, {}, negated, now);
};

function giving(text: string, already: Gifts, negated: boolean, now: NationTime): ConditionRead | undefined {
  const gifts = { ...already };
  let rest = text;
  for (let next = takeOne(rest, gifts, now); next !== undefined; next = takeOne(rest, gifts, now)) rest = next;
  if (gifts.together && (!gifts.bound || !sumOf(gifts.bound))) return undefined;
  return { condition: conditionOf(gifts, negated, now), rest };
}

/** Takes one part of the description off the beginning; undefined when nothing more of it is there. */
function takeOne(text: string, gifts: Gifts, now: NationTime): string | undefined {
  const filler = ever(text) ?? single(text);
  if (filler) return filler.rest;
  const times = often(text) ?? twice(text) ?? moreOften(text);
  if (times && gifts.times === undefined) {
    gifts.times = timesOf(text, times.slots['times']);
    return times.rest;
  }
  const sum = together(text);
  if (sum) {
    gifts.together = true;
    return sum.rest;
  }
  const when = gifts.period ? undefined : leadingPeriod(text, now);
  if (when) {
    gifts.period = when.period;
    return when.rest;
  }
  const amount = gifts.bound ? undefined : leadingAmount(text);
  if (amount) gifts.bound = amount.bound;
  return amount?.rest;
}

function timesOf(text: string, given: string | undefined): number {
  if (given === undefined) return /than twice/i.test(text) ? 3 : 2;
  return numberIn(given) + (/^more than/i.test(text) ? 1 : 0);
}

/** The least sum in cents; undefined for an upper bound, which `find_people` cannot take. */
const sumOf = ({ filter }: AmountBound): number | undefined =>
  filter.gte ?? (filter.gt === undefined ? undefined : filter.gt + 1);

function conditionOf(gifts: Gifts, negated: boolean, now: NationTime): Condition {
  const { bound, period, times, together: inAll } = gifts;
  const filter = {
    status: 'succeeded',
    ...(bound && !inAll && { amount_in_cents: bound.filter }),
    ...(period && { succeeded_at: { gte: period.gte, lt: period.lt } }),
  };
  const criterion: Criterion = {
    from: 'donations',
    filter,
    ...(negated && { not: true }),
    ...(times !== undefined && { min_count: times }),
    ...(bound && inAll && { min_sum_in_cents: sumOf(bound)! }),
  };
  return {
    said: saidOf(gifts, negated, 'USD'),
    criterion: lookedUp(criterion, kit => saidOf(gifts, negated, kit.currency)),
    inPeriod: (text, other) => {
      const { period: _other, ...rest } = gifts;
      return leadingPeriod(text, now) && giving(text, rest, other, now);
    },
  };
}

function saidOf({ bound, period, times, together: inAll }: Gifts, negated: boolean, currency: string): Said {
  const amount = bound ? ` ${bound.words} ${money(bound.cents, currency)} in ${inAll ? 'all' : 'a single donation'}` : '';
  const many = times === undefined ? '' : ` ${times} times or more`;
  const when = period ? `, ${period.label}` : '';
  if (!negated && !bound && !period && times === undefined) return ['has given', 'have given'];
  if (!negated) return [`gave${amount}${many}${when}`, `gave${amount}${many}${when}`];
  if (period) return [`did not give${amount}${many}${when}`, `did not give${amount}${many}${when}`];
  return [`has never given${amount}${many}`, `have never given${amount}${many}`];
}
