// Automations, mailings, broadcasters, imports and the definitions of custom fields. Source: NationBuilder's API document (V2), as data; names and types are the vendor's.

import { choice, flag, integer, object, prose, recordId, text, time } from './attributes';
import { defineResource } from './define-resource';
import { many, one, showOnly } from './relationships';
import { action } from './routes';

/** `/api/v2/automations` */
export const automations = defineResource('automations', {
  singular: 'automation',
  operations: {
    list: 'listAutomations',
    show: 'showAutomations',
    create: { id: 'createAutomation', extraFields: false },
    update: 'updateAutomation',
  },
  routes: {
    archive: action('archiveAutomation', { status: 'archived' }, { fields: false, extraFields: false }),
  },
  attributes: {
    created_at: time({ access: 'r', nullable: false }),
    description: prose(),
    name: text(),
    paused_at: time({ access: 'r' }),
    status: choice(['drafted', 'running', 'on_hold', 'archived', 'ended'], { access: 'r', default: 'drafted' }),
  },
  relationships: {
    enrollments: showOnly(many('automation_enrollments', 'automation_id')),
  },
  extraFields: {
    completed_enrollments_count: integer({ access: 'r' }),
    conversions_enabled: flag({ access: 'r' }),
    converted_enrollments_count: integer({ access: 'r' }),
    removed_enrollments_count: integer({ access: 'r' }),
    total_enrollments_count: integer({ access: 'r' }),
  },
  requiredOnCreate: ['name'],
  naturalKeys: [['name']],
  defaultFields: ['name', 'description', 'status', 'paused_at', 'created_at'],
});

/** `/api/v2/automation_enrollments` */
export const automation_enrollments = defineResource('automation_enrollments', {
  singular: 'automation_enrollment',
  operations: {
    list: 'listAutomationEnrollments',
    show: 'showAutomationEnrollments',
    create: 'createAutomationEnrollments',
    delete: { id: 'deleteAutomationEnrollments', include: false, fields: false },
  },
  attributes: {
    automation_id: recordId({ nullable: false }),
    automation_step_number: integer({ access: 'r', default: 0 }),
    campaign_source: text(),
    campaign_url: text(),
    created_at: time({ access: 'r' }),
    excluded_at: time({ access: 'r' }),
    next_execution: time({ access: 'r' }),
    signup_id: recordId({ nullable: false }),
  },
  relationships: {
    automation: one('automations', 'automation_id'),
    signup: one('signups', 'signup_id'),
  },
  requiredOnCreate: ['automation_id', 'signup_id'],
  naturalKeys: [['automation_id', 'signup_id']],
  defaultFields: ['signup_id', 'automation_id', 'automation_step_number', 'next_execution', 'excluded_at', 'created_at'],
});

/** `/api/v2/broadcasters` */
export const broadcasters = defineResource('broadcasters', {
  singular: 'broadcaster',
  operations: { list: 'listBroadcasters', show: 'showBroadcaster' },
  attributes: {
    call_type_id: recordId({ access: 'r' }),
    created_at: time({ access: 'r' }),
    email: text({ access: 'r', pii: 'contact' }),
    emailer_tags: text({ access: 'r' }),
    emailers_need_followup: flag({ access: 'r', nullable: false, default: false }),
    is_bcc: flag({ access: 'r', default: false }),
    mailings_count: integer({ access: 'r', default: 0 }),
    name: text({ access: 'r' }),
    new_email_sender_marked_as_prospect: flag({ access: 'r', default: false }),
    point_person_id: recordId({ access: 'r' }),
    receive_email: flag({ access: 'r', nullable: false, default: false }),
    received_calls_count: integer({ access: 'r', default: 0 }),
    signup_id: recordId({ access: 'r' }),
    text_blasts_count: integer({ access: 'r', default: 0 }),
    text_needs_followup: flag({ access: 'r' }),
    text_point_person_id: recordId({ access: 'r' }),
    text_tags: text({ access: 'r' }),
    updated_at: time({ access: 'r' }),
    voicemail_needs_followup: flag({ access: 'r' }),
    voicemail_point_person_id: recordId({ access: 'r' }),
    voicemail_tags: text({ access: 'r' }),
  },
  relationships: {
    mailings: many('mailings', 'broadcaster_id'),
    point_person: one('signups', 'point_person_id'),
    signups: many('signups'),
    text_point_person: one('signups', 'text_point_person_id'),
    voicemail_point_person: one('signups', 'voicemail_point_person_id'),
  },
  defaultFields: ['name', 'mailings_count', 'text_blasts_count', 'point_person_id'],
});

