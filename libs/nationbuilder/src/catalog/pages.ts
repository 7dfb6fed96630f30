// Web pages and what people leave on them: petitions, suggestions. Source: NationBuilder's API document (V2), as data; names and types are the vendor's.

import { choice, flag, integer, prose, recordId, text, time } from './attributes';
import { formFieldModes, pageStatuses } from './choices';
import { defineResource } from './define-resource';
import { many, one } from './relationships';

/** `/api/v2/pages` */
export const pages = defineResource('pages', {
  singular: 'page',
  operations: { list: 'listPages', show: 'showPage', create: 'createPage', update: 'updatePage', delete: 'deletePage' },
  attributes: {
    ancestors_permission_level: text({ access: 'r' }),
    author_id: recordId(),
    effective_permission_level: text({ access: 'r', nullable: false }),
    excerpt: prose(),
    external_id: text(),
    headline: text(),
    name: text({ nullable: false }),
    page_type_name: choice(['Basic'], { nullable: false }),
    parent_id: recordId(),
    parent_slug: text({ access: 'r' }),
    permission_level: choice(['anyone', 'logged_in', 'members', 'control_panel_users', 'admins'], { nullable: false }),
    published_at: time({ access: 'r' }),
    site_id: recordId({ nullable: false }),
    slug: text({ nullable: false }),
    status: choice(pageStatuses, { nullable: false }),
    title: text({ nullable: false }),
    url_path: text({ access: 'r', nullable: false }),
  },
  relationships: {
    membership_types: many('membership_types', 'page_id'),
    parent: one('pages', 'parent_id'),
    site: one('sites', 'site_id'),
  },
  requiredOnCreate: ['site_id', 'name', 'page_type_name'],
  openChoices: ['page_type_name'], // pages of events and petitions are written through these
  defaultFields: [
    'name',
    'slug',
    'status',
    'title',
    'headline',
    'page_type_name',
    'permission_level',
    'parent_id',
    'site_id',
    'url_path',
    'published_at',
  ],
});

/** `/api/v2/sites` */
export const sites = defineResource('sites', {
  singular: 'site',
  operations: { list: 'listSites' },
  attributes: {
    domain: text({ access: 'r' }),
    name: text({ access: 'r' }),
    slug: text({ access: 'r' }),
  },
  defaultFields: ['domain', 'name', 'slug'],
});

/** `/api/v2/petitions` */
export const petitions = defineResource('petitions', {
  singular: 'petition',
  operations: {
    list: 'listPetitions',
    show: 'showPetition',
    create: 'createPetition',
    update: 'updatePetition',
    delete: 'deletePetition',
  },
  attributes: {
    additional_signatures_count: integer({ default: 0 }),
    auto_response_broadcaster_id: recordId(),
    auto_response_content: prose(),
    auto_response_subject: text(),
    content: prose(),
    gather_volunteers: flag(),
    goal: integer({ default: 0 }),
    intro: prose(),
    is_auto_response: flag({ default: true }),
    page_id: recordId(),
    petition_form_address: choice(formFieldModes),
    petition_form_phone: choice(formFieldModes),
    signature_name: text(),
  },
  relationships: {
    page: one('pages', 'page_id'),
    petition_signatures: many('petition_signatures', 'petition_id'),
  },
  requiredOnCreate: ['relationships.page'],
  sideposting: {
    page: { methods: ['create'], required: true, pageType: 'Petition' },
  },
  defaultFields: ['page_id', 'intro', 'goal', 'additional_signatures_count', 'signature_name', 'is_auto_response'],
});

/** `/api/v2/petition_signatures` */
export const petition_signatures = defineResource('petition_signatures', {
  singular: 'petition_signature',
  operations: {
    list: 'listPetitionSignatures',
    show: 'showPetitionSignature',
    create: 'createPetitionSignature',
    update: 'updatePetitionSignature',
    delete: 'deletePetitionSignature',
  },
  attributes: {
    comment: prose({ pii: 'free_text' }),
    created_at: time({ access: 'r' }),
    is_private: flag({ default: false }),
    page_id: recordId({ access: 'r' }),
    petition_id: recordId(),
    recruiter_id: recordId(),
    signup_id: recordId(),
    trigger_autoresponses: flag({ access: 'w', default: false }),
    updated_at: time({ access: 'r' }),
  },
  relationships: {
    page: one('pages', 'page_id'),
    petition: one('petitions', 'petition_id'),
    recruiter: one('signups', 'recruiter_id'),
    signup: one('signups', 'signup_id'),
  },
  requiredOnCreate: ['petition_id', 'signup_id'],
  defaultFields: ['petition_id', 'signup_id', 'comment', 'is_private', 'created_at'],
});

