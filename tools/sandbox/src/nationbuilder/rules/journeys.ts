import { type Problem, unprocessable } from '../engine/api-error';
import { type NationRecord, textOf } from '../engine/records';
import type { Change } from '../writes/change';
import type { Effect, Rules, Step, Values } from '../writes/rule';

/** What a change of an attribute is called in the history of a journey. */
const moves = {
  current_step_id: 'step_change',
  point_person_id: 'new_point_person',
  current_step_point_person_id: 'new_current_step_point_person',
} as const;

export const journeyRules: Rules = {
  path_journeys: {
    defaults: beginning,
    check({ change, record, fail }) {
      const step = change.find('path_steps', record.current_step_id);
      if (step && step.path_id !== record.path_id) fail('current_step_id', 'must be a step of the path');
    },
    derive: ({ change, record, before }) =>
      (record.current_step_id ?? null) === (before?.current_step_id ?? null) ? {} : { last_moved_at: change.at },
    follow: tellMoves,
    actions: {
      abandon: (change, journey, parameters) => end(change, journey, parameters, 'abandoned'),
      complete: (change, journey, parameters) => end(change, journey, parameters, 'completed'),
      reactivate(change, journey) {
        if (journey.journey_status !== 'completed' && journey.journey_status !== 'abandoned')
          refuse('journey_status', 'is active');
        settle(
          change,
          journey,
          { journey_status: 'active', ended_at: null, path_journey_status_change_id: null },
          'reactivation',
        );
      },
      void: (change, journey) => settle(change, journey, { journey_status: 'deleted', ended_at: change.at }, 'voiding'),
    },
  },
};

/** A journey begins at the first step of its path, with the point persons that step and path name. */
function beginning({ change, record }: Step): Values {
  const path = change.find('paths', record.path_id);
  const steps = change.where('path_steps', 'path_id', textOf(record.path_id));
  const first = steps.toSorted((a, b) => Number(a.position) - Number(b.position))[0];
  const step = change.find('path_steps', record.current_step_id) ?? first;
  const pointPerson = record.point_person_id ?? path?.default_point_person_id;
  return {
    current_step_id: step?.id,
    point_person_id: pointPerson,
    current_step_point_person_id: step?.default_point_person_id ?? pointPerson,
    value_amount: path?.value_amount_is_enabled === true ? path.default_value_amount : undefined,
    journey_status: 'active',
  };
}

/** Each move is one entry of the history; the beginning counts as a change of step. */
function tellMoves({ change, before, after }: Effect): void {
  if (!after) return;
  for (const [name, category] of Object.entries(moves)) {
    const isMoved = (after[name] ?? null) !== (before?.[name] ?? null);
    if (before ? isMoved : category === 'step_change') tell(change, after, category);
  }
}

function tell(change: Change, journey: NationRecord, category: string): void {
  change.create('path_histories', {
    category,
    path_journey_id: journey.id,
    path_step_id: journey.current_step_id,
    path_journey_status_change_id: journey.path_journey_status_change_id,
    point_person_id: journey.point_person_id,
    current_step_point_person_id: journey.current_step_point_person_id,
  });
}

const endings = { abandoned: 'abandonment', completed: 'completion' } as const;

function end(change: Change, journey: NationRecord, parameters: URLSearchParams, status: keyof typeof endings): void {
  if (journey.journey_status !== 'active') refuse('journey_status', 'is not active');
  const id = parameters.get('path_journey_status_change_id');
  if (id !== null) {
    const reason = change.find('path_journey_status_changes', id);
    if (!reason) refuse('path_journey_status_change', 'must exist', 'blank');
    if (reason.path_id !== journey.path_id || reason.target_status !== status)
      refuse('path_journey_status_change', 'does not belong to this path and status');
  }
  settle(change, journey, { journey_status: status, ended_at: change.at, path_journey_status_change_id: id }, endings[status]);
}

function settle(change: Change, journey: NationRecord, values: Values, category: string): void {
  change.set('path_journeys', journey.id, { ...values, updated_at: change.at });
  tell(change, { ...journey, ...values, id: journey.id }, category);
}

function refuse(attribute: string, message: string, code = 'invalid'): never {
  const problem: Problem = { attribute, message, code };
  throw unprocessable([problem]);
}
