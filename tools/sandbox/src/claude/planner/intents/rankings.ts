import type { Intent } from '../intent';
import { rowsOf, type Plan, type PlanKit } from '../plan';
import type { AskedRecords } from '../records/asked-records';
import { labelOf } from '../records/groups';
import { readRanking } from '../records/ranking';
import { conditionsOf, countedAs, describedAs } from '../records/told-records';
import { listed, numberOf, type Row } from '../wording';
import { during } from './donations';

/** "Which event had the most attendees?", "Who has logged the most contacts?" */
export const askRanking: Intent = {
  needs: ['aggregate_records'],
  examples: ['Which event had the most attendees?', 'Who has logged the most contacts?'],
  read(clause, kit) {
    const asked = readRanking(clause, kit);
    return asked && (() => ranking(kit, asked));
  },
};

const countIn = (row: Row): number => numberOf(row['count']) ?? 0;

function* ranking(kit: PlanKit, asked: AskedRecords): Plan {
  const base = { type: asked.subject.type, ...conditionsOf(asked), measures: [{ fn: 'count' }], group_by: asked.group!.by };
  const what = `${asked.said[1]} ${asked.group!.said}`;
  const result = yield* kit.call(what, 'aggregate_records', { ...base, order: '-count', limit: 5 }, base);
  const [first, ...others] = rowsOf(result).toSorted((a, b) => countIn(b) - countIn(a));
  const when = asked.period ? during(asked.period) : '';
  if (!first) return `There are no ${describedAs(asked.said[1], asked.traits)}${when}.`;
  const next = others.slice(0, 4).map(row => `${labelOf(row)} (${countIn(row).toLocaleString('en-US')})`);
  const opening = `${labelOf(first)} is first with ${countedAs(asked, countIn(first))}${when}.`;
  return next.length > 0 ? `${opening} Next: ${listed(next)}.` : opening;
}
