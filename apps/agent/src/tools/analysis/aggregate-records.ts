import { type Filter, resourceOf, type ResourceRecord, type ResourceType } from '@nat/nationbuilder';
import { z } from 'zod';
import { everyPage, type Selection } from '../kit/all-records';
import { defineTool, type ToolContext } from '../kit/define-tool';
import { filterOf } from '../kit/filters';
import { Names } from '../kit/names';
import { countedRecords, nounsOf } from '../kit/nouns';
import { filter, resourceType, resultSetId } from '../kit/parameters';
import { personIdOf, placeField } from '../kit/person';
import type { Wanted } from '../kit/records-by-id';
import { smallestField } from '../kit/row-plan';
import { answer } from '../kit/tool-answer';
import { operationsOfKind } from '../kit/operations-of-kind';
import { withinSet } from '../selections/within-set';
import { Aggregation, type Group } from './aggregation';
import { havingOf, inOrder } from './arrange';
import { type Grouping, groupingOf } from './grouping';
import { measuresOf } from './measures-asked';
import { type Measure, measureNames } from './measures';
import { receivedOnly } from './received-only';

const input = z.strictObject({
  type: resourceType.describe('Type of records.'),
  filter: filter.optional().describe('Conditions.'),
  measures: z
    .array(
      z.strictObject({
        fn: z.enum(measureNames).describe('What to work out.'),
        of: z.string().optional().describe('Attribute; not for count.'),
      }),
    )
    .min(1)
    .describe('Figures.'),
  group_by: z.string().optional().describe('Attribute, attribute:month (day, week, quarter, year), or city, state of people.'),
  having: z.record(z.string(), z.unknown()).optional().describe('Conditions on figures or key: {sum: {gt: 100}}.'),
  order: z.string().optional().describe('Figure or key; -sum for largest first.'),
  limit: z.int().min(1).max(200).default(50).describe('Groups shown.'),
  result_set: resultSetId.optional().describe('Only records of this selection, or of its people.'),
});
type Input = z.output<typeof input>;

/** Works out figures over all matches, page by page. */
export const aggregateRecords = defineTool({
  name: 'aggregate_records',
  version: 1,
  effect: 'read',
  minRole: 'read_only',
  operations: operationsOfKind('list'),
  description: 'Counts, sums, averages (rounded half up), extremes over all matches, in groups or not. Exact, by code.',
  input,
  title: ({ type }) => `Working out figures of ${nounsOf(type as ResourceType)}`,
  run: async (asked, context) => {
    const type = asked.type as ResourceType;
    const measures = measuresOf(type, asked.measures);
    const grouping = groupingOf(type, asked.group_by, context.timeZone);
    const arranged = arrangedBy(asked, measures, grouping);
    const set = asked.result_set === undefined ? undefined : await context.resultSets.get(asked.result_set);
    // A selection of donations was made with conditions of its own: which of them count was said there.
    const given = set?.type === type ? asked.filter : receivedOnly(type, asked.filter);
    const selection: Selection = {
      type,
      filter: (await filterOf(type, given, context)) as Filter<ResourceType>,
      within: set && withinSet(type, set),
    };
    const { aggregation, truncated: isPart } = await readInto(
      new Aggregation(measures),
      selection,
      { measures, grouping },
      context,
    );
    const { records } = aggregation;
    const truncated = isPart || set?.truncated === true;
    const counted = { count: records, truncated, summary: `figures of ${countedRecords(records, type)}` };
    if (asked.group_by === undefined) return answer({ ...counted, data: { ...aggregation.total(), records } });
    const groups = arranged(aggregation.groups());
    const shown = await named(groups.slice(0, asked.limit), grouping, context);
    const cut = groups.length > shown.length && { groups_count: groups.length };
    return answer({ ...counted, data: { groups: shown, records, ...cut }, links: linksOf(shown, grouping, context) });
  },
});

/** Order and conditions are judged before anything is read. */
function arrangedBy(
  { having, order }: Input,
  measures: readonly Measure[],
  { isPeriod }: Grouping,
): (groups: Group[]) => Group[] {
  const keys = measures.map(({ key }) => key);
  const holds = havingOf(having, keys);
  const by = order ?? (isPeriod ? 'key' : `-${keys[0]!}`);
  inOrder([], by, keys);
  return groups => inOrder(groups.filter(holds), by, keys);
}

async function readInto(
  aggregation: Aggregation,
  selection: Selection,
  plan: { measures: readonly Measure[]; grouping: Grouping },
  context: ToolContext,
): Promise<{ aggregation: Aggregation; truncated: boolean }> {
  let truncated = false;
  for await (const page of everyPage(selection, wantedBy(selection.type, plan), context)) {
    for (const record of page.records) {
      const values = plan.measures.map(({ of }) => valueOf(record, of, page.included));
      aggregation.add(plan.grouping.keyOf(record, page.included), values);
    }
    truncated ||= page.truncated;
  }
  return { aggregation, truncated };
}

function valueOf(record: ResourceRecord, of: string | undefined, included: Parameters<typeof personIdOf>[1]): unknown {
  if (of === undefined) return undefined;
  return of === 'signup_id' ? personIdOf(record, included) : (record.attributes as Record<string, unknown>)[of];
}

/** Only what is worked with is read. */
function wantedBy(type: ResourceType, { measures, grouping }: { measures: readonly Measure[]; grouping: Grouping }): Wanted {
  const { attributes } = resourceOf(type);
  const names = [...measures.flatMap(({ of }) => of ?? []), ...(grouping.attribute === undefined ? [] : [grouping.attribute])];
  const read = [...new Set(names)].filter(name => Object.hasOwn(attributes, name));
  const person = grouping.needsPerson === true || (names.includes('signup_id') && !Object.hasOwn(attributes, 'signup_id'));
  return {
    fields: { [type]: read.length > 0 ? read : [smallestField(type)], ...(person && { signups: ['created_at'] }) },
    ...(grouping.needsPlace && { extraFields: { signups: [placeField] } }),
    ...(person && { include: ['signup'] as never }),
  };
}

async function named(groups: readonly Group[], { namedBy }: Grouping, context: ToolContext) {
  const names = new Names();
  const ids = groups.flatMap(({ key }) => key ?? []);
  if (namedBy) await names.lookUp(new Map([[namedBy, new Set(ids)]]), context);
  return groups.map(({ key, figures }) => ({
    key,
    ...(namedBy && key !== null && { name: names.of(namedBy, key) }),
    ...figures,
  }));
}

function linksOf(groups: readonly { key: string | null; name?: string }[], { namedBy }: Grouping, { links }: ToolContext) {
  return namedBy ? groups.map(({ key, name }) => (key === null ? undefined : links.to(namedBy, key, name))) : [];
}
