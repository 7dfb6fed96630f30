import { exactAmount } from '../../amount';
import type { PlanKit } from '../../plan';
import { dayLabel, money, named, numberOf, type Row } from '../../wording';

/** A kind of record that belongs to a person, as orders speak of one. */
export interface OwnedKind {
  /** In the singular, and as phrases read it. */
  what: 'donation' | 'contact';
  noun: string;
  list: string;
  delete: string;
  /** Newest first. */
  newest: string;
  /** What an adjective comes to; undefined for one that says nothing of such a record. */
  which(adjective: string): Which | undefined;
  /** One record as a choice shows it. */
  label(row: Row, kit: PlanKit): string;
  /** Milder than deleting it. */
  instead: string;
}

/** Which of somebody's records is meant. */
export interface Which {
  filter?: Record<string, unknown>;
  sort?: string;
  /** The first in that order; otherwise it must be the only one. */
  first?: true;
}

function ordered(adjective: string): Which | undefined {
  if (/^(?:last|latest|newest|most recent)$/i.test(adjective)) return { sort: '-created_at', first: true };
  return /^(?:first|oldest|earliest)$/i.test(adjective) ? { sort: 'created_at', first: true } : undefined;
}

// Without a status the tool finds only what was received.
const everyStatus = { status: ['succeeded', 'pending', 'failed', 'canceled'] };

const donation: OwnedKind = {
  what: 'donation',
  noun: '(donation|gift|contribution)',
  list: 'list_donations',
  delete: 'delete_donation',
  newest: '-created_at',
  which(adjective) {
    if (adjective === '') return { filter: everyStatus };
    if (/^(?:pending|failed|canceled)$/i.test(adjective)) return { filter: { status: adjective.toLowerCase() } };
    if (/^test$/i.test(adjective)) return { filter: { ...everyStatus, note: { match: 'test' } } };
    if (/^(?:largest|biggest)$/i.test(adjective)) return { filter: everyStatus, sort: '-amount_in_cents', first: true };
    const amount = exactAmount(adjective);
    if (amount?.rest === '') return { filter: { ...everyStatus, amount_in_cents: amount.cents } };
    const order = ordered(adjective);
    return order && { ...order, filter: everyStatus };
  },
  label(row, kit) {
    const day = dayLabel(row['succeeded_at'] ?? row['created_at'], kit.now.zone);
    const status = row['status'] === 'succeeded' ? '' : named(row['status'], '');
    return [money(numberOf(row['amount_in_cents']) ?? 0, kit.currency), day, status].filter(Boolean).join(', ');
  },
  instead: 'I could write a note on it instead.',
};

const methods: readonly (readonly [kind: RegExp, method: string])[] = [
  [/^(?:phone )?call$/i, 'phone_call'],
  [/^door knock$/i, 'door_knock'],
  [/^text(?: message)?$/i, 'text'],
  [/^e-?mail$/i, 'email'],
  [/^meeting$/i, 'meeting'],
];

const contact: OwnedKind = {
  what: 'contact',
  noun: '[logged] contact',
  list: 'list_contacts',
  delete: 'delete_contact',
  newest: '-created_at',
  which(adjective) {
    const [, order = '', kind = ''] =
      adjective.match(/^(last|latest|newest|most recent|first|oldest|earliest)?(?:^| |$)(?:logged )?(.*)$/i) ?? [];
    const method = methods.find(([said]) => said.test(kind))?.[1];
    if (kind !== '' && method === undefined) return undefined;
    return { ...ordered(order), ...(method && { filter: { contact_method: method } }) };
  },
  label(row, kit) {
    const method = named(row['contact_method'], 'contact').replaceAll('_', ' ');
    return [method, dayLabel(row['created_at'], kit.now.zone)].filter(Boolean).join(', ');
  },
  instead: 'I could correct what was logged instead.',
};

export const ownedKinds: readonly OwnedKind[] = [donation, contact];
