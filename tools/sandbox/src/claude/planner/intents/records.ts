import type { Intent } from '../intent';
import { rowsOf, type Plan, type PlanKit } from '../plan';
import { readAskedRecords, type AskedRecords } from '../records/asked-records';
import { groupLines } from '../records/groups';
import { conditionsOf, describedAs, figuresOf, figuresSaid, measures, namesOf } from '../records/told-records';
import { listed, money } from '../wording';
import { during, ofAmount } from './donations';

/** "How many memberships are in their grace period?", "How much did we raise in each month?", "Which pledges are open?" */
export const askRecords: Intent = {
  needs: ['count_records', 'aggregate_records'],
  examples: [
    'How much did we raise in each month of this year?',
    'How many people are on each path?',
    'Which memberships end in the next 30 days?',
  ],
  read(clause, kit) {
    const asked = readAskedRecords(clause, kit);
    if (!asked) return undefined;
    if (asked.group) return () => inGroups(kit, asked);
    return asked.wants === 'names' ? () => withNames(kit, asked) : () => figures(kit, asked);
  },
};

const further = /^(?:and )?how much (?:money )?(?:is|was) (?:that|it|this|left)(?: in total| altogether| in all| worth)?$/i;

/** "and how much is that", after a clause about what is money. */
export const askAmountOfThat: Intent = {
  needs: ['aggregate_records'],
  examples: [],
  read(clause, kit, earlier) {
    const asked = further.test(clause) && earlier !== undefined ? readAskedRecords(earlier, kit) : undefined;
    return asked?.subject.money && !asked.group ? () => amount(kit, asked) : undefined;
  },
};

function* amount(kit: PlanKit, asked: AskedRecords): Plan {
  const { cents = 0, partial } = yield* figuresOf(kit, asked);
  return `That is ${partial ? 'at least ' : ''}${money(cents, kit.currency)}${asked.subject.type === 'pledges' ? ' left to come' : ''}.`;
}

function* figures(kit: PlanKit, asked: AskedRecords): Plan {
  const found = yield* figuresOf(kit, asked);
  return `${figuresSaid(asked, found, kit.currency)}.`;
}

function* withNames(kit: PlanKit, asked: AskedRecords): Plan {
  const { labels, count, partial } = yield* namesOf(kit, asked);
  const opening = figuresSaid(asked, { count, cents: undefined, partial }, kit.currency);
  return labels.length > 0 ? `${opening}: ${listed(labels, count, 20)}.` : `${opening}.`;
}

function* inGroups(kit: PlanKit, asked: AskedRecords): Plan {
  const { subject, group, wants, traits, said } = asked;
  const input = { type: subject.type, ...conditionsOf(asked), measures: measures(asked), group_by: group!.by };
  const result = yield* kit.call(`${said[1]} ${group!.said}`, 'aggregate_records', input);
  const sums = wants === 'sum' && subject.money !== undefined;
  const lines = groupLines(rowsOf(result), { currency: kit.currency, chronological: group!.by.includes(':'), sums });
  const what = `${describedAs(said[1], traits)}${ofAmount(asked.bound, kit.currency)} ${group!.said}`;
  const when = asked.period || subject.money ? during(asked.period) : '';
  if (lines.length === 0) return `There are no ${what}${when}.`;
  const note = result.truncated ? '\nThere are more records than can be read at once, so these figures are partial.' : '';
  return `${what[0]!.toUpperCase()}${what.slice(1)}${when}:\n${lines.join('\n')}${note}`;
}
