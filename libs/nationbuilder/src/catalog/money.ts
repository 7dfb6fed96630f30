// Gifts, pledges and memberships. Source: NationBuilder's API document (V2), as data; names and types are the vendor's.

import { addressRead, addressWrite, choice, customValues, date, flag, integer, prose, recordId, text, time } from './attributes';
import { timePeriods } from './choices';
import { defineResource } from './define-resource';
import { many, one, showOnly } from './relationships';

/** `/api/v2/donations` */
export const donations = defineResource('donations', {
  singular: 'donation',
  operations: {
    list: 'listDonations',
    show: 'showDonation',
    create: 'createDonation',
    update: 'updateDonation',
    delete: 'deleteDonation',
  },
  attributes: {
    actblue_order_number: text({ pii: 'financial' }),
    amount: text({ access: 'r', pii: 'financial' }),
    amount_in_cents: integer({ default: 0, pii: 'financial' }),
    billing_address_attributes: addressWrite(),
    canceled_at: time(),
    check_number: text({ pii: 'financial' }),
    created_at: time({ access: 'r' }),
    custom_values: customValues(),
    donation_tracking_code_id: recordId(),
    email: text({ pii: 'contact' }),
    employer: text({ pii: 'employment' }),
    failed_at: time(),
    first_name: text({ pii: 'identity' }),
    import_id: recordId({ access: 'r' }),
    is_corporate_contribution: flag({ default: false }),
    is_private: flag({ default: false }),
    last_name: text({ pii: 'identity' }),
    mailing_id: recordId(),
    membership_id: recordId(),
    middle_name: text({ pii: 'identity' }),
    note: prose({ pii: 'free_text' }),
    occupation: text({ pii: 'employment' }),
    page_id: recordId(),
    payment_type_id: recordId(),
    payment_type_name: text({ pii: 'financial' }),
    payout_id: recordId({ access: 'r' }),
    pending_at: time(),
    pledge_id: recordId(),
    send_donor_receipt: flag({ access: 'w', default: false }),
    signup_id: recordId(),
    status: choice(['succeeded', 'pending', 'failed', 'canceled'], { access: 'r', pii: 'financial' }),
    succeeded_at: time(),
    updated_at: time({ access: 'r' }),
    work_address_attributes: addressWrite(),
  },
  relationships: {
    author: one('signups'),
    donation_tracking_code: one('donation_tracking_codes', 'donation_tracking_code_id'),
    import: one('imports', 'import_id'),
    mailing: one('mailings', 'mailing_id'),
    membership: one('memberships', 'membership_id'),
    page: one('pages', 'page_id'),
    payment_type: one('payment_types', 'payment_type_id'),
    pledge: one('pledges', 'pledge_id'),
    recruiter: one('signups'),
    signup: one('signups', 'signup_id'),
  },
  extraFields: { billing_address: addressRead('contact'), work_address: addressRead('contact') },
  requiredOnCreate: ['signup_id', 'amount_in_cents'],
  naturalKeys: [['signup_id', 'amount_in_cents']],
  defaultFields: [
    'signup_id',
    'amount_in_cents',
    'amount',
    'status',
    'succeeded_at',
    'pending_at',
    'failed_at',
    'canceled_at',
    'payment_type_name',
    'donation_tracking_code_id',
    'mailing_id',
    'page_id',
    'created_at',
  ],
});

/** `/api/v2/donation_tracking_codes` */
export const donation_tracking_codes = defineResource('donation_tracking_codes', {
  singular: 'donation_tracking_code',
  operations: {
    list: 'listDonationTrackingCodes',
    show: 'showDonationTrackingCode',
    create: 'createDonationTrackingCode',
    update: 'updateDonationTrackingCode',
    delete: 'deleteDonationTrackingCode',
  },
  attributes: {
    created_at: time({ access: 'r' }),
    name: text(),
    slug: text(),
    updated_at: time({ access: 'r' }),
  },
  relationships: {
    donations: showOnly(many('donations', 'donation_tracking_code_id')),
  },
  requiredOnCreate: ['name'],
  naturalKeys: [['slug'], ['name']],
  defaultFields: ['name', 'slug', 'created_at'],
});

