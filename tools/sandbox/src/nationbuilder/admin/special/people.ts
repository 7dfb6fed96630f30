import { type NationRecord, listPlaces, textOf } from '../../engine/records';
import { type Html, html } from '../../http/html';
import { empty, figures, section } from '../frame';
import { recordTable } from '../record-table';
import { nameOf } from '../titles';
import { addressLine } from '../values';
import { type View, address, isolated } from '../view';
import { SHOWN, money, seeAll } from './see-all';

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

/** A person at a glance: figures, ways to reach them, flags; their tags and lists. */
export function personSections(view: View, person: NationRecord): (Html | undefined)[] {
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

/** The people on a list. */
export function listSections(view: View, list: NationRecord): (Html | undefined)[] {
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

/** The people with a tag. */
export function tagSections(view: View, tag: NationRecord): Html[] {
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
