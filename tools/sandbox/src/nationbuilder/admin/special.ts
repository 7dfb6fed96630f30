import { type NationRecord, listPlaces, textOf } from '../engine/records';
import { type Html, type Shown, html } from '../http/html';
import { formatAmount } from '../seed/giving';
import { empty, figures, section } from './frame';
import { recordTable } from './record-table';
import { answerOf, nameOf, titleOf } from './titles';
import { addressLine, timeOf } from './values';
import { type View, address, isolated } from './view';

/** What the page of a type has beyond all others: sections of its own, and the types of related records these show. */
interface Special {
  readonly sections: (view: View, record: NationRecord) => readonly (Html | undefined)[];
  readonly covers?: readonly string[];
}

const SHOWN = 25;
const money = (cents: unknown): string => formatAmount(Number(cents ?? 0));

/** A link to a filtered list, where it has more rows than are shown. */
function seeAll(view: View, type: string, parameters: Record<string, string>, count: number): Html | undefined {
  if (count <= SHOWN) return undefined;
  return html`<p><a href="${address(view, type, undefined, parameters)}">See all ${count.toLocaleString('en-US')}</a></p>`;
}

function chips(entries: readonly Html[], none: string): Html {
  return entries.length === 0
    ? empty(none)
    : html`<ul class="chips">
        ${entries.map(entry => html`<li class="chip">${entry}</li>`)}
      </ul>`;
}

/** Flags worth a glance, with what they are called. */
const FLAGS: readonly (readonly [name: string, label: string, look: 'good' | 'bad' | ''])[] = [
  ['is_volunteer', 'Volunteer', 'good'],
  ['is_donor', 'Donor', 'good'],
  ['is_cpu', 'Control panel user', ''],
  ['do_not_contact', 'Do not contact', 'bad'],
  ['do_not_call', 'Do not call', 'bad'],
  ['email1_is_bouncing', 'Email bounces', 'bad'],
  ['is_possible_duplicate', 'Possible duplicate', 'bad'],
  ['is_deceased', 'Deceased', 'bad'],
];

function personSections(view: View, person: NationRecord): (Html | undefined)[] {
  const { nation } = view;
  const flags = FLAGS.filter(([name]) => person[name] === true).map(
    ([, label, look]) => html`<span class="${look}">${label}</span>`,
  );
  const tags = nation.table('signup_taggings').where('signup_id', person.id);
  const places = nation.table(listPlaces).where('signup_id', person.id);
  const links = (type: string, ids: readonly string[]): Html[] =>
    ids.map(id => html`<a href="${address(view, type, id)}">${isolated(nameOf(view, type, id) ?? id)}</a>`);
  return [
    section('At a glance', [
      figures([
        ['given', money(person.donations_amount_in_cents)],
        ['gifts', Number(person.donations_count ?? 0)],
        ['contacts', nation.table('contacts').where('signup_id', person.id).length],
        ['RSVPs', nation.table('event_rsvps').where('signup_id', person.id).length],
      ]),
      contactLine(person),
      chips(flags, 'Nothing marked.'),
    ]),
    section(
      'Tags',
      chips(
        links(
          'signup_tags',
          tags.map(one => textOf(one.tag_id)),
        ),
        'No tags.',
      ),
      tags.length,
    ),
    section(
      'Lists',
      chips(
        links(
          'lists',
          places.map(one => textOf(one.list_id)),
        ),
        'On no list.',
      ),
      places.length,
    ),
  ];
}

function contactLine(person: NationRecord): Html {
  const parts = [
    person.email,
    person.phone_number ?? person.mobile_number,
    addressLine(person.primary_address) || person.submitted_address,
  ];
  const known = parts.map(textOf).filter(part => part !== '');
  return html`<p>
    ${known.length === 0 ? html`<span class="empty">No way to reach them is known.</span>` : isolated(known.join(' · '))}
  </p>`;
}

function listSections(view: View, list: NationRecord): (Html | undefined)[] {
  const members = view.nation.members(list.id);
  const people = members.slice(0, SHOWN).flatMap(id => view.nation.table('signups').find(id) ?? []);
  const stale = Number(list.signups_count) !== members.length;
  return [
    stale && members.length > 0
      ? html`<p class="bad">The counter says ${Number(list.signups_count)}, but ${members.length} people are on the list.</p>`
      : undefined,
    section(
      'People on this list',
      [recordTable(view, 'signups', people), seeAll(view, 'signups', { list_id: list.id }, members.length)],
      members.length,
    ),
  ];
}

