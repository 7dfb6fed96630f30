// People, their tags, lists and contacts. Source: the vendor's API document (V2), as data.

import { SHOW_ONLY, defineType, many, one, oneOwned, through } from './define-type';
import { CONTACT_STATUSES } from './choices';

export const signups = defineType({
  type: 'signups',
  operations: { list: 'listSignups', me: 'meSignup', show: 'showSignup' },
  attributes: {
    readWrite: {
      id: 'author_id import_id last_call_id last_contacted_by_id parent_id precinct_id recruiter_id',
      text: [
        'availability church city_district city_sub_district civicrm_id county_district county_file_id',
        'datatrust_id demo dw_id email email1 email2 email3 email4 employer ethnicity external_id fax_number',
        'federal_district fire_district first_name inferred_party judicial_district labour_region language',
        'last_name legal_name locale marital_status middle_name mobile_number ngp_id note occupation party',
        'pf_strat_id phone_number phone_time prefix previous_party profile_content profile_headline religion',
        'rnc_id rnc_regid salesforce_id school_district school_sub_district sex state_file_id',
        'state_lower_district state_upper_district submitted_address suffix supranational_district township',
        'username van_id village_district ward work_phone_number',
      ].join(' '),
      time: [
        'banned_at first_donated_at first_fundraised_at first_prospect_at first_recruited_at first_supporter_at',
        'first_volunteer_at last_contacted_at last_donated_at last_fundraised_at last_rule_violation_at',
        'unsubscribed_at',
      ].join(' '),
      date: 'born_at registered_at',
      integer: [
        'capital_amount_in_cents=0 could_vote_status donations_amount_in_cents=0',
        'donations_amount_this_cycle_in_cents=0 donations_count=0 donations_count_this_cycle=0',
        'donations_pledged_amount_in_cents=0 donations_raised_amount_in_cents=0',
        'donations_raised_amount_this_cycle_in_cents=0 donations_raised_count=0',
        'donations_raised_count_this_cycle=0 donations_to_raise_amount_in_cents=0 inferred_support_level',
        'primary_email_id=1 priority_level received_capital_amount_in_cents=0 rule_violations_count=0',
        'signup_type!=0 spent_capital_amount_in_cents=0 support_level warnings_count=0',
      ].join(' '),
      choice: 'contact_status',
      object: 'custom_values',
      flag: [
        'do_not_call=false do_not_contact=false email1_is_bad=false email2_is_bad=false email3_is_bad=false',
        'email4_is_bad=false email_opt_in=true federal_donotcall=false is_deceased=false is_fundraiser=false',
        'is_ignore_donation_limits=false is_leaderboardable=true is_mobile_bad=false is_possible_duplicate=false',
        'is_profile_private=false is_profile_searchable=true is_prospect=false is_supporter=true',
        'is_survey_question_private=false is_volunteer=false mobile_opt_in=true party_member',
      ].join(' '),
    },
    readOnly: {
      time: 'created_at note_updated_at priority_level_changed_at support_level_changed_at updated_at',
      flag: 'email1_is_bouncing email2_is_bouncing email3_is_bouncing email4_is_bouncing is_cpu is_donor',
      text: 'full_name profile_content_html',
    },
    writeOnly: {
      object: [
        'billing_address_attributes home_address_attributes mailing_address_attributes',
        'registered_address_attributes user_submitted_address_attributes work_address_attributes',
      ].join(' '),
    },
  },
  choices: {
    contact_status: CONTACT_STATUSES,
  },
  extraFields: [
    'billing_address',
    'home_address',
    'mailing_address',
    'primary_address',
    'profile_image_url',
    'registered_address',
    'user_submitted_address',
    'work_address',
  ],
  relationships: {
    author: one('signups', 'author_id'),
    last_contacted_by: one('signups', 'last_contacted_by_id'),
    memberships: many('memberships', 'signup_id'),
    page: one('pages', 'page_id'),
    parent: one('signups', 'parent_id'),
    path_journeys: many('path_journeys', 'signup_id'),
    petition_signatures: many('petition_signatures', 'signup_id'),
    precinct: one('precincts', 'precinct_id'),
    recruiter: one('signups', 'recruiter_id'),
    signup_profile: oneOwned('signup_profiles', 'signup_id'),
    signup_tags: through('signup_tags', 'signup_taggings', 'signup_id', 'tag_id'),
    taggings: many('signup_taggings', 'signup_id'),
    voter: oneOwned('voters', 'signup_id'),
  },
});

export const signupTags = defineType({
  type: 'signup_tags',
  operations: { list: 'listSignupTags', show: 'showSignupTag' },
  specialFilters: { signup_id: { through: 'signup_taggings', own: 'tag_id', match: 'signup_id' } },
  attributes: {
    readWrite: {
      text: 'name=',
    },
    readOnly: {
      flag: 'from_sharing_nation imported shared_with_nations',
      integer: 'taggings_count=0',
    },
  },
  relationships: {
    signups: through('signups', 'signup_taggings', 'tag_id', 'signup_id', SHOW_ONLY),
    taggings: many('signup_taggings', 'tag_id', SHOW_ONLY),
  },
});

export const signupTaggings = defineType({
  type: 'signup_taggings',
  operations: { list: 'listSignupTaggings', show: 'showSignupTagging' },
  attributes: {
    readWrite: {
      id: 'signup_id! tag_id!',
    },
    readOnly: {
      time: 'created_at',
    },
  },
  relationships: {
    signup: one('signups', 'signup_id'),
    tag: one('signup_tags', 'tag_id'),
  },
});

export const contacts = defineType({
  type: 'contacts',
  operations: { list: 'listContacts', show: 'showContacts' },
  attributes: {
    readWrite: {
      id: 'author_id broadcaster_id path_id path_step_id signup_id',
      choice: 'contact_method contact_status',
      text: 'content',
      integer: 'pc_in_cents!=0',
    },
    readOnly: {
      time: 'created_at',
    },
  },
  choices: {
    contact_method: [
      'delivery',
      'door_knock',
      'email',
      'email_blast',
      'face_to_face',
      'facebook',
      'meeting',
      'phone_call',
      'robocall',
      'snail_mail',
      'text',
      'text_1to1',
      'text_blast',
      'tweet',
      'video_call',
      'webinar',
      'linkedin',
      'other',
    ],
    contact_status: CONTACT_STATUSES,
  },
  relationships: {
    author: one('signups', 'author_id'),
    signup: one('signups', 'signup_id'),
  },
});

export const lists = defineType({
  type: 'lists',
  operations: { list: 'listLists', show: 'showList' },
  attributes: {
    readWrite: {
      id: 'author_id parent_id signup_id',
      text: 'description name slug',
      flag: 'is_sharing_writable=false',
    },
    readOnly: {
      time: 'created_at updated_at',
      integer: 'signups_count',
    },
  },
  relationships: {
    author: one('signups', 'author_id'),
    lists: many('lists', 'parent_id'),
    mailings: many('mailings', 'custom_list_id'),
    parent: one('lists', 'parent_id'),
    signup: one('signups', 'signup_id'),
  },
});

export const customFields = defineType({
  type: 'custom_fields',
  operations: { list: 'listCustomFields', show: 'showCustomField' },
  attributes: {
    readOnly: {
      time: 'created_at! updated_at!',
      text: 'field_type name resource_type slug',
      object: 'options',
      integer: 'position',
    },
  },
});
