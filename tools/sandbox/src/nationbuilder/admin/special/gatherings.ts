import { type NationRecord, textOf } from '../../engine/records';
import { type Html, html } from '../../http/html';
import { figures, section } from '../frame';
import { recordTable } from '../record-table';
import { nameOf } from '../titles';
import { addressLine, timeOf } from '../values';
import { type View, address, isolated } from '../view';
import { SHOWN, money, seeAll } from './see-all';

/** Who comes to an event. */
export function eventSections(view: View, event: NationRecord): Html[] {
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

/** A gift at a glance. */
export function donationSections(view: View, donation: NationRecord): Html[] {
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

/** How far a petition has come, and who signed last. */
export function petitionSections(view: View, petition: NationRecord): Html[] {
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