/** `/api/v2/pledges` */
export const pledges = defineResource('pledges', {
  singular: 'pledge',
  operations: { list: 'listPledges', show: 'showPledge', create: 'createPledge', update: 'updatePledge', delete: 'deletePledge' },
  attributes: {
    amount: text({ access: 'r', pii: 'financial' }),
    amount_in_cents: integer({ default: 0, pii: 'financial' }),
    amount_left_in_cents: integer({ access: 'r', default: 0, pii: 'financial' }),
    author_id: recordId(),
    created_at: time({ access: 'r' }),
    donation_tracking_code_id: recordId(),
    is_private: flag({ default: false }),
    page_id: recordId(),
    recruiter_id: recordId(),
    signup_id: recordId(),
    updated_at: time({ access: 'r' }),
  },
  relationships: {
    author: one('signups', 'author_id'),
    donation_tracking_code: one('donation_tracking_codes', 'donation_tracking_code_id'),
    page: one('pages', 'page_id'),
    recruiter: one('signups', 'recruiter_id'),
    signup: one('signups', 'signup_id'),
  },
  requiredOnCreate: ['signup_id', 'amount_in_cents'],
  naturalKeys: [['signup_id', 'amount_in_cents']],
  defaultFields: ['signup_id', 'amount_in_cents', 'amount_left_in_cents', 'donation_tracking_code_id', 'page_id', 'created_at'],
});

/** `/api/v2/memberships` */
export const memberships = defineResource('memberships', {
  singular: 'membership',
  operations: {
    list: 'listMemberships',
    show: 'showMembership',
    create: 'createMembership',
    update: 'updateMembership',
    delete: 'deleteMembership',
  },
  attributes: {
    activity_author_id: recordId({ access: 'w' }),
    created_at: time({ access: 'r', nullable: false }),
    expires_on: date(),
    grace_period_num_time_periods: integer(),
    grace_period_time_period_type: choice(timePeriods),
    membership_type_id: recordId({ nullable: false }),
    signup_id: recordId({ nullable: false }),
    started_at: time(),
    status: choice(['active', 'canceled', 'expired', 'grace period']),
    status_reason: prose({ pii: 'free_text' }),
    suspended_at: date({ access: 'r' }),
    trigger_autoresponses: flag({ access: 'w', default: false }),
    updated_at: time({ access: 'r', nullable: false }),
  },
  relationships: {
    donations: many('donations', 'membership_id'),
    membership_type: one('membership_types', 'membership_type_id'),
    signup: one('signups', 'signup_id'),
  },
  requiredOnCreate: ['signup_id', 'membership_type_id'],
  naturalKeys: [['signup_id', 'membership_type_id']],
  defaultFields: [
    'signup_id',
    'membership_type_id',
    'status',
    'status_reason',
    'started_at',
    'expires_on',
    'suspended_at',
    'created_at',
  ],
});

/** `/api/v2/membership_types` */
export const membership_types = defineResource('membership_types', {
  singular: 'membership_type',
  operations: {
    list: 'listMembershipTypes',
    show: 'showMembershipType',
    create: 'createMembershipType',
    update: 'updateMembershipType',
    delete: 'deleteMembershipType',
  },
  attributes: {
    created_at: time({ access: 'r', nullable: false }),
    description: prose(),
    expiration_warning_num_time_periods: integer({ default: 7 }),
    expiration_warning_time_period_type: choice(timePeriods, { default: 'days' }),
    grace_period_num_time_periods: integer({ default: 7 }),
    grace_period_time_period_type: choice(timePeriods, { default: 'days' }),
    name: text(),
    page_id: recordId(),
    updated_at: time({ access: 'r', nullable: false }),
  },
  relationships: {
    memberships: many('memberships', 'membership_type_id'),
    page: one('pages', 'page_id'),
  },
  requiredOnCreate: ['name'],
  naturalKeys: [['name']],
  defaultFields: ['name', 'description', 'page_id'],
});
