import type { WriteTool } from '../kit/define-tool';
import { zonedIso } from '../kit/zoned-time';
import type { Input } from '../writing/one-target-tool';
import { createTool, deleteTool, updateTool } from '../writing/record-tools';

export const createDonation = createTool({
  name: 'create_donation',
  type: 'donations',
  effect: 'critical',
  title: 'Recording a donation',
  did: 'Recorded a donation of',
  description: 'Records a donation already received; charges nothing, sends no receipt.',
  offer: {
    signup_id: 'Donor.',
    amount_in_cents: '$25.00 is 2500.',
    succeeded_at: 'When received; default today.',
    pending_at: 'Instead, for a pending one.',
    payment_type_name: 'Such as Cash, Check.',
    check_number: 'Check number.',
    donation_tracking_code_id: 'Tracking code, id or name.',
    note: 'Note.',
    custom_values: '{custom field: value}.',
  },
  rare: [
    'employer',
    'occupation',
    'is_private',
    'is_corporate_contribution',
    'mailing_id',
    'page_id',
    'pledge_id',
    'membership_id',
  ],
  required: ['signup_id', 'amount_in_cents'],
  // By the day: what is approved minutes later is still what was shown.
  request: ({ succeeded_at: at, pending_at: pending }, { clock, timeZone }) => ({
    attributes: at === undefined && pending === undefined ? { succeeded_at: zonedIso(clock.now(), timeZone).slice(0, 10) } : {},
  }),
});

export const updateDonation = updateTool({
  name: 'update_donation',
  type: 'donations',
  effect: 'critical',
  title: 'Changing a donation',
  did: 'Changed a donation',
  description: 'Changes details of a donation, never its amount; null clears.',
  offer: {
    note: 'Note.',
    employer: 'Employer.',
    occupation: 'Occupation.',
    check_number: 'Check number.',
    donation_tracking_code_id: 'Tracking code, id or name.',
    is_private: 'Not shown in public.',
    custom_values: '{custom field: value}.',
  },
});

export const deleteDonation = deleteTool({
  name: 'delete_donation',
  type: 'donations',
  undoable: true,
  description: 'Deletes a donation.',
});

export const createPledge = createTool({
  name: 'create_pledge',
  type: 'pledges',
  effect: 'critical',
  title: 'Recording a pledge',
  did: 'Recorded a pledge of',
  description: 'Records a promise to give.',
  offer: {
    signup_id: 'Who pledges.',
    amount_in_cents: '$25.00 is 2500.',
    donation_tracking_code_id: 'Tracking code, id or name.',
  },
  rare: ['page_id', 'recruiter_id', 'author_id', 'is_private'],
  required: ['signup_id', 'amount_in_cents'],
});

export const createMembership = createTool({
  name: 'create_membership',
  type: 'memberships',
  effect: 'critical',
  title: 'Making a person a member',
  did: 'Made a member of',
  description: 'Gives a person a membership; sends nothing.',
  offer: {
    signup_id: 'The person.',
    membership_type_id: 'Type, id or name.',
    started_at: 'Begin.',
    expires_on: 'Last day, YYYY-MM-DD.',
    status: 'Status.',
  },
  rare: ['status_reason', 'grace_period_num_time_periods', 'grace_period_time_period_type'],
  required: ['signup_id', 'membership_type_id'],
});

/** Tools that write money and memberships. Amounts are integer cents. */
export const moneyWrites: readonly WriteTool<Input>[] = [
  createDonation,
  updateDonation,
  deleteDonation,
  createPledge,
  createMembership,
];
