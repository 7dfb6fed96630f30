// Surveys, their questions, choices and answers. Source: NationBuilder's API document (V2), as data; names and types are the vendor's.

import { choice, flag, integer, prose, recordId, text, time } from './attributes';
import { pageStatuses, questionFormats } from './choices';
import { defineResource } from './define-resource';
import { many, one, showOnly } from './relationships';

/** `/api/v2/surveys` */
export const surveys = defineResource('surveys', {
  singular: 'survey',
  operations: { list: 'listSurveys', show: 'showSurvey', create: 'createSurvey', update: 'updateSurvey', delete: 'deleteSurvey' },
  attributes: {
    created_at: time({ access: 'r' }),
    name: text(),
    updated_at: time({ access: 'r' }),
  },
  relationships: {
    survey_questions: showOnly(many('survey_questions', 'survey_id')),
  },
  requiredOnCreate: ['name'],
  naturalKeys: [['name']],
  defaultFields: ['name', 'created_at', 'updated_at'],
});

/** `/api/v2/survey_questions` */
export const survey_questions = defineResource('survey_questions', {
  singular: 'survey_question',
  operations: {
    list: 'listSurveyQuestions',
    show: 'showSurveyQuestion',
    create: 'createSurveyQuestion',
    update: 'updateSurveyQuestion',
    delete: 'deleteSurveyQuestion',
  },
  attributes: {
    content: prose(),
    created_at: time({ access: 'r' }),
    intro: prose(),
    is_randomized: flag({ nullable: false, default: true }),
    position: integer({ access: 'r', default: 0 }),
    published_at: time({ access: 'r' }),
    question_format: choice(questionFormats, { default: 'multiple_choice' }),
    slug: text(),
    status: choice(pageStatuses),
    survey_id: recordId(),
    tag_list: text(),
    updated_at: time({ access: 'r' }),
  },
  relationships: {
    author: one('signups'),
    survey: one('surveys', 'survey_id'),
    survey_question_possible_responses: many('survey_question_possible_responses', 'survey_question_id'),
    survey_question_responses: many('survey_question_responses', 'survey_question_id'),
  },
  requiredOnCreate: ['survey_id', 'content', 'question_format'],
  naturalKeys: [['survey_id', 'content']],
  defaultFields: [
    'content',
    'intro',
    'is_randomized',
    'question_format',
    'slug',
    'status',
    'survey_id',
    'tag_list',
    'created_at',
    'position',
    'published_at',
    'updated_at',
  ],
});

/** `/api/v2/survey_question_possible_responses` */
export const survey_question_possible_responses = defineResource('survey_question_possible_responses', {
  singular: 'survey_question_possible_response',
  operations: {
    list: 'listSurveyQuestionPossibleResponses',
    show: 'showSurveyQuestionPossibleResponse',
    create: 'createSurveyQuestionPossibleResponse',
    update: 'updateSurveyQuestionPossibleResponse',
    delete: 'deleteSurveyQuestionPossibleResponse',
  },
  attributes: {
    created_at: time({ access: 'r' }),
    name: text(),
    outro: prose(),
    position: integer(),
    survey_question_id: recordId(),
    tag_list: text(),
    updated_at: time({ access: 'r' }),
  },
  relationships: {
    survey_question: one('survey_questions', 'survey_question_id'),
    survey_question_responses: many('survey_question_responses', 'survey_question_possible_response_id'),
  },
  requiredOnCreate: ['survey_question_id', 'name'],
  naturalKeys: [['survey_question_id', 'name']],
  defaultFields: ['name', 'outro', 'position', 'survey_question_id', 'tag_list', 'created_at', 'updated_at'],
});

/** `/api/v2/survey_question_responses` */
export const survey_question_responses = defineResource('survey_question_responses', {
  singular: 'survey_question_response',
  operations: {
    list: 'listSurveyQuestionResponses',
    show: 'showSurveyQuestionResponse',
    create: 'createSurveyQuestionResponse',
    update: 'updateSurveyQuestionResponse',
    delete: 'deleteSurveyQuestionResponse',
  },
  attributes: {
    author_id: recordId(),
    content: prose({ pii: 'free_text' }),
    created_at: time({ access: 'r' }),
    is_skipped: flag({ access: 'r' }),
    page_id: recordId({ access: 'r' }),
    question_format: choice(questionFormats, { default: 'multiple_choice' }),
    signup_id: recordId(),
    survey_question_id: recordId(),
    survey_question_possible_response_id: recordId(),
    updated_at: time({ access: 'r' }),
  },
  relationships: {
    author: one('signups', 'author_id'),
    page: one('pages', 'page_id'),
    signup: one('signups', 'signup_id'),
    survey_question: one('survey_questions', 'survey_question_id'),
    survey_question_possible_response: one('survey_question_possible_responses', 'survey_question_possible_response_id'),
  },
  requiredOnCreate: ['signup_id', 'survey_question_id'],
  requiredOneOf: [['content'], ['survey_question_possible_response_id']],
  naturalKeys: [['signup_id', 'survey_question_id']],
  defaultFields: [
    'author_id',
    'content',
    'question_format',
    'signup_id',
    'survey_question_id',
    'survey_question_possible_response_id',
    'created_at',
    'is_skipped',
    'page_id',
    'updated_at',
  ],
});
