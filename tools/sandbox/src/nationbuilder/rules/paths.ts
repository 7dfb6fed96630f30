import { type NationRecord, textOf } from '../engine/records';
import type { Change } from '../writes/change';
import type { Rules } from '../writes/rule';

export const pathRules: Rules = {
  path_steps: {
    defaults: ({ change, record }) => ({ position: lastPosition(change, textOf(record.path_id)) + 1 }),
    check({ record, fail }) {
      if (!(Number(record.position) >= 1)) fail('position', 'must be greater than 0', 'greater_than');
    },
    follow({ change, after }) {
      if (after) moveFollowing(change, after);
    },
  },
};

const stepsOf = (change: Change, pathId: string): readonly NationRecord[] => change.where('path_steps', 'path_id', pathId);

const lastPosition = (change: Change, pathId: string): number =>
  stepsOf(change, pathId).reduce((last, step) => Math.max(last, Number(step.position ?? 0)), 0);

/** A step that takes a position moves the one that was there, that one the next, until a free position is reached. */
function moveFollowing(change: Change, placed: NationRecord): void {
  const others = stepsOf(change, textOf(placed.path_id)).filter(step => step.id !== placed.id);
  const at = new Map(others.map(step => [Number(step.position), step]));
  let moving = at.get(Number(placed.position));
  for (let position = Number(placed.position) + 1; moving; position += 1) {
    const next = at.get(position);
    change.set('path_steps', moving.id, { position });
    moving = next;
  }
}
