import { z } from 'zod';
import { defineTool } from '../kit/define-tool';
import { keepIds } from '../kit/keep';
import { countedRecords } from '../kit/nouns';
import { resultSetId } from '../kit/parameters';
import { answer } from '../kit/tool-answer';
import { ToolError } from '../kit/tool-error';

const words = { union: 'or', intersect: 'and', subtract: 'but not' } as const;
type Operation = keyof typeof words;

/** Makes one selection out of several. */
export const combineResultSets = defineTool({
  name: 'combine_result_sets',
  version: 1,
  effect: 'read',
  minRole: 'read_only',
  operations: [],
  description: 'Makes a selection of selections: in any, in all, or in the first but no other.',
  input: z.strictObject({
    op: z.enum(['union', 'intersect', 'subtract']).describe('How.'),
    sets: z.array(resultSetId).min(2).max(10).describe('Selections.'),
  }),
  title: () => 'Combining selections',
  run: async ({ op, sets: handles }, { resultSets }) => {
    const sets = await Promise.all(handles.map(handle => resultSets.get(handle)));
    const { type } = sets[0]!;
    const other = sets.find(set => set.type !== type);
    if (other)
      throw new ToolError(
        'result_set_type',
        `${other.id} holds ${other.type} and ${sets[0]!.id} holds ${type}: they cannot be combined.`,
      );
    const all = combined(
      op,
      sets.map(({ ids }) => ids),
    );
    const truncated = sets.some(set => set.truncated);
    const criteria = sets
      .map(set => `(${set.criteria})`)
      .join(` ${words[op]} `)
      .slice(0, 1_000);
    const kept = await keepIds({ type, ids: all, truncated }, criteria, { resultSets });
    return answer({
      data: { type, criteria },
      count: all.length,
      resultSet: kept,
      truncated,
      summary: countedRecords(all.length, type),
    });
  },
});

/** Ids in the order of the first set they stand in, each once. */
export function combined(op: Operation, sets: readonly (readonly string[])[]): string[] {
  const [first = [], ...others] = sets;
  const rest = others.map(ids => new Set(ids));
  switch (op) {
    case 'union':
      return [...new Set(sets.flat())];
    case 'intersect':
      return [...new Set(first)].filter(id => rest.every(ids => ids.has(id)));
    case 'subtract':
      return [...new Set(first)].filter(id => !rest.some(ids => ids.has(id)));
  }
}
