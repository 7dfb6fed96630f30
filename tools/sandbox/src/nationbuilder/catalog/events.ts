// Events, their guests, and the pages and sites they live on. Source: the vendor's API document (V2), as data.

import { defineType, many, one } from './define-type';
import { FORM_FIELD, PAGE_STATUSES, PAGE_TYPES, TIME_ZONES } from './choices';

export const events = defineType({
  type: 'events',
  operations: { list: 'listEvents', show: 'showEvent' },
  attributes: {
    readWrite: {
      flag: [
        'accept_rsvps! allow_guests contact_email_private contact_phone_private gather_volunteers private',
        'sends_auto_response=true show_guests uses_shifts uses_tickets',
      ].join(' '),
      integer: 'additional_rsvps_count attending_count capacity_count duration user_ticket_price_in_cents',
      id: 'auto_response_broadcaster_id donation_tracking_code_id point_person_id',
      text: [
        'auto_response_content auto_response_subject contact_email contact_name contact_phone_number content',
        'user_ticket_currency user_ticket_purchase_url venue_name',
      ].join(' '),
      choice: 'event_form_address event_form_phone time_zone',
      time: 'start_at',
    },
    readOnly: {
      id: 'page_id',
    },
    writeOnly: {
      object: 'venue_address_attributes',
    },
  },
  choices: {
    event_form_address: FORM_FIELD,
    event_form_phone: FORM_FIELD,
    time_zone: TIME_ZONES,
  },
  extraFields: ['venue_address'],
  relationships: {
    auto_response_broadcaster: one('broadcasters', 'auto_response_broadcaster_id'),
    event_ticket_levels: many('event_ticket_levels', 'event_id'),
    page: one('pages', 'page_id'),
    point_person: one('signups', 'point_person_id'),
    rsvps: many('event_rsvps', 'event_id'),
    tracking_code: one('donation_tracking_codes', 'donation_tracking_code_id'),
  },
});

export const eventRsvps = defineType({
  type: 'event_rsvps',
  operations: { list: 'listEventRsvps', show: 'showEventRsvp' },
  attributes: {
    readWrite: {
      integer: 'amount_in_cents guests_count tickets_count',
      flag: 'attendee canceled prepaid private volunteer',
      text: 'email first_name last_name',
      id: 'event_id page_id',
    },
    readOnly: {
      time: 'created_at updated_at',
    },
    writeOnly: {
      object: [
        'billing_address_attributes home_address_attributes mailing_address_attributes',
        'registered_address_attributes user_submitted_address_attributes work_address_attributes',
      ].join(' '),
      text: 'phone_number',
    },
  },
  relationships: {
    author: one('signups', 'author_id'),
    event: one('events', 'event_id'),
    event_ticket_level: one('event_ticket_levels', 'event_ticket_level_id'),
    recruiter: one('signups', 'recruiter_id'),
    signup: one('signups', 'signup_id'),
  },
});

export const eventTicketLevels = defineType({
  type: 'event_ticket_levels',
  operations: { list: 'listEventTicketLevels', show: 'showEventTicketLevel' },
  attributes: {
    readWrite: {
      integer: 'amount_in_cents limit! number tickets_sold',
      text: 'description name',
      id: 'event_id',
    },
  },
  relationships: {
    event: one('events', 'event_id'),
    event_rsvps: many('event_rsvps', 'event_ticket_level_id'),
  },
});

export const pages = defineType({
  type: 'pages',
  operations: { list: 'listPages', show: 'showPage' },
  attributes: {
    readWrite: {
      id: 'author_id parent_id site_id!',
      text: 'excerpt external_id headline name! slug! title!',
      choice: 'page_type_name! permission_level! status!',
    },
    readOnly: {
      text: 'ancestors_permission_level effective_permission_level! parent_slug url_path!',
      time: 'published_at',
    },
  },
  choices: {
    page_type_name: PAGE_TYPES,
    permission_level: ['anyone', 'logged_in', 'members', 'control_panel_users', 'admins'],
    status: PAGE_STATUSES,
  },
  relationships: {
    membership_types: many('membership_types', 'page_id'),
    parent: one('pages', 'parent_id'),
    site: one('sites', 'site_id'),
  },
});

export const sites = defineType({
  type: 'sites',
  operations: { list: 'listSites' },
  attributes: {
    readOnly: {
      text: 'domain name slug',
    },
  },
});
