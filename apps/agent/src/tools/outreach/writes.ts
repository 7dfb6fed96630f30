import type { ToolContext, WriteTool } from '../kit/define-tool';
import { plainText } from '../kit/clean-text';
import { folded } from '../kit/person';
import { ToolError } from '../kit/tool-error';
import { idOf } from '../writing/find-by-name';
import { evenDoNotContact } from '../writing/outbound';
import { parameter } from '../writing/attribute-parameters';
import type { Input } from '../writing/one-target-tool';
import { createTool, recordIdParameter } from '../writing/record-tools';
import { textOf } from '../writing/words';

export const enrollInAutomation = createTool({
  name: 'enroll_in_automation',
  type: 'automation_enrollments',
  effect: 'outbound',
  title: 'Enrolling a person in an automation',
  did: 'Enrolled',
  description: 'Enrolls a person in an automation, which may write to them.',
  offer: {
    signup_id: 'The person.',
    automation_id: 'Automation, id or name.',
  },
  rare: ['campaign_source', 'campaign_url'],
  required: ['signup_id', 'automation_id'],
  more: evenDoNotContact,
  calls: ['showAutomations', 'showSignup'],
  request: async (input, context) => ({
    reaches: true,
    evenDoNotContact: input.include_do_not_contact === true,
    notes: await automationNotes(textOf(input.automation_id), context),
  }),
  undo: {
    class: 'exact',
    plan: (_, journal) =>
      journal
        .items()
        .flatMap(({ createdId: id }) =>
          id ? [{ tool: 'change_record', input: { type: 'automation_enrollments', action: 'delete', id } }] : [],
        ),
  },
});

/** What the automation is and does now; taking somebody out of it does not call back what it sent. */
export async function automationNotes(given: string, context: ToolContext): Promise<string[]> {
  const id = await idOf('automations', given, context);
  const { record } = await context.nation.show(
    'automations',
    id,
    { fields: { automations: ['name', 'status'] } },
    context.signal,
  );
  const status = plainText(record.attributes.status);
  return [
    `The automation “${plainText(record.attributes.name) ?? id}” is ${status ?? 'of unknown status'}.`,
    'Messages that were sent stay sent, also when the enrollment is taken back.',
  ];
}

export const signPetition = createTool({
  name: 'sign_petition',
  type: 'petition_signatures',
  effect: 'critical',
  title: 'Adding a signature',
  did: 'Added the signature of',
  description: 'Adds a person’s signature to a petition; sends nothing.',
  offer: {
    petition_id: 'Petition, id or name.',
    signup_id: 'The person.',
    comment: 'Comment.',
    is_private: 'Not shown in public.',
    recruiter_id: 'Person who recruited.',
  },
  required: ['petition_id', 'signup_id'],
});

export const recordSurveyResponse = createTool({
  name: 'record_survey_response',
  type: 'survey_question_responses',
  effect: 'reversible',
  title: 'Recording a survey answer',
  did: 'Recorded an answer of',
  description: 'Records a person’s answer to a survey question.',
  offer: { author_id: 'Who asked.' },
  more: {
    signup_id: recordIdParameter('The person.'),
    survey_question_id: recordIdParameter('The question.'),
    answer: parameter('string', 'The choice, id or name; or the text.'),
  },
  calls: ['showSurveyQuestion', 'listSurveyQuestionPossibleResponses'],
  request: async (input, context) => {
    const questionId = textOf(input.survey_question_id);
    const { answer, notes } = await answerTo(questionId, textOf(input.answer), context);
    return { attributes: { signup_id: input.signup_id, survey_question_id: questionId, ...answer }, notes };
  },
});

type Answer = { survey_question_possible_response_id: string } | { content: string };

/** A choice must be one of the question; question and choice may put tags on the person. */
async function answerTo(
  questionId: string,
  given: string,
  { nation, signal }: ToolContext,
): Promise<{ answer: Answer; notes: string[] }> {
  const { record } = await nation.show(
    'survey_questions',
    questionId,
    { fields: { survey_questions: ['question_format', 'tag_list'] } },
    signal,
  );
  const { question_format: format, tag_list: tags } = record.attributes;
  if (format === 'text') return { answer: { content: given }, notes: tagNotes(tags) };
  const filter = { survey_question_id: questionId };
  const fields = { survey_question_possible_responses: ['name', 'tag_list'] } as const;
  const { records } = await nation.listAll('survey_question_possible_responses', { filter, fields }, signal);
  const name = (attributes: { name?: unknown }): string => (typeof attributes.name === 'string' ? attributes.name : '');
  const choice =
    records.find(({ id }) => id === given) ?? records.find(({ attributes }) => folded(name(attributes)) === folded(given));
  if (!choice) {
    const choices = records.map(({ id, attributes }) => `${plainText(attributes.name) ?? '(no name)'} (id ${id})`).join(', ');
    throw new ToolError('invalid_input', `That is no choice of the question. Choices: ${choices || 'none'}.`);
  }
  return { answer: { survey_question_possible_response_id: choice.id }, notes: tagNotes(tags, choice.attributes.tag_list) };
}

function tagNotes(...lists: unknown[]): string[] {
  const tags = lists.flatMap(list => (typeof list === 'string' && list.trim() !== '' ? [plainText(list)] : []));
  return tags.length > 0
    ? [`The answer also puts tags on the person, which stay when it is taken back: ${tags.join(', ')}.`]
    : [];
}

/** Tools that write enrollments, signatures and answers. */
export const outreachWrites: readonly WriteTool<Input>[] = [enrollInAutomation, signPetition, recordSurveyResponse];
