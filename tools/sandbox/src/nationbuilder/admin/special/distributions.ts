import { type NationRecord } from '../../engine/records';
import { type Html, type Shown, html } from '../../http/html';
import { empty, figures, section } from '../frame';
import { answerOf, titleOf } from '../titles';
import { type View, address, isolated } from '../view';

/** A row of a distribution: what, how many, and how that compares. */
function bars(heading: string, rows: readonly (readonly [label: Shown, count: number])[]): Html {
  const most = Math.max(1, ...rows.map(([, count]) => count));
  return html`<div class="scroll">
    <table>
      <thead>
        <tr>
          <th scope="col">${heading}</th>
          <th scope="col" class="number">Number</th>
          <th scope="col">Compared</th>
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          ([label, count]) =>
            html`<tr>
              <th scope="row">${label}</th>
              <td class="number">${count.toLocaleString('en-US')}</td>
              <td><meter min="0" max="${most}" value="${count}" aria-label="${count} of ${most}"></meter></td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

/** How many people stand at each step of a path. */
export function pathSections(view: View, path: NationRecord): Html[] {
  const journeys = view.nation.table('path_journeys').where('path_id', path.id);
  const withStatus = (status: string): NationRecord[] => journeys.filter(journey => journey.journey_status === status);
  const active = withStatus('active');
  const steps = view.nation
    .table('path_steps')
    .where('path_id', path.id)
    .toSorted((a, b) => Number(a.position) - Number(b.position));
  const byStep = steps.map((step): [Html, number] => [
    html`<a href="${address(view, 'path_steps', step.id)}">${isolated(titleOf(view, 'path_steps', step))}</a>`,
    active.filter(journey => journey.current_step_id === step.id).length,
  ]);
  return [
    section(
      'At a glance',
      figures([
        ['active', active.length],
        ['completed', withStatus('completed').length],
        ['abandoned', withStatus('abandoned').length],
        ['voided', withStatus('deleted').length],
      ]),
    ),
    section('People at each step', bars('Step', byStep), active.length),
  ];
}

/** What was answered to each question of a survey. */
export function surveySections(view: View, survey: NationRecord): Html[] {
  const questions = view.nation.table('survey_questions').where('survey_id', survey.id);
  return questions.map(question => questionSection(view, question, titleOf(view, 'survey_questions', question)));
}

/** What was answered to a question. */
export function questionSection(view: View, question: NationRecord, heading: string): Html {
  const answers = view.nation.table('survey_question_responses').where('survey_question_id', question.id);
  const choices = view.nation.table('survey_question_possible_responses').where('survey_question_id', question.id);
  const counts = choices.map((choice): [Html, number] => [
    isolated(titleOf(view, 'survey_question_possible_responses', choice)),
    answers.filter(answer => answer.survey_question_possible_response_id === choice.id).length,
  ]);
  const words = answers.slice(-6).map(answer => html`<li>${isolated(answerOf(answer, () => ''))}</li>`);
  const content =
    choices.length > 0
      ? bars('Choice', counts)
      : html`<ul>
          ${words}
        </ul>`;
  const all = html`<p>
    <a href="${address(view, 'survey_question_responses', undefined, { survey_question_id: question.id })}">See the answers</a>
  </p>`;
  return section(heading, [answers.length === 0 ? empty('No answers.') : content, answers.length > 0 && all], answers.length);
}
