import { parseInstant } from '../engine/nation-time';
import { type NationRecord, textOf } from '../engine/records';
import type { Change } from '../writes/change';
import type { Effect, Rules, Step, Values } from '../writes/rule';
import { formatAmount } from './derived-texts';
import { extraEmail } from './signups';
import { freeSlug } from './slugs';

const nameParts = ['first_name', 'middle_name', 'last_name'] as const;

export const givingRules: Rules = {
  donations: {
    defaults: ({ change, record }) => ofPerson(change.find('signups', record.signup_id), change.authorId),
    check: positiveAmount,
    derive: ({ record }) => ({ status: statusOf(record), amount: formatAmount(Number(record.amount_in_cents)) }),
    follow(effect) {
      const { change, before, after, orders } = effect;
      for (const id of new Set([before?.signup_id, after?.signup_id])) sumUpGiving(change, textOf(id));
      for (const id of new Set([before?.pledge_id, after?.pledge_id])) {
        const pledge = change.find('pledges', id);
        if (pledge) change.set('pledges', pledge.id, { amount_left_in_cents: amountLeft(change, pledge) });
      }
      if (!after) return;
      renamePerson(effect, after);
      if (orders.send_donor_receipt === true && after.status === 'succeeded')
        change.mailPerson('donor receipt', 'donations', after.id, after.signup_id);
    },
  },
  pledges: {
    defaults: ({ change }) => ({ author_id: change.authorId }),
    check: positiveAmount,
    derive: ({ change, record }) => ({
      amount: formatAmount(Number(record.amount_in_cents)),
      amount_left_in_cents: amountLeft(change, record),
    }),
    follow({ change, before, after }) {
      for (const id of new Set([before?.signup_id, after?.signup_id])) {
        const promised = change.where('pledges', 'signup_id', textOf(id));
        change.set('signups', textOf(id), { donations_pledged_amount_in_cents: sumOf(promised) });
      }
    },
  },
  donation_tracking_codes: {
    defaults: ({ change, record }) => ({
      slug: freeSlug(textOf(record.name), slug => change.count('donation_tracking_codes', 'slug', slug) > 0),
    }),
    check({ change, record, fail }) {
      const taken = change.where('donation_tracking_codes', 'slug', textOf(record.slug)).some(({ id }) => id !== record.id);
      if (record.slug && taken) fail('slug', 'has already been taken', 'taken');
    },
  },
};

/** A donation keeps the donor's data as they were when it was made. */
function ofPerson(person: NationRecord | undefined, authorId: string): Values {
  const kept = [...nameParts, 'email', 'employer', 'occupation'].map(name => [name, person?.[name]]);
  return { ...Object.fromEntries(kept), author_id: authorId, billing_address: person?.billing_address };
}

function positiveAmount({ record, fail }: Step): void {
  if (!(Number(record.amount_in_cents) > 0)) fail('amount_in_cents', 'must be greater than 0', 'greater_than');
}

/** The status follows the times. Without any time there is none, and the gift does not count (unconfirmed). */
function statusOf(donation: NationRecord): string | null {
  return ['canceled', 'failed', 'succeeded', 'pending'].find(status => donation[`${status}_at`]) ?? null;
}

const sumOf = (rows: readonly NationRecord[]): number => rows.reduce((sum, row) => sum + Number(row.amount_in_cents ?? 0), 0);
const received = (rows: readonly NationRecord[]): NationRecord[] => rows.filter(row => row.status === 'succeeded');

/** Sums, counts and dates of giving on the person. Only succeeded gifts count. */
function sumUpGiving(change: Change, signupId: string): void {
  const gifts = received(change.where('donations', 'signup_id', signupId));
  const times = gifts.map(gift => textOf(gift.succeeded_at)).filter(Boolean);
  const inOrder = times.toSorted((a, b) => (parseInstant(a) ?? 0) - (parseInstant(b) ?? 0));
  change.set('signups', signupId, {
    is_donor: gifts.length > 0,
    donations_count: gifts.length,
    donations_amount_in_cents: sumOf(gifts),
    first_donated_at: inOrder[0] ?? null,
    last_donated_at: inOrder.at(-1) ?? null,
  });
}

function amountLeft(change: Change, pledge: NationRecord): number {
  const paid = sumOf(received(change.where('donations', 'pledge_id', pledge.id)));
  return Math.max(0, Number(pledge.amount_in_cents) - paid);
}

/** Name parts that came with a donation overwrite the person's, and an address that differs is filed behind theirs. */
function renamePerson({ change, given }: Effect, donation: NationRecord): void {
  const person = change.find('signups', donation.signup_id);
  if (!person) return;
  const names = nameParts.filter(name => given[name] !== undefined && given[name] !== (person[name] ?? null));
  const values = {
    ...Object.fromEntries(names.map(name => [name, given[name]])),
    ...(given.email !== undefined && extraEmail(person, textOf(given.email))),
  };
  if (Object.keys(values).length > 0) change.update('signups', person, values);
}
