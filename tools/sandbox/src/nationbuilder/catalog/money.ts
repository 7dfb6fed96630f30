// What people give: donations, pledges and memberships. Source: the vendor's API document (V2), as data.

import { SHOW_ONLY, defineType, many, one } from './define-type';
import { PERIODS } from './choices';

export const donations = defineType({
  type: 'donations',
  operations: { list: 'listDonations', show: 'showDonation' },
  attributes: {
    readWrite: {
      text: [
        'actblue_order_number check_number email employer first_name last_name middle_name note occupation',
        'payment_type_name',
      ].join(' '),
      integer: 'amount_in_cents=0',
      time: 'canceled_at failed_at pending_at succeeded_at',
      object: 'custom_values',
      id: 'donation_tracking_code_id mailing_id membership_id page_id payment_type_id pledge_id signup_id',
      flag: 'is_corporate_contribution=false is_private=false',
    },
    readOnly: {
      text: 'amount',
      time: 'created_at updated_at',
      id: 'import_id payout_id',
      choice: 'status',
    },
    writeOnly: {
      object: 'billing_address_attributes work_address_attributes',
      flag: 'send_donor_receipt=false',
    },
  },
  choices: {
    status: ['succeeded', 'pending', 'failed', 'canceled'],
  },
  extraFields: ['billing_address', 'work_address'],
  relationships: {
    author: one('signups', 'author_id'),
    donation_tracking_code: one('donation_tracking_codes', 'donation_tracking_code_id'),
    import: one('imports', 'import_id'),
    mailing: one('mailings', 'mailing_id'),
    membership: one('memberships', 'membership_id'),
    page: one('pages', 'page_id'),
    payment_type: one('payment_types', 'payment_type_id'),
    pledge: one('pledges', 'pledge_id'),
    recruiter: one('signups', 'recruiter_id'),
    signup: one('signups', 'signup_id'),
  },
});

export const donationTrackingCodes = defineType({
  type: 'donation_tracking_codes',
  operations: { list: 'listDonationTrackingCodes', show: 'showDonationTrackingCode' },
  attributes: {
    readWrite: {
      text: 'name slug',
    },
    readOnly: {
      time: 'created_at updated_at',
    },
  },
  relationships: {
    donations: many('donations', 'donation_tracking_code_id', SHOW_ONLY),
  },
});

export const pledges = defineType({
  type: 'pledges',
  operations: { list: 'listPledges', show: 'showPledge' },
  attributes: {
    readWrite: {
      integer: 'amount_in_cents=0',
      id: 'author_id donation_tracking_code_id page_id recruiter_id signup_id',
      flag: 'is_private=false',
    },
    readOnly: {
      text: 'amount',
      integer: 'amount_left_in_cents=0',
      time: 'created_at updated_at',
    },
  },
  relationships: {
    author: one('signups', 'author_id'),
    donation_tracking_code: one('donation_tracking_codes', 'donation_tracking_code_id'),
    page: one('pages', 'page_id'),
    recruiter: one('signups', 'recruiter_id'),
    signup: one('signups', 'signup_id'),
  },
});

export const memberships = defineType({
  type: 'memberships',
  operations: { list: 'listMemberships', show: 'showMembership' },
  attributes: {
    readWrite: {
      date: 'expires_on',
      integer: 'grace_period_num_time_periods',
      choice: 'grace_period_time_period_type status',
      id: 'membership_type_id! signup_id!',
      time: 'started_at',
      text: 'status_reason',
    },
    readOnly: {
      time: 'created_at! updated_at!',
      date: 'suspended_at',
    },
    writeOnly: {
      text: 'activity_author_id',
      flag: 'trigger_autoresponses=false',
    },
  },
  choices: {
    grace_period_time_period_type: PERIODS,
    status: ['active', 'canceled', 'expired', 'grace period'],
  },
  relationships: {
    donations: many('donations', 'membership_id'),
    membership_type: one('membership_types', 'membership_type_id'),
    signup: one('signups', 'signup_id'),
  },
});

export const membershipTypes = defineType({
  type: 'membership_types',
  operations: { list: 'listMembershipTypes', show: 'showMembershipType' },
  attributes: {
    readWrite: {
      text: 'description name',
      integer: 'expiration_warning_num_time_periods=7 grace_period_num_time_periods=7',
      choice: 'expiration_warning_time_period_type=days grace_period_time_period_type=days',
      id: 'page_id',
    },
    readOnly: {
      time: 'created_at! updated_at!',
    },
  },
  choices: {
    expiration_warning_time_period_type: PERIODS,
    grace_period_time_period_type: PERIODS,
  },
  relationships: {
    memberships: many('memberships', 'membership_type_id'),
    page: one('pages', 'page_id'),
  },
});