/** `/api/v2/mailings` */
export const mailings = defineResource('mailings', {
  singular: 'mailing',
  operations: { list: 'listMailings', show: 'showMailing' },
  attributes: {
    broadcaster_id: recordId({ access: 'r' }),
    canceled_at: time({ access: 'r' }),
    created_at: time({ access: 'r' }),
    custom_list_id: recordId({ access: 'r' }),
    description: prose({ access: 'r' }),
    from: text({ access: 'r', pii: 'contact' }),
    name: text({ access: 'r' }),
    preheader: text({ access: 'r' }),
    published_at: time({ access: 'r' }),
    queued_at: time({ access: 'r' }),
    send_at: time({ access: 'r' }),
    slug: text({ access: 'r' }),
    subject: text({ access: 'r' }),
    tag_list: text({ access: 'r' }),
    updated_at: time({ access: 'r' }),
  },
  relationships: {
    author: one('signups'),
  },
  extraFields: { body_html: prose({ access: 'r' }), body_html_parsed: prose({ access: 'r' }) },
  defaultFields: [
    'name',
    'subject',
    'preheader',
    'send_at',
    'queued_at',
    'published_at',
    'canceled_at',
    'custom_list_id',
    'tag_list',
    'broadcaster_id',
    'created_at',
  ],
});

/** `/api/v2/imports` */
export const imports = defineResource('imports', {
  singular: 'import',
  operations: { list: { id: 'listImports', paged: false }, show: 'showImport' },
  attributes: {
    content_head: prose({ access: 'r' }),
    created_at: time({ access: 'r' }),
    error_lines: prose({ access: 'r', pii: 'free_text' }),
    file_name: text({ access: 'r' }),
    finished_at: time({ access: 'r' }),
    is_overwritable: flag({ access: 'r', default: false }),
    lines_count: integer({ access: 'r' }),
    rows_successful: integer({ access: 'r' }),
    rows_unsuccessful: integer({ access: 'r' }),
    rows_updated: integer({ access: 'r' }),
    started_at: time({ access: 'r' }),
    status: choice(['finished', 'unprocessable', 'queueing', 'in_progress'], { access: 'r' }),
    tag_list: text({ access: 'r' }),
    type: text({ access: 'r' }),
    updated_at: time({ access: 'r' }),
  },
  relationships: {
    author: one('signups'),
    point_person: one('signups'),
    signups: many('signups', 'import_id'),
    terminator: one('signups'),
  },
  defaultFields: [
    'content_head',
    'created_at',
    'error_lines',
    'file_name',
    'finished_at',
    'is_overwritable',
    'lines_count',
    'rows_successful',
    'rows_unsuccessful',
    'rows_updated',
    'started_at',
    'status',
    'tag_list',
    'type',
    'updated_at',
  ],
});

/** `/api/v2/custom_fields` */
export const custom_fields = defineResource('custom_fields', {
  singular: 'custom_field',
  operations: { list: 'listCustomFields', show: 'showCustomField' },
  attributes: {
    created_at: time({ access: 'r', nullable: false }),
    field_type: text({ access: 'r' }),
    name: text({ access: 'r' }),
    options: object({ access: 'r' }),
    position: integer({ access: 'r' }),
    resource_type: text({ access: 'r' }),
    slug: text({ access: 'r' }),
    updated_at: time({ access: 'r', nullable: false }),
  },
  defaultFields: ['name', 'slug', 'field_type', 'options', 'resource_type', 'position'],
});
