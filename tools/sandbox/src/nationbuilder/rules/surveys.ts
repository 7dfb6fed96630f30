import { textOf } from '../engine/records';
import type { Rules, Step } from '../writes/rule';
import { slugOf } from './slugs';
import { applyTagList } from './tags';

const longestSlug = 20;

export const surveyRules: Rules = {
  survey_questions: {
    defaults: ({ change, record }) => ({
      author_id: change.authorId,
      position: change.count('survey_questions', 'survey_id', textOf(record.survey_id)) + 1,
      slug: slugOf(textOf(record.content)).slice(0, longestSlug),
      status: 'published',
    }),
    check({ record, fail }) {
      if (textOf(record.slug).length > longestSlug)
        fail('slug', `is too long (maximum is ${longestSlug} characters)`, 'too_long');
    },
    derive: ({ change, record, before }) =>
      record.status === 'published' && before?.status !== 'published' ? { published_at: change.at } : {},
  },
  survey_question_possible_responses: {
    defaults: ({ change, record }) => ({
      position: change.count('survey_question_possible_responses', 'survey_question_id', textOf(record.survey_question_id)) + 1,
    }),
  },
  survey_question_responses: {
    defaults: ({ change, record }) => ({
      author_id: change.authorId,
      is_skipped: false,
      question_format: change.find('survey_questions', record.survey_question_id)?.question_format ?? 'multiple_choice',
    }),
    check: checkAnswer,
    follow({ change, after, given }) {
      if (!after || (given.survey_question_id === undefined && given.survey_question_possible_response_id === undefined)) return;
      const question = change.find('survey_questions', after.survey_question_id);
      const choice = change.find('survey_question_possible_responses', after.survey_question_possible_response_id);
      for (const tagging of [question, choice]) applyTagList(change, textOf(after.signup_id), textOf(tagging?.tag_list));
    },
  },
};

/** An answer fits its question: one of its choices, or a text where a text is asked for. */
function checkAnswer({ change, record, fail }: Step): void {
  const question = change.find('survey_questions', record.survey_question_id);
  const choice = change.find('survey_question_possible_responses', record.survey_question_possible_response_id);
  const format = question?.question_format ?? 'multiple_choice';
  if (record.question_format !== format) fail('question_format', 'must be that of the question');
  if (choice && choice.survey_question_id !== question?.id)
    fail('survey_question_possible_response_id', 'must be a choice of the question');
  if (format === 'text' && choice) fail('survey_question_possible_response_id', 'must be blank for a text question', 'present');
  if (format === 'text' && textOf(record.content) === '') fail('content', "can't be blank", 'blank');
  if (format === 'multiple_choice' && !choice) fail('survey_question_possible_response_id', "can't be blank", 'blank');
}
