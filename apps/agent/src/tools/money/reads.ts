import type { ReadTool } from '../kit/define-tool';
import { getTool, listTool } from '../kit/read-tools';
import { listDonations } from './list-donations';

const detail = ['created_at', 'pending_at', 'failed_at', 'canceled_at', 'check_number', 'page_id', 'mailing_id', 'pledge_id'];

/** Gifts, pledges, memberships. */
export const moneyReads: readonly ReadTool[] = [
  listDonations,
  getTool({ type: 'donations', description: 'One donation, with its note.', fields: [...detail, 'membership_id', 'note'] }),
  listTool({
    type: 'pledges',
    description: 'Promised gifts. By signup_id, amount_in_cents, amount_left_in_cents (0: paid), created_at.',
  }),
  listTool({
    type: 'memberships',
    description:
      'Memberships. By signup_id, membership_type_id, status (active, grace period, expired, canceled), expires_on, started_at.',
  }),
  listTool({ type: 'membership_types', description: 'Kinds of membership.' }),
  listTool({ type: 'donation_tracking_codes', description: 'Tracking codes that say where gifts came from.' }),
];
