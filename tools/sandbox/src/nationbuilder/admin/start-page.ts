import { type Html, html } from '../http/html';
import type { Reply } from '../http/messages';
import { formatAmount } from '../rules/derived-texts';
import { figures, framed, section } from './frame';
import { type View, address, pluralOf } from './view';

/** All types of the API by what they are about. */
export const GROUPS: readonly (readonly [heading: string, types: readonly string[]])[] = [
  [
    'People',
    ['signups', 'signup_tags', 'signup_taggings', 'lists', 'relationships', 'signup_profiles', 'custom_fields', 'imports'],
  ],
  ['Money', ['donations', 'donation_tracking_codes', 'pledges', 'memberships', 'membership_types']],
  ['Events', ['events', 'event_rsvps', 'event_ticket_levels']],
  ['Website', ['sites', 'pages', 'petitions', 'petition_signatures', 'suggestion_boxes', 'suggestions']],
  ['Surveys', ['surveys', 'survey_questions', 'survey_question_possible_responses', 'survey_question_responses']],
  ['Outreach', ['contacts', 'automations', 'automation_enrollments', 'mailings', 'broadcasters']],
  ['Paths', ['paths', 'path_steps', 'path_journeys', 'path_histories', 'path_journey_status_changes']],
  ['Voter file', ['voters', 'ballots', 'elections', 'precincts']],
];

/** What the nation holds, with a way to every type. */
export function startPage(view: View): Reply {
  const { nation } = view;
  const gifts = nation.table('donations').rows.filter(gift => gift.status === 'succeeded');
  const cents = gifts.reduce((sum, gift) => sum + Number(gift.amount_in_cents), 0);
  const count = (type: string): number => nation.table(type).rows.length;
  return framed(view, {
    title: nation.name,
    crumbs: [],
    lead: 'Everything this nation holds, as its control panel would show it.',
    content: [
      figures([
        ['people', count('signups')],
        ['events', count('events')],
        ['gifts received', gifts.length],
        ['given', formatAmount(cents)],
      ]),
      html`<div class="cards">${GROUPS.map(([heading, types]) => section(heading, links(view, types)))}</div>`,
    ],
  });
}

function links(view: View, types: readonly string[]): Html {
  return html`<ul class="plain">
    ${types.map(
      type =>
        html`<li>
          <a href="${address(view, type)}">${pluralOf(type)}</a>
          <span>${view.nation.table(type).rows.length.toLocaleString('en-US')}</span>
        </li>`,
    )}
  </ul>`;
}