/** `/api/v2/suggestion_boxes` */
export const suggestion_boxes = defineResource('suggestion_boxes', {
  singular: 'suggestion_box',
  operations: {
    list: 'listSuggestionBoxes',
    show: 'showSuggestionBox',
    create: 'createSuggestionBox',
    update: { id: 'updateSuggestionBox', include: false, fields: false },
    delete: { id: 'deleteSuggestionBox', include: false, fields: false },
  },
  attributes: {
    allow_image: flag({ nullable: false }),
    auto_response_broadcaster: text(),
    content: prose(),
    created_at: time({ access: 'r', nullable: false }),
    external_id: text(),
    headline: text(),
    name: text({ nullable: false }),
    official_response_notification_broadcaster: text(),
    page_id: recordId({ access: 'r', nullable: false }),
    point_person_id: recordId(),
    require_image: flag({ nullable: false }),
    response_notification_broadcaster: text(),
    send_auto_responses: flag({ nullable: false }),
    send_official_response_notifications: flag({ nullable: false }),
    send_response_notifications: flag({ nullable: false }),
    site_id: recordId({ nullable: false }),
    slug: text({ nullable: false }),
    status: choice(pageStatuses, { nullable: false }),
    tag_list: text(),
    title: text({ nullable: false }),
    updated_at: time({ access: 'r', nullable: false }),
  },
  relationships: {
    page: one('pages', 'page_id'),
    point_person: one('signups', 'point_person_id'),
    suggestions: many('suggestions', 'suggestion_box_id'),
  },
  requiredOnCreate: ['site_id', 'name', 'status'],
  defaultFields: [
    'allow_image',
    'auto_response_broadcaster',
    'content',
    'external_id',
    'headline',
    'name',
    'official_response_notification_broadcaster',
    'point_person_id',
    'require_image',
    'response_notification_broadcaster',
    'send_auto_responses',
    'send_official_response_notifications',
    'send_response_notifications',
    'site_id',
    'slug',
    'status',
    'tag_list',
    'title',
    'created_at',
    'page_id',
    'updated_at',
  ],
});

/** `/api/v2/suggestions` */
export const suggestions = defineResource('suggestions', {
  singular: 'suggestion',
  operations: {
    list: 'listSuggestions',
    show: 'showSuggestion',
    create: 'createSuggestion',
    update: { id: 'updateSuggestion', include: false, fields: false },
    delete: { id: 'deleteSuggestion', include: false, fields: false },
  },
  attributes: {
    content: prose({ pii: 'free_text' }),
    created_at: time({ access: 'r', nullable: false }),
    external_id: text(),
    has_image: flag({ access: 'r', nullable: false }),
    headline: prose({ nullable: false, pii: 'free_text' }),
    is_responded: flag({ access: 'r', nullable: false }),
    notify_followers: flag({ access: 'w' }),
    official_response: prose({ pii: 'free_text' }),
    page_id: recordId({ access: 'r', nullable: false }),
    recruiter_id: recordId(),
    responded_at: time(),
    response_author_id: recordId(),
    response_type_id: integer(),
    site_id: recordId({ access: 'r', nullable: false }),
    slug: text({ nullable: false }),
    status: choice(pageStatuses, { nullable: false }),
    suggestion_box_id: recordId({ nullable: false }),
    updated_at: time({ access: 'r', nullable: false }),
  },
  relationships: {
    answer_author: one('signups', 'response_author_id'),
    page: one('pages', 'page_id'),
    recruiter: one('signups', 'recruiter_id'),
  },
  requiredOnCreate: ['suggestion_box_id', 'headline'],
  defaultFields: [
    'content',
    'external_id',
    'headline',
    'official_response',
    'recruiter_id',
    'responded_at',
    'response_author_id',
    'response_type_id',
    'slug',
    'status',
    'suggestion_box_id',
    'created_at',
    'has_image',
    'is_responded',
    'page_id',
    'site_id',
    'updated_at',
  ],
});
