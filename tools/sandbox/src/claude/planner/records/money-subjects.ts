import { opens } from '../phrases';
import type { Group, Subject, Trait } from './subject';

export const trait = (said: string, filter: Record<string, unknown>, ...phrases: string[]): Trait => ({
  phrase: opens(...phrases),
  filter,
  said,
});

export const timeless = (...words: Parameters<typeof trait>): Trait => ({ ...trait(...words), timeless: true });

export const group = (said: string, by: string, words: string, more: Omit<Partial<Group>, 'name' | 'by'> = {}): Group => ({
  phrase: opens(`{each} (${words})`),
  name: opens(`(${words})`),
  by,
  said,
  ...more,
});

const donations: Subject = {
  type: 'donations',
  nouns: [{ phrase: opens('{gifts}', '{gift}'), said: ['donation', 'donations'] }],
  time: 'succeeded_at',
  money: 'amount_in_cents',
  traits: [
    { ...trait('pending', { status: 'pending' }, 'pending', 'still pending', 'waiting', 'not yet cleared'), time: 'pending_at' },
    {
      ...trait('failed', { status: 'failed' }, 'failed', 'unsuccessful', 'did not go through', 'that did not succeed'),
      time: 'failed_at',
    },
    { ...trait('canceled', { status: 'canceled' }, 'canceled', 'cancelled'), time: 'canceled_at' },
    trait('private', { is_private: true }, 'private', 'anonymous'),
    trait(
      'without a tracking code',
      { donation_tracking_code_id: null },
      '[with] no [donation] tracking code',
      'without [a|any] [donation] tracking code',
      '(lack|lacks|lacking|missing) a [donation] tracking code',
      'not have a [donation] tracking code',
    ),
  ],
  groups: [
    group('by tracking code', 'donation_tracking_code_id', '[donation] tracking code|[donation] tracking codes|source code'),
    group('by payment type', 'payment_type_name', 'payment type|payment types|payment method|type of payment|method of payment'),
    group('by status', 'status', 'status'),
  ],
  list: 'list_donations',
};

const pledges: Subject = {
  type: 'pledges',
  nouns: [{ phrase: opens('pledge', 'pledges'), said: ['pledge', 'pledges'] }],
  time: 'created_at',
  money: 'amount_left_in_cents',
  traits: [
    trait(
      'open',
      { amount_left_in_cents: { gt: 0 } },
      'open',
      'still open',
      'outstanding',
      'unpaid',
      'unfulfilled',
      'not (paid|fulfilled|paid yet)',
      'left',
      'with something left',
    ),
    trait('settled', { amount_left_in_cents: 0 }, 'fulfilled', 'paid', 'settled', 'closed'),
  ],
  groups: [],
  list: 'list_pledges',
};

const contacts: Subject = {
  type: 'contacts',
  nouns: [
    {
      phrase: opens('contact', 'contacts', 'contact attempts', 'logged contacts', 'interactions'),
      said: ['logged contact', 'logged contacts'],
    },
    {
      phrase: opens('[phone] calls', '[phone] call', 'telephone calls'),
      said: ['phone call', 'phone calls'],
      filter: { contact_method: 'phone_call' },
    },
    {
      phrase: opens('door knocks', 'doors', 'door knock'),
      said: ['door knock', 'door knocks'],
      filter: { contact_method: 'door_knock' },
    },
    { phrase: opens('meetings', 'meeting'), said: ['meeting', 'meetings'], filter: { contact_method: 'meeting' } },
  ],
  time: 'created_at',
  traits: [
    trait('answered', { contact_status: 'answered' }, 'answered', 'picked up', 'that were answered'),
    trait('unanswered', { contact_status: 'no_answer' }, 'unanswered', 'not answered', 'without [an] answer', 'with no answer'),
    trait('refused', { contact_status: 'refused' }, 'refused'),
    trait('with a message left', { contact_status: 'left_message' }, '(ended with|with) a message [left]'),
  ],
  groups: [
    group('by method', 'contact_method', '[contact] method|[contact] methods|way of contact|kind of contact|channel'),
    group('by status', 'contact_status', 'status|outcome|result'),
    group('by author', 'author_id', 'author|person|staff member|caller|user|colleague|canvasser'),
  ],
  list: 'list_contacts',
};

const memberships: Subject = {
  type: 'memberships',
  nouns: [{ phrase: opens('membership', 'memberships', 'of our memberships'), said: ['membership', 'memberships'] }],
  time: 'started_at',
  traits: [
    {
      ...trait(
        'active',
        { status: 'active' },
        '(end|ends|ending|expire|expires|expiring|run out|runs out|lapse|up for renewal|due for renewal)',
      ),
      time: 'expires_on',
      dates: true,
      needsPeriod: true,
    },
    { ...trait('', {}, '(started|began|start|begin)'), needsPeriod: true },
    timeless('active', { status: 'active' }, 'active', 'current', 'currently active'),
    timeless('in the grace period', { status: 'grace period' }, 'in [a|the|its|their] grace period', 'grace period', 'in grace'),
    { ...trait('expired', { status: 'expired' }, 'expired', 'ran out'), time: 'expires_on', dates: true },
    timeless('canceled', { status: 'canceled' }, 'canceled', 'cancelled'),
  ],
  groups: [
    group(
      'by type',
      'membership_type_id',
      '[membership] type|[membership] types|type of membership|kind of membership|membership level',
      {
        people: opens('[active] members', 'people'),
        assumes: timeless('active', { status: 'active' }),
      },
    ),
    group('by status', 'status', 'status'),
  ],
  list: 'list_memberships',
};

export const membersAndMoney: readonly Subject[] = [donations, pledges, contacts, memberships];
