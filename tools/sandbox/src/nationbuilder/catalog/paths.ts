// Paths and the journeys of people along them. Source: the vendor's API document (V2), as data.

import { defineType, many, one } from './define-type';
import { DUE_DATE_INTERVALS } from './choices';

export const paths = defineType({
  type: 'paths',
  operations: { list: 'listPaths', show: 'showPath' },
  attributes: {
    readWrite: {
      choice: 'default_due_date_interval',
      id: 'default_point_person_id',
      decimal: 'default_value_amount',
      flag: 'due_date_is_enabled=false value_amount_is_enabled=false',
      text: 'name',
    },
    readOnly: {
      time: 'created_at! updated_at!',
    },
  },
  choices: {
    default_due_date_interval: DUE_DATE_INTERVALS,
  },
  relationships: {
    default_point_person: one('signups', 'default_point_person_id'),
    path_journey_status_changes: many('path_journey_status_changes', 'path_id'),
    path_journeys: many('path_journeys', 'path_id'),
    path_steps: many('path_steps', 'path_id'),
  },
});

export const pathSteps = defineType({
  type: 'path_steps',
  operations: { list: 'listPathSteps', show: 'showPathStep' },
  attributes: {
    readWrite: {
      choice: 'default_due_date_interval',
      id: 'default_point_person_id path_id',
      text: 'name',
      integer: 'position',
    },
    readOnly: {
      time: 'created_at! updated_at!',
    },
  },
  choices: {
    default_due_date_interval: DUE_DATE_INTERVALS,
  },
  relationships: {
    default_point_person: one('signups', 'default_point_person_id'),
    path: one('paths', 'path_id'),
  },
});

export const pathJourneys = defineType({
  type: 'path_journeys',
  operations: { list: 'listPathJourneys', show: 'showPathJourney' },
  attributes: {
    readWrite: {
      time: 'current_step_due_date due_date',
      id: 'current_step_id current_step_point_person_id path_id point_person_id signup_id',
      text: 'description',
      decimal: 'value_amount',
    },
    readOnly: {
      time: 'created_at! ended_at last_moved_at updated_at!',
      choice: 'journey_status=active',
      id: 'path_journey_status_change_id',
    },
  },
  choices: {
    journey_status: ['active', 'completed', 'abandoned', 'deleted'],
  },
  relationships: {
    current_step: one('path_steps', 'current_step_id'),
    current_step_point_person: one('signups', 'current_step_point_person_id'),
    path: one('paths', 'path_id'),
    path_histories: many('path_histories', 'path_journey_id'),
    path_journey_status_change: one('path_journey_status_changes', 'path_journey_status_change_id'),
    point_person: one('signups', 'point_person_id'),
    signup: one('signups', 'signup_id'),
  },
});

export const pathJourneyStatusChanges = defineType({
  type: 'path_journey_status_changes',
  operations: { list: 'listPathJourneyStatusChanges', show: 'showPathJourneyStatusChange' },
  attributes: {
    readWrite: {
      text: 'name!',
      id: 'path_id!',
      choice: 'target_status!',
    },
    readOnly: {
      time: 'created_at! updated_at!',
    },
  },
  choices: {
    target_status: ['abandoned', 'completed'],
  },
  relationships: {
    path: one('paths', 'path_id'),
    path_histories: many('path_histories', 'path_journey_status_change_id'),
    path_journeys: many('path_journeys', 'path_journey_status_change_id'),
  },
});

export const pathHistories = defineType({
  type: 'path_histories',
  operations: { list: 'listPathHistories', show: 'showPathHistory' },
  attributes: {
    readOnly: {
      choice: 'category',
      time: 'created_at! updated_at!',
      id: [
        'current_step_point_person_id path_journey_id path_journey_status_change_id path_step_id point_person_id',
        'recruiter_id',
      ].join(' '),
    },
  },
  choices: {
    category: [
      'step_change',
      'completion',
      'abandonment',
      'new_point_person',
      'new_current_step_point_person',
      'voiding',
      'reactivation',
    ],
  },
  relationships: {
    current_step_point_person: one('signups', 'current_step_point_person_id'),
    path_journey: one('path_journeys', 'path_journey_id'),
    path_journey_status_change: one('path_journey_status_changes', 'path_journey_status_change_id'),
    point_person: one('signups', 'point_person_id'),
    recruiter: one('signups', 'recruiter_id'),
  },
});
