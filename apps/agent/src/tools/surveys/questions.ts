import type { ToolContext } from '../kit/define-tool';
import type { Row } from '../kit/record-row';
import { planRows } from '../kit/row-plan';
import { findRows } from '../kit/rows';

/** Questions told of one survey, and choices of all of them. */
const shown = 100;

/** The questions of a survey in their order, each with its choices. */
export async function questionsOf(surveyId: string, context: ToolContext): Promise<{ questions: Row[] }> {
  const first = { sort: 'position', limit: shown };
  const ofSurvey = { type: 'survey_questions' as const, filter: { survey_id: surveyId } };
  const { rows: questions } = await findRows(ofSurvey, planRows('survey_questions'), first, context);
  if (questions.length === 0) return { questions };
  const ofQuestions = {
    type: 'survey_question_possible_responses' as const,
    filter: { survey_question_id: questions.map(({ id }) => id) },
  };
  const { rows: choices } = await findRows(ofQuestions, planRows(ofQuestions.type), first, context);
  return {
    questions: questions.map(({ id, content, question_format: format }) => ({
      id,
      content,
      question_format: format,
      choices: choices
        .filter(choice => choice.survey_question_id === id)
        .map(({ id: choiceId, name }) => ({ id: choiceId, name })),
    })),
  };
}
