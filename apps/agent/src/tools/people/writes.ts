import type { WriteTool } from '../kit/define-tool';
import type { Input } from '../writing/one-target-tool';
import { createTool, deleteTool, updateTool } from '../writing/record-tools';
import { createSignupTag, tagSignup, untagSignup } from './tag-writes';

/** Attributes of a person that can be set by name; all others go through `change_record`. */
const signupOffer = {
  first_name: 'First name.',
  last_name: 'Last name.',
  email: 'E-mail.',
  phone_number: 'Phone.',
  mobile_number: 'Mobile phone.',
  home_address_attributes: 'address1, city, state, zip, country_code.',
  employer: 'Employer.',
  occupation: 'Occupation.',
  is_volunteer: 'Volunteer.',
  email_opt_in: 'Agrees to e-mail.',
  do_not_contact: 'Wants no contact.',
  do_not_call: 'Wants no calls.',
  support_level: '1 strong support to 5 strong opposition.',
  note: 'Note.',
  custom_values: '{custom field: value}.',
} as const;
const rareOfSignups = [
  'prefix',
  'middle_name',
  'suffix',
  'work_phone_number',
  'mailing_address_attributes',
  'work_address_attributes',
  'mobile_opt_in',
  'language',
  'priority_level',
  'recruiter_id',
  'external_id',
] as const;

export const createSignup = createTool({
  name: 'create_signup',
  type: 'signups',
  effect: 'change',
  title: 'Adding a person',
  did: 'Added',
  description: 'Adds a person, never matching one who exists; push_signup does. Needs a name, email or phone.',
  offer: signupOffer,
  rare: rareOfSignups,
});

export const updateSignup = updateTool({
  name: 'update_signup',
  type: 'signups',
  effect: 'change',
  title: 'Changing a person',
  did: 'Changed',
  description: 'Changes fields of a person; null clears.',
  offer: signupOffer,
  rare: rareOfSignups,
});

export const deleteSignup = deleteTool({
  name: 'delete_signup',
  type: 'signups',
  undoable: false,
  description: 'Deletes a person for good.',
});

const contactOffer = {
  contact_method: 'phone_call, meeting, door_knock, email, text, face_to_face, video_call, other, …',
  contact_status: 'answered, no_answer, left_message, meaningful_interaction, not_interested, refused, …',
  content: 'What was said.',
} as const;

export const logContact = createTool({
  name: 'log_contact',
  type: 'contacts',
  effect: 'reversible',
  title: 'Logging a contact',
  did: 'Logged a contact with',
  description: 'Logs that a person was contacted. Sends nothing.',
  offer: {
    signup_id: 'Who was contacted.',
    ...contactOffer,
    author_id: 'Who contacted; default the connected user.',
  },
  rare: ['broadcaster_id', 'path_id', 'path_step_id'],
  required: ['signup_id', 'contact_method'],
  calls: ['meSignup'],
  request: async ({ author_id: author }, { nation, signal }) => ({
    attributes:
      author === undefined ? { author_id: (await nation.me({ fields: { signups: ['first_name'] } }, signal)).record.id } : {},
  }),
});

export const updateContact = updateTool({
  name: 'update_contact',
  type: 'contacts',
  effect: 'change',
  title: 'Changing a logged contact',
  did: 'Changed a contact',
  description: 'Changes a logged contact; values as in log_contact, null clears.',
  offer: { contact_method: 'Method.', contact_status: 'Outcome.', content: 'What was said.' },
});

export const deleteContact = deleteTool({
  name: 'delete_contact',
  type: 'contacts',
  undoable: true,
  description: 'Deletes a logged contact.',
});

/** Tools that write people, tags and logged contacts. */
export const peopleWrites: readonly WriteTool<Input>[] = [
  createSignup,
  updateSignup,
  deleteSignup,
  createSignupTag,
  tagSignup,
  untagSignup,
  logContact,
  updateContact,
  deleteContact,
];
