// Paths people are moved along, step by step. Source: NationBuilder's API document (V2), as data; names and types are the vendor's.

import { choice, decimal, flag, integer, prose, recordId, text, time } from './attributes';
import { dueDateIntervals } from './choices';
import { defineResource } from './define-resource';
import { many, one } from './relationships';
import { action } from './routes';

/** `/api/v2/paths` */
export const paths = defineResource('paths', {
  singular: 'path',
  operations: { list: 'listPaths', show: 'showPath', create: 'createPath', update: 'updatePath', delete: 'deletePath' },
  attributes: {
    created_at: time({ access: 'r', nullable: false }),
    default_due_date_interval: choice(dueDateIntervals),
    default_point_person_id: recordId(),
    default_value_amount: decimal(),
    due_date_is_enabled: flag({ default: false }),
    name: text(),
    updated_at: time({ access: 'r', nullable: false }),
    value_amount_is_enabled: flag({ default: false }),
  },
  relationships: {
    default_point_person: one('signups', 'default_point_person_id'),
    path_journey_status_changes: many('path_journey_status_changes', 'path_id'),
    path_journeys: many('path_journeys', 'path_id'),
    path_steps: many('path_steps', 'path_id'),
  },
  requiredOnCreate: ['name'],
  naturalKeys: [['name']],
  defaultFields: ['name', 'due_date_is_enabled', 'value_amount_is_enabled', 'default_point_person_id'],
});

/** `/api/v2/path_steps` */
export const path_steps = defineResource('path_steps', {
  singular: 'path_step',
  operations: {
    list: 'listPathSteps',
    show: 'showPathStep',
    create: 'createPathStep',
    update: 'updatePathStep',
    delete: 'deletePathStep',
  },
  attributes: {
    created_at: time({ access: 'r', nullable: false }),
    default_due_date_interval: choice(dueDateIntervals),
    default_point_person_id: recordId(),
    name: text(),
    path_id: recordId(),
    position: integer(),
    updated_at: time({ access: 'r', nullable: false }),
  },
  relationships: {
    default_point_person: one('signups', 'default_point_person_id'),
    path: one('paths', 'path_id'),
  },
  requiredOnCreate: ['path_id', 'name'],
  naturalKeys: [['path_id', 'name']],
  defaultFields: [
    'default_due_date_interval',
    'default_point_person_id',
    'name',
    'path_id',
    'position',
    'created_at',
    'updated_at',
  ],
});

/** `/api/v2/path_journeys` */
export const path_journeys = defineResource('path_journeys', {
  singular: 'path_journey',
  operations: { list: 'listPathJourneys', show: 'showPathJourney', create: 'createPathJourney', update: 'updatePathJourney' },
  routes: {
    abandon: action('abandonPathJourney', { journey_status: 'abandoned' }, { query: ['path_journey_status_change_id'] }),
    complete: action('completePathJourney', { journey_status: 'completed' }, { query: ['path_journey_status_change_id'] }),
    reactivate: action('reactivatePathJourney', { journey_status: 'active' }),
    void: action('voidPathJourney', { journey_status: 'deleted' }), // the word is unconfirmed
  },
  attributes: {
    created_at: time({ access: 'r', nullable: false }),
    current_step_due_date: time(),
    current_step_id: recordId(),
    current_step_point_person_id: recordId(),
    description: prose({ pii: 'free_text' }),
    due_date: time(),
    ended_at: time({ access: 'r' }),
    journey_status: choice(['active', 'completed', 'abandoned', 'deleted'], { access: 'r', default: 'active' }),
    last_moved_at: time({ access: 'r' }),
    path_id: recordId(),
    path_journey_status_change_id: recordId({ access: 'r' }),
    point_person_id: recordId(),
    signup_id: recordId(),
    updated_at: time({ access: 'r', nullable: false }),
    value_amount: decimal(),
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
  requiredOnCreate: ['signup_id', 'path_id'],
  naturalKeys: [['signup_id', 'path_id']],
  defaultFields: [
    'signup_id',
    'path_id',
    'current_step_id',
    'journey_status',
    'point_person_id',
    'current_step_due_date',
    'due_date',
    'last_moved_at',
    'ended_at',
    'created_at',
  ],
});

/** `/api/v2/path_histories` */
export const path_histories = defineResource('path_histories', {
  singular: 'path_history',
  operations: { list: 'listPathHistories', show: 'showPathHistory' },
  attributes: {
    category: choice(
      [
        'step_change',
        'completion',
        'abandonment',
        'new_point_person',
        'new_current_step_point_person',
        'voiding',
        'reactivation',
      ],
      { access: 'r' },
    ),
    created_at: time({ access: 'r', nullable: false }),
    current_step_point_person_id: recordId({ access: 'r' }),
    path_journey_id: recordId({ access: 'r' }),
    path_journey_status_change_id: recordId({ access: 'r' }),
    path_step_id: recordId({ access: 'r' }),
    point_person_id: recordId({ access: 'r' }),
    recruiter_id: recordId({ access: 'r' }),
    updated_at: time({ access: 'r', nullable: false }),
  },
  relationships: {
    current_step_point_person: one('signups', 'current_step_point_person_id'),
    path_journey: one('path_journeys', 'path_journey_id'),
    path_journey_status_change: one('path_journey_status_changes', 'path_journey_status_change_id'),
    point_person: one('signups', 'point_person_id'),
    recruiter: one('signups', 'recruiter_id'),
  },
  defaultFields: [
    'category',
    'created_at',
    'current_step_point_person_id',
    'path_journey_id',
    'path_journey_status_change_id',
    'path_step_id',
    'point_person_id',
    'recruiter_id',
    'updated_at',
  ],
});

/** `/api/v2/path_journey_status_changes` */
export const path_journey_status_changes = defineResource('path_journey_status_changes', {
  singular: 'path_journey_status_change',
  operations: {
    list: 'listPathJourneyStatusChanges',
    show: 'showPathJourneyStatusChange',
    create: 'createPathJourneyStatusChange',
    update: 'updatePathJourneyStatusChange',
    delete: 'deletePathJourneyStatusChange',
  },
  attributes: {
    created_at: time({ access: 'r', nullable: false }),
    name: text({ nullable: false }),
    path_id: recordId({ nullable: false }),
    target_status: choice(['abandoned', 'completed'], { nullable: false }),
    updated_at: time({ access: 'r', nullable: false }),
  },
  relationships: {
    path: one('paths', 'path_id'),
    path_histories: many('path_histories', 'path_journey_status_change_id'),
    path_journeys: many('path_journeys', 'path_journey_status_change_id'),
  },
  requiredOnCreate: ['name', 'path_id', 'target_status'],
  naturalKeys: [['path_id', 'name']],
  defaultFields: ['name', 'path_id', 'target_status', 'created_at', 'updated_at'],
});
