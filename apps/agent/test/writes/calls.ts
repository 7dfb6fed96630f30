import type { Workbench } from './workbench';

/** A call on the demo nation that changes something; `people` of it become the selection `rs_1`. */
export interface Call {
  input: Record<string, unknown>;
  selection?: readonly string[];
}

/** Somebody with a phone number who has no open wishes about contact. */
const someone = (bench: Workbench) => bench.id('signups', { is_volunteer: true, do_not_contact: false, unsubscribed_at: null });
const several = (bench: Workbench, count: number) =>
  bench.ids('signups', { is_supporter: true, do_not_contact: false, unsubscribed_at: null, is_deceased: false }, count);

/** One call for every tool that writes. */
export const calls: Readonly<Record<string, (bench: Workbench) => Promise<Call>>> = {
  create_signup: async () => ({
    input: {
      first_name: 'Nova',
      last_name: 'Newcomer',
      email: 'nova@example.org',
      home_address_attributes: { address1: '1 Main St', city: 'Austin', state: 'TX' },
      custom_values: { 'Shirt size': 'xl' },
      more: { language: 'en' },
    },
  }),
  update_signup: async bench => ({
    input: {
      id: await someone(bench),
      employer: 'City of Austin',
      is_volunteer: false,
      email: 'other@example.org',
      home_address_attributes: { city: 'Waco' },
      custom_values: { shirt_size: 'L' },
      more: { prefix: 'Dr.', priority_level: 2 },
    },
  }),
  delete_signup: async bench => ({ input: { id: await someone(bench) } }),
  create_signup_tag: async () => ({ input: { name: 'Bake sale 2026' } }),
  tag_signup: async bench => {
    const tagged = await bench
      .context()
      .nation.list('signup_taggings', { filter: { tag_id: '61' }, page: { size: 100, number: 1 } });
    const ids = new Set(tagged.records.map(({ attributes }) => attributes.signup_id));
    const people = await several(bench, 100);
    return { input: { signup_id: people.findLast(id => !ids.has(id)), tag: 'Volunteer' } };
  },
  untag_signup: async bench => {
    const tagging = await bench.read('signup_taggings', await bench.id('signup_taggings', { tag_id: '61' }), ['signup_id']);
    return { input: { signup_id: tagging.signup_id, tag: 'Volunteer' } };
  },
  log_contact: async bench => ({
    input: {
      signup_id: await someone(bench),
      contact_method: 'phone call',
      contact_status: 'answered',
      content: 'Will bring chairs.',
    },
  }),
  update_contact: async bench => ({ input: { id: await bench.id('contacts'), contact_status: 'left_message', content: null } }),
  delete_contact: async bench => ({ input: { id: await bench.id('contacts') } }),
  create_donation: async bench => ({
    input: {
      signup_id: await someone(bench),
      amount_in_cents: 2_500,
      payment_type_name: 'Cash',
      donation_tracking_code_id: 'Website',
    },
  }),
  update_donation: async bench => ({
    input: {
      id: await bench.id('donations', { status: 'succeeded' }),
      note: 'Thanked in person',
      donation_tracking_code_id: null,
    },
  }),
  delete_donation: async bench => ({ input: { id: await bench.id('donations', { status: 'succeeded' }) } }),
  create_pledge: async bench => ({ input: { signup_id: await someone(bench), amount_in_cents: 10_000 } }),
  create_membership: async bench => ({
    input: { signup_id: await someone(bench), membership_type_id: 'Student member', expires_on: '2027-06-15' },
  }),
  create_event: async () => ({
    input: {
      name: 'Summer picnic',
      start_at: '2026-07-04T15:00',
      end_at: '2026-07-04T18:30',
      site_id: '1',
      venue_name: 'Zilker Park',
      more: { headline: 'Come along' },
    },
  }),
  update_event: async bench => ({
    input: { id: await bench.id('events'), name: 'Renamed', venue_name: 'The Barn', start_at: '2026-08-01', capacity_count: 12 },
  }),
  delete_event: async bench => ({ input: { id: await bench.id('events') } }),
  create_event_rsvp: async bench => ({
    input: { event_id: '301', signup_id: (await several(bench, 60)).at(-1), guests_count: 2 },
  }),
  update_event_rsvp: async bench => ({ input: { id: await bench.id('event_rsvps'), guests_count: 3, attendee: false } }),
  delete_event_rsvp: async bench => ({ input: { id: await bench.id('event_rsvps') } }),
  assign_to_path: async bench => ({
    input: { signup_id: (await several(bench, 80)).at(-1), path_id: 'Become a volunteer', current_step_id: 'Called' },
  }),
  update_path_journey: async bench => ({
    input: {
      id: await bench.id('path_journeys', { journey_status: 'active', current_step_id: '111' }),
      current_step_id: 'Called',
    },
  }),
  delete_path_journey: async bench => ({ input: { id: await bench.id('path_journeys', { journey_status: 'active' }) } }),
  move_path_journey: async bench => ({
    input: {
      id: await bench.id('path_journeys', { journey_status: 'active', path_id: '31' }),
      action: 'complete',
      reason: 'Reached the goal',
    },
  }),
  enroll_in_automation: async bench => ({
    input: { signup_id: (await several(bench, 90)).at(-1), automation_id: 'Welcome series' },
  }),
  sign_petition: async bench => ({ input: { petition_id: '26', signup_id: (await several(bench, 70)).at(-1), comment: 'Yes.' } }),
  record_survey_response: async bench => ({
    input: { signup_id: (await several(bench, 75)).at(-1), survey_question_id: '91', answer: 'housing' },
  }),
  add_to_list: async bench => ({ input: { list_id: 'Spring appeal', result_set: 'rs_1' }, selection: await several(bench, 60) }),
  remove_from_list: async bench => ({
    input: { list_id: 'Spring appeal', result_set: 'rs_1' },
    selection: await several(bench, 60),
  }),
  bulk_tag: async bench => ({ input: { result_set: 'rs_1', tag: 'Volunteer' }, selection: await several(bench, 60) }),
  bulk_list_change: async bench => ({
    input: { result_set: 'rs_1', new_list_name: 'Picnic helpers' },
    selection: await several(bench, 30),
  }),
  bulk_change: async bench => ({
    input: { result_set: 'rs_1', change: 'update', values: { is_prospect: true, employer: 'City of Waco' } },
    selection: await several(bench, 6),
  }),
  change_record: async () => ({ input: { type: 'paths', action: 'update', id: '31', attributes: { name: 'Volunteer well' } } }),
  push_signup: async bench => {
    const id = await bench.id('signups', { email: { not_eq: null }, is_volunteer: true });
    const { email } = await bench.read('signups', id, ['email']);
    return { input: { attributes: { email, occupation: 'Baker' } } };
  },
};
