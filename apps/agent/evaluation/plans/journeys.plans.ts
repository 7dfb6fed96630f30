import { byName, counted, plan, row } from '../question-plan';

/** Paths, petitions, surveys, mailings, automations, voters. */
export const journeyPlans = [
  plan(
    'active-by-path',
    [
      'aggregate_records',
      { type: 'path_journeys', filter: { journey_status: 'active' }, measures: [{ fn: 'count' }], group_by: 'path_id' },
    ],
    byName('count'),
  ),
  plan('active-journeys', ['list_path_journeys', { filter: { journey_status: 'active' }, limit: 1 }]),
  plan('stuck-journeys', [
    'list_path_journeys',
    { filter: { journey_status: 'active', last_moved_at: { lt: '2026-05-16T12:00:00Z' } }, limit: 1 },
  ]),
  plan(
    'by-step',
    [
      () => [['list_paths', { sort: 'id', limit: 1 }]],
      answers => [
        [
          'aggregate_records',
          {
            type: 'path_journeys',
            filter: { path_id: row(answers).id, journey_status: 'active' },
            measures: [{ fn: 'count' }],
            group_by: 'current_step_id',
          },
        ],
      ],
    ],
    byName('count'),
  ),
  plan('completed-this-year', [
    'list_path_journeys',
    { filter: { journey_status: 'completed', ended_at: { gte: '2026-01-01' } }, limit: 1 },
  ]),
  plan(
    'signatures-by-petition',
    ['aggregate_records', { type: 'petition_signatures', measures: [{ fn: 'count' }], group_by: 'petition_id' }],
    byName('count'),
  ),
  plan('signatures-last-month', [
    'list_petition_signatures',
    { filter: { created_at: { gte: '2026-05-01', lt: '2026-06-01' } }, limit: 1 },
  ]),
  plan(
    'survey-answers',
    [
      () => [
        [
          'find_records',
          { type: 'survey_questions', filter: { question_format: ['multiple_choice', 'yes_no'] }, sort: 'id', limit: 1 },
        ],
      ],
      answers => [
        [
          'aggregate_records',
          {
            type: 'survey_question_responses',
            filter: { survey_question_id: row(answers).id },
            measures: [{ fn: 'count' }],
            group_by: 'survey_question_possible_response_id',
          },
        ],
      ],
    ],
    byName('count'),
  ),
  plan('mailings-this-year', ['list_mailings', { filter: { published_at: { gte: '2026-01-01' } }, limit: 1 }]),
  plan(
    'enrollments',
    ['aggregate_records', { type: 'automation_enrollments', measures: [{ fn: 'count' }], group_by: 'automation_id' }],
    byName('count'),
  ),
  plan('voters', ['count_records', { type: 'voters' }], counted),
];
