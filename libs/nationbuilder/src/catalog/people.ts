// What hangs on people: profiles, tags, relationships, contacts, lists. Source: NationBuilder's API document (V2), as data; names and types are the vendor's.

import { choice, flag, integer, prose, recordId, text, time } from './attributes';
import { contactMethods, contactStatuses, relationshipTypes } from './choices';
import { defineResource } from './define-resource';
import { many, one, showOnly, through } from './relationships';
import { bulk, memberList } from './routes';

/** `/api/v2/signup_profiles` */
export const signup_profiles = defineResource('signup_profiles', {
  singular: 'signup_profile',
  operations: {
    list: 'listSignupProfiles',
    show: 'showSignupProfile',
    create: 'createSignupProfile',
    update: 'updateSignupProfile',
    delete: 'deleteSignupProfile',
  },
  attributes: {
    bio: prose({ pii: 'identity' }),
    signup_id: recordId({ nullable: false }),
    website: text({ pii: 'identity' }),
  },
  relationships: {
    signup: one('signups', 'signup_id'),
  },
  requiredOnCreate: ['signup_id'],
  naturalKeys: [['signup_id']],
  defaultFields: ['bio', 'signup_id', 'website'],
});

/** `/api/v2/signup_tags` */
export const signup_tags = defineResource('signup_tags', {
  singular: 'signup_tag',
  operations: {
    list: 'listSignupTags',
    show: 'showSignupTag',
    create: 'createSignupTag',
    update: 'updateSignupTag',
    delete: 'deleteSignupTag',
  },
  attributes: {
    from_sharing_nation: flag({ access: 'r' }),
    imported: flag({ access: 'r' }),
    name: text({ default: '' }),
    shared_with_nations: flag({ access: 'r' }),
    taggings_count: integer({ access: 'r', default: 0 }),
  },
  relationships: {
    signups: showOnly(through('signups', 'signup_taggings', 'tag_id', 'signup_id')),
    taggings: showOnly(many('signup_taggings', 'tag_id')),
  },
  specialFilters: ['signup_id'],
  requiredOnCreate: ['name'],
  naturalKeys: [['name']],
  defaultFields: ['name', 'taggings_count'],
});

/** `/api/v2/signup_taggings` */
export const signup_taggings = defineResource('signup_taggings', {
  singular: 'signup_tagging',
  operations: {
    list: 'listSignupTaggings',
    show: 'showSignupTagging',
    create: 'createSignupTagging',
    delete: 'deleteSignupTagging',
  },
  attributes: {
    created_at: time({ access: 'r' }),
    signup_id: recordId({ nullable: false }),
    tag_id: recordId({ nullable: false }),
  },
  relationships: {
    signup: one('signups', 'signup_id'),
    tag: one('signup_tags', 'tag_id'),
  },
  requiredOnCreate: ['signup_id', 'tag_id'],
  naturalKeys: [['signup_id', 'tag_id']],
  defaultFields: ['signup_id', 'tag_id', 'created_at'],
});

/** `/api/v2/relationships` */
export const relationships = defineResource('relationships', {
  singular: 'relationship',
  operations: {
    list: { id: 'listRelationships', paged: false },
    show: 'showRelationship',
    create: 'createRelationship',
    update: 'updateRelationship',
    delete: 'deleteRelationship',
  },
  attributes: {
    created_at: time({ access: 'r', nullable: false }),
    first_signup_id: recordId({ nullable: false }),
    relationship_type: choice(relationshipTypes, { nullable: false }),
    second_signup_id: recordId({ nullable: false }),
    title: prose({ pii: 'free_text' }),
    updated_at: time({ access: 'r', nullable: false }),
  },
  relationships: {
    first_signup: one('signups', 'first_signup_id'),
    second_signup: one('signups', 'second_signup_id'),
  },
  requiredOnCreate: ['first_signup_id', 'second_signup_id', 'relationship_type'],
  naturalKeys: [['first_signup_id', 'second_signup_id', 'relationship_type']],
  defaultFields: ['first_signup_id', 'relationship_type', 'second_signup_id', 'title', 'created_at', 'updated_at'],
});

/** `/api/v2/contacts` */
export const contacts = defineResource('contacts', {
  singular: 'contact',
  operations: {
    list: 'listContacts',
    show: 'showContacts',
    create: 'createContacts',
    update: 'updateContacts',
    delete: 'deleteContacts',
  },
  attributes: {
    author_id: recordId(),
    broadcaster_id: recordId(),
    contact_method: choice(contactMethods),
    contact_status: choice(contactStatuses),
    content: prose({ pii: 'free_text' }),
    created_at: time({ access: 'r' }),
    path_id: recordId(),
    path_step_id: recordId(),
    pc_in_cents: integer({ nullable: false, default: 0 }),
    signup_id: recordId(),
  },
  relationships: {
    author: one('signups', 'author_id'),
    signup: one('signups', 'signup_id'),
  },
  requiredOnCreate: ['signup_id', 'contact_method'],
  naturalKeys: [['signup_id', 'contact_method']],
  defaultFields: [
    'signup_id',
    'author_id',
    'contact_method',
    'contact_status',
    'content',
    'path_id',
    'path_step_id',
    'created_at',
  ],
});

/** `/api/v2/lists` */
export const lists = defineResource('lists', {
  singular: 'list',
  operations: { list: 'listLists', show: 'showList', create: 'createList', update: 'updateList', delete: 'deleteList' },
  routes: {
    add_signups: bulk('addSignups', 'signup_ids'),
    remove_signups: bulk('removeSignups', 'signup_ids'),
    signups: memberList('listSignupListings', 'signups'),
    tag: bulk('tagSignups', 'tag'),
    untag: bulk('untagSignups', 'tag'),
  },
  attributes: {
    author_id: recordId(),
    created_at: time({ access: 'r' }),
    description: prose(),
    is_sharing_writable: flag({ default: false }),
    name: text(),
    parent_id: recordId(),
    signup_id: recordId(),
    signups_count: integer({ access: 'r' }),
    slug: text(),
    updated_at: time({ access: 'r' }),
  },
  relationships: {
    author: one('signups', 'author_id'),
    lists: many('lists', 'parent_id'),
    mailings: many('mailings', 'custom_list_id'),
    parent: one('lists', 'parent_id'),
    signup: one('signups', 'signup_id'),
  },
  requiredOnCreate: ['name'],
  naturalKeys: [['slug'], ['name']],
  defaultFields: ['name', 'slug', 'description', 'signups_count', 'author_id', 'parent_id', 'created_at', 'updated_at'],
});
