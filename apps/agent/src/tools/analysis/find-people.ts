import { z } from 'zod';
import { defineTool } from '../kit/define-tool';
import { keepIds } from '../kit/keep';
import { countedRecords } from '../kit/nouns';
import { filter, placeParameters } from '../kit/parameters';
import { rowLinks } from '../kit/read-tools';
import { planRows } from '../kit/row-plan';
import { rowsOfIds } from '../kit/rows';
import { answer } from '../kit/tool-answer';
import { meetingAll } from './meeting-all';
import { conditionWords, sourceNames, sources } from './people-sources';

const sample = 10;

const condition = z.strictObject({
  from: z.enum(sourceNames).describe('Where to look.'),
  id: z.string().optional().describe('Of the tag, list, event, path, petition, membership type, question, or selection.'),
  filter: filter.optional().describe('Conditions on those records.'),
  ...placeParameters,
  not: z.boolean().optional().describe('Must not be there.'),
  min_count: z.int().min(1).optional().describe('This many records or more.'),
  min_sum_in_cents: z.int().min(0).optional().describe('Gave this much or more in all.'),
});

/** Selects people by what is known of them anywhere. */
export const findPeople = defineTool({
  name: 'find_people',
  version: 1,
  effect: 'read',
  minRole: 'read_only',
  operations: [...new Set(Object.values(sources).flatMap(({ operations }) => operations)), 'listSignups'],
  description:
    'Selects the people who meet every condition, across types, and keeps them as a selection. city, state: from signups.',
  input: z.strictObject({ all: z.array(condition).min(1).max(8).describe('Conditions that must all hold.') }),
  title: () => 'Finding people',
  run: async ({ all }, context) => {
    const { people, truncated } = await meetingAll(all, context);
    const criteria = `people: ${all.map(conditionWords).join('; ')}`;
    const kept = await keepIds({ type: 'signups', ids: people, truncated }, criteria, context);
    const rows = await rowsOfIds(people.slice(0, sample), planRows('signups'), context);
    return answer({
      data: { criteria, people: rows },
      count: people.length,
      resultSet: kept,
      truncated,
      summary: countedRecords(people.length, 'signups'),
      links: rowLinks('signups', rows, context),
    });
  },
});
