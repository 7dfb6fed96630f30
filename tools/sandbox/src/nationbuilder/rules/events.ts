import { type NationRecord, textOf } from '../engine/records';
import type { Change } from '../writes/change';
import type { Rules, Step, Values } from '../writes/rule';
import { peopleWithEmail } from './signups';

const fromPerson = ['first_name', 'last_name', 'email'] as const;

export const eventRules: Rules = {
  events: {
    defaults: () => ({ accept_rsvps: true, attending_count: 0 }),
    check({ record, fail }) {
      for (const name of ['duration', 'capacity_count'] as const) {
        if (Number(record[name] ?? 0) < 0) fail(name, 'must be greater than or equal to 0', 'greater_than_or_equal_to');
      }
    },
    // An event is a page: one does not go without the other.
    follow({ change, before, after }) {
      if (!after) change.delete('pages', textOf(before?.page_id));
    },
  },
  event_rsvps: {
    defaults: rsvpDefaults,
    derive: ({ change, record }) => ({ page_id: change.find('events', record.event_id)?.page_id ?? null }),
    follow({ change, before, after, orders }) {
      for (const id of new Set([before?.event_id, after?.event_id])) countAttending(change, textOf(id));
      if (!after || before) return;
      passOn(change, after, orders);
      const event = change.find('events', after.event_id);
      if (after.canceled !== true && (event?.sends_auto_response ?? true) === true)
        change.mailPerson('event autoresponse', 'event_rsvps', after.id, after.signup_id);
    },
  },
  event_ticket_levels: {
    defaults: () => ({ tickets_sold: 0 }),
    check({ record, fail }) {
      for (const name of ['number', 'limit', 'amount_in_cents'] as const) {
        if (Number(record[name]) < 0) fail(name, 'must be greater than or equal to 0', 'greater_than_or_equal_to');
      }
    },
  },
};

/** A reply has a person: the one sideposted, else the one with that address, else a new one. */
function rsvpDefaults({ change, record }: Step): Values {
  const person = change.find('signups', record.signup_id) ?? personOf(change, record);
  const data = fromPerson.map(name => [name, person[name]]);
  return {
    ...Object.fromEntries(data),
    signup_id: person.id,
    author_id: change.authorId,
    attendee: false,
    canceled: false,
    guests_count: 0,
    volunteer: false,
    private: false,
  };
}

function personOf(change: Change, { first_name, last_name, email }: Values): NationRecord {
  const [known] = peopleWithEmail((slot, address) => change.where('signups', slot, address), textOf(email));
  return known ?? change.create('signups', { first_name, last_name, email });
}

/** Phone and addresses of a new reply are the person's. */
function passOn(change: Change, rsvp: NationRecord, orders: Values): void {
  const person = change.find('signups', rsvp.signup_id);
  const values = Object.entries(orders).map(([name, value]): [string, Values[string]] => {
    if (!name.endsWith('_address_attributes')) return [name, value];
    const field = name.replace('_attributes', '');
    return [field, { ...(person?.[field] as object | undefined), ...(value as object) }];
  });
  if (person && values.length > 0) change.update('signups', person, Object.fromEntries(values));
}

/** Replies that were not canceled; guests are not counted. */
function countAttending(change: Change, eventId: string): void {
  const coming = change.where('event_rsvps', 'event_id', eventId).filter(rsvp => rsvp.canceled !== true);
  change.set('events', eventId, { attending_count: coming.length });
}
