import type { ReadTool } from '../kit/define-tool';
import { getTool, listTool } from '../kit/read-tools';
import { questionsOf } from './questions';

/** Surveys; answers are counted by the general reads. */
export const surveyReads: readonly ReadTool[] = [
  listTool({ type: 'surveys', description: 'Surveys. By name.' }),
  getTool({
    type: 'surveys',
    description: 'One survey, with its questions and their choices. Answers: type survey_question_responses.',
    operations: ['listSurveyQuestions', 'listSurveyQuestionPossibleResponses'],
    related: questionsOf,
  }),
];
