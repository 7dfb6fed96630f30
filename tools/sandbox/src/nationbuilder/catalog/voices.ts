// Surveys and petitions. Source: the vendor's API document (V2), as data.

import { SHOW_ONLY, defineType, many, one } from './define-type';
import { FORM_FIELD, PAGE_STATUSES, QUESTION_FORMATS } from './choices';

export const surveys = defineType({
  type: 'surveys',
  operations: { list: 'listSurveys', show: 'showSurvey' },
  attributes: {
    readWrite: {
      text: 'name',
    },
    readOnly: {
      time: 'created_at updated_at',
    },
  },
  relationships: {
    survey_questions: many('survey_questions', 'survey_id', SHOW_ONLY),
  },
});

export const surveyQuestions = defineType({
  type: 'survey_questions',
  operations: { list: 'listSurveyQuestions', show: 'showSurveyQuestion' },
  attributes: {
    readWrite: {
      text: 'content intro slug tag_list',
      flag: 'is_randomized!=true',
      choice: 'question_format=multiple_choice status',
      id: 'survey_id',
    },
    readOnly: {
      time: 'created_at published_at updated_at',
      integer: 'position=0',
    },
  },
  choices: {
    question_format: QUESTION_FORMATS,
    status: PAGE_STATUSES,
  },
  relationships: {
    author: one('signups', 'author_id'),
    survey: one('surveys', 'survey_id'),
    survey_question_possible_responses: many('survey_question_possible_responses', 'survey_question_id'),
    survey_question_responses: many('survey_question_responses', 'survey_question_id'),
  },
});

export const surveyQuestionPossibleResponses = defineType({
  type: 'survey_question_possible_responses',
  operations: { list: 'listSurveyQuestionPossibleResponses', show: 'showSurveyQuestionPossibleResponse' },
  attributes: {
    readWrite: {
      text: 'name outro tag_list',
      integer: 'position',
      id: 'survey_question_id',
    },
    readOnly: {
      time: 'created_at updated_at',
    },
  },
  relationships: {
    survey_question: one('survey_questions', 'survey_question_id'),
    survey_question_responses: many('survey_question_responses', 'survey_question_possible_response_id'),
  },
});

export const surveyQuestionResponses = defineType({
  type: 'survey_question_responses',
  operations: { list: 'listSurveyQuestionResponses', show: 'showSurveyQuestionResponse' },
  attributes: {
    readWrite: {
      id: 'author_id signup_id survey_question_id survey_question_possible_response_id',
      text: 'content',
      choice: 'question_format=multiple_choice',
    },
    readOnly: {
      time: 'created_at updated_at',
      flag: 'is_skipped',
      id: 'page_id',
    },
  },
  choices: {
    question_format: QUESTION_FORMATS,
  },
  relationships: {
    author: one('signups', 'author_id'),
    page: one('pages', 'page_id'),
    signup: one('signups', 'signup_id'),
    survey_question: one('survey_questions', 'survey_question_id'),
    survey_question_possible_response: one('survey_question_possible_responses', 'survey_question_possible_response_id'),
  },
});

export const petitions = defineType({
  type: 'petitions',
  operations: { list: 'listPetitions', show: 'showPetition' },
  attributes: {
    readWrite: {
      integer: 'additional_signatures_count=0 goal=0',
      id: 'auto_response_broadcaster_id page_id',
      text: 'auto_response_content auto_response_subject content intro signature_name',
      flag: 'gather_volunteers is_auto_response=true',
      choice: 'petition_form_address petition_form_phone',
    },
  },
  choices: {
    petition_form_address: FORM_FIELD,
    petition_form_phone: FORM_FIELD,
  },
  relationships: {
    page: one('pages', 'page_id'),
    petition_signatures: many('petition_signatures', 'petition_id'),
  },
});

export const petitionSignatures = defineType({
  type: 'petition_signatures',
  operations: { list: 'listPetitionSignatures', show: 'showPetitionSignature' },
  attributes: {
    readWrite: {
      text: 'comment',
      flag: 'is_private=false',
      id: 'petition_id recruiter_id signup_id',
    },
    readOnly: {
      time: 'created_at updated_at',
      id: 'page_id',
    },
    writeOnly: {
      flag: 'trigger_autoresponses=false',
    },
  },
  relationships: {
    page: one('pages', 'page_id'),
    petition: one('petitions', 'petition_id'),
    recruiter: one('signups', 'recruiter_id'),
    signup: one('signups', 'signup_id'),
  },
});
