import type { ReadTool } from '../kit/define-tool';
import { getTool, listTool } from '../kit/read-tools';
import { planRows } from '../kit/row-plan';
import { findRows } from '../kit/rows';

const shownSteps = 50;

/** Paths and the people on them. */
export const pathReads: readonly ReadTool[] = [
  listTool({ type: 'paths', description: 'Paths that people are led along. By name.' }),
  getTool({
    type: 'paths',
    description: 'One path, with its steps.',
    operations: ['listPathSteps'],
    related: async (id, context) => {
      const steps = { type: 'path_steps' as const, filter: { path_id: id } };
      const { rows, count } = await findRows(steps, planRows('path_steps'), { sort: 'position', limit: shownSteps }, context);
      return { steps: rows.map(({ path_id: _id, path: _path, ...step }) => step), steps_count: count };
    },
  }),
  listTool({
    type: 'path_journeys',
    description:
      'People on paths. By signup_id, path_id, current_step_id, journey_status (active, completed, abandoned), last_moved_at, ended_at.',
  }),
];