function tagSections(view: View, tag: NationRecord): Html[] {
  const taggings = view.nation.table('signup_taggings').where('tag_id', tag.id);
  const people = taggings.slice(0, SHOWN).flatMap(({ signup_id }) => view.nation.table('signups').find(textOf(signup_id)) ?? []);
  return [
    section(
      'People with this tag',
      [recordTable(view, 'signups', people), seeAll(view, 'signups', { tag_id: tag.id }, taggings.length)],
      taggings.length,
    ),
  ];
}

function eventSections(view: View, event: NationRecord): Html[] {
  const rsvps = view.nation.table('event_rsvps').where('event_id', event.id);
  const having = (test: (rsvp: NationRecord) => boolean): number => rsvps.filter(test).length;
  return [
    section('At a glance', [
      figures([
        ['coming', having(rsvp => rsvp.canceled !== true)],
        ['attended', having(rsvp => rsvp.attendee === true)],
        ['canceled', having(rsvp => rsvp.canceled === true)],
        ['places', Number(event.capacity_count ?? 0) || 'no limit'],
      ]),
      html`<p>
        ${timeOf(textOf(event.start_at))} · ${isolated(textOf(event.venue_name))} · ${isolated(addressLine(event.venue_address))}
      </p>`,
    ]),
    section(
      'RSVPs',
      [
        recordTable(view, 'event_rsvps', rsvps.slice(0, SHOWN), 'event_id'),
        seeAll(view, 'event_rsvps', { event_id: event.id }, rsvps.length),
      ],
      rsvps.length,
    ),
  ];
}

function donationSections(view: View, donation: NationRecord): Html[] {
  const from = nameOf(view, 'signups', donation.signup_id);
  const person =
    from !== undefined && html`<a href="${address(view, 'signups', textOf(donation.signup_id))}">${isolated(from)}</a>`;
  return [
    section(
      'At a glance',
      figures([
        ['amount', money(donation.amount_in_cents)],
        ['from', person || 'nobody'],
        ['status', html`<span class="${donation.status === 'succeeded' ? 'good' : 'bad'}">${textOf(donation.status)}</span>`],
      ]),
    ),
  ];
}

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
              <td><meter min="0" max="${most}" value="${count}">${count} of ${most}</meter></td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

function pathSections(view: View, path: NationRecord): Html[] {
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

function surveySections(view: View, survey: NationRecord): Html[] {
  const questions = view.nation.table('survey_questions').where('survey_id', survey.id);
  return questions.map(question => questionSection(view, question, titleOf(view, 'survey_questions', question)));
}

function questionSection(view: View, question: NationRecord, heading: string): Html {
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

function petitionSections(view: View, petition: NationRecord): Html[] {
  const signatures = view.nation.table('petition_signatures').where('petition_id', petition.id);
  const goal = Number(petition.goal ?? 0);
  return [
    section('At a glance', [
      figures([
        ['signatures', signatures.length],
        ['goal', goal],
        ['reached', goal > 0 ? `${Math.round((100 * signatures.length) / goal)} %` : '–'],
      ]),
      html`<meter min="0" max="${Math.max(goal, signatures.length, 1)}" value="${signatures.length}">
        ${signatures.length} of ${goal}
      </meter>`,
    ]),
    section(
      'Signatures',
      [
        recordTable(view, 'petition_signatures', signatures.slice(-SHOWN).toReversed(), 'petition_id'),
        seeAll(view, 'petition_signatures', { petition_id: petition.id }, signatures.length),
      ],
      signatures.length,
    ),
  ];
}

/** The types that have more to show than their values and who names them. */
export const SPECIAL: Readonly<Record<string, Special>> = {
  signups: { sections: personSections, covers: ['signup_taggings'] },
  lists: { sections: listSections },
  signup_tags: { sections: tagSections, covers: ['signup_taggings'] },
  events: { sections: eventSections, covers: ['event_rsvps'] },
  donations: { sections: donationSections },
  paths: { sections: pathSections, covers: ['path_steps'] },
  surveys: { sections: surveySections, covers: ['survey_questions'] },
  survey_questions: {
    sections: (view, question) => [questionSection(view, question, 'Answers')],
    covers: ['survey_question_responses', 'survey_question_possible_responses'],
  },
  petitions: { sections: petitionSections, covers: ['petition_signatures'] },
};
