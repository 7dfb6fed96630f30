import type { Intent } from '../intent';
import { says } from '../phrases';
import { CannotAnswer, rowsOf, type Plan, type PlanKit } from '../plan';
import { groupLines } from '../records/groups';
import { named } from '../wording';

const first = '[{our}] first [survey] question [of the survey|of our survey|in the survey]';
const asked = says(
  `(what|how) (did|do|have) [{our}] ({people}|supporters|respondents) (answer|answered|say|said|respond|responded|reply|replied) [to|about|on] ${first}`,
  `(what|which) (are|were) [{our}] (answers|responses|replies|results) (to|of|for) ${first}`,
  `({list}|count) [{our}] (answers|responses|replies|results) (to|of|for) ${first}`,
  `{count} [{our}] {people} (gave|chose|picked) each (answer|response|choice) (to|of|for) ${first}`,
);

/** "What did people answer to the first survey question?" */
export const surveyAnswers: Intent = {
  needs: ['find_records', 'aggregate_records'],
  examples: ['What did people answer to the first survey question?'],
  read: (clause, kit) => (asked(clause) ? () => answers(kit) : undefined),
};

function* answers(kit: PlanKit): Plan {
  const closed = { question_format: ['multiple_choice', 'yes_no'] };
  const search = { type: 'survey_questions', filter: closed, fields: ['content'], limit: 1 };
  const result = yield* kit.call('survey questions', 'find_records', { ...search, sort: 'id' }, search);
  const question = rowsOf(result)[0];
  if (!question) throw new CannotAnswer('There is no survey question with choices.');
  const input = {
    type: 'survey_question_responses',
    filter: { survey_question_id: question['id'] },
    measures: [{ fn: 'count' }],
    group_by: 'survey_question_possible_response_id',
  };
  const groups = yield* kit.call('answers', 'aggregate_records', input);
  const lines = groupLines(rowsOf(groups), { currency: kit.currency, chronological: false });
  const title = `“${named(textOf(question['content']) ?? question['name'], 'the first question')}”`;
  return lines.length > 0 ? `Answers to ${title}:\n${lines.join('\n')}` : `No one has answered ${title}.`;
}

/** Somebody's own words come wrapped. */
const textOf = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && 'text' in value ? value.text : (value ?? undefined);
