import { plainText } from '../kit/clean-text';
import type { ToolContext, UndoCall, WriteTool } from '../kit/define-tool';
import type { Journal } from '../kit/journal';
import { ToolError } from '../kit/tool-error';
import { findNamed, noSuchName } from '../writing/find-by-name';
import { itemsIn, type Prepared } from '../writing/item-writes';
import { parameter } from '../writing/attribute-parameters';
import { readPerson } from '../writing/people';
import { createTool, deleteTool, type Input, oneTargetTool, recordIdParameter, updateTool } from '../writing/record-tools';
import { textOf } from '../writing/words';

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

export const createSignupTag = createTool({
  name: 'create_signup_tag',
  type: 'signup_tags',
  effect: 'change',
  title: 'Making a tag',
  did: 'Made the tag',
  description: 'Makes a tag without tagging anybody. tag_signup and bulk_tag make missing tags themselves.',
  offer: { name: 'Name of the tag.' },
  required: ['name'],
});

const tagInput = {
  signup_id: recordIdParameter('The person.'),
  tag: parameter('string', 'Name of the tag.'),
};

/** The inverse of each tagged or untagged person. */
const inverse =
  (tool: string) =>
  ({ tag }: Input, journal: Journal): UndoCall[] =>
    itemsIn(journal, 'done').map(({ id }) => ({ tool, input: { signup_id: id, tag } }));

export const tagSignup = oneTargetTool({
  name: 'tag_signup',
  effect: 'reversible',
  kind: 'signups',
  title: 'Tagging a person',
  did: 'Tagged',
  description: 'Tags one person; makes the tag if it is missing. For many: bulk_tag.',
  input: tagInput,
  operations: ['createSignupTagging', 'createSignupTag', 'listSignupTags', 'listSignupTaggings', 'showSignup'],
  target: ({ signup_id: id }) => ({ type: 'signups', id: textOf(id) }),
  prepare: ({ tag }, id, context) => prepareTag(tagName(tag), id, context),
  makes: 'signup_taggings',
  undo: { class: 'exact', plan: inverse('untag_signup') },
});

export const untagSignup = oneTargetTool({
  name: 'untag_signup',
  effect: 'reversible',
  kind: 'signups',
  title: 'Taking a tag off a person',
  did: 'Took the tag off',
  description: 'Takes a tag off one person. For many: bulk_tag with remove.',
  input: tagInput,
  operations: ['deleteSignupTagging', 'listSignupTags', 'listSignupTaggings', 'showSignup'],
  target: ({ signup_id: id }) => ({ type: 'signups', id: textOf(id) }),
  prepare: ({ tag }, id, context) => prepareUntag(tagName(tag), id, context),
  undo: { class: 'exact', plan: inverse('tag_signup') },
});

/** A tag goes by its name, even where the name is a number. */
function tagName(tag: unknown): string {
  const name = textOf(tag).trim();
  if (name === '' || name.length > 200) throw new ToolError('invalid_input', 'The name of a tag has 1 to 200 characters.');
  return name;
}

async function prepareTag(name: string, id: string, context: ToolContext): Promise<Prepared> {
  const { nation } = context;
  const person = await readPerson(id, context);
  const tag = await findNamed('signup_tags', name, context);
  const taggings = async (tagId: string | undefined) => (tagId === undefined ? [] : taggingsOf(id, tagId, context));
  const [existing] = await taggings(tag?.id);
  return {
    label: person.label,
    link: person.link,
    changes: async () => [{ field: 'tag', after: plainText(tag?.name ?? name) }],
    notes: existing ? ['The person has the tag already.'] : tag ? [] : [`The tag “${name}” is new and will be made.`],
    ...(existing && { alreadySo: true, existingId: existing }),
    send: async signal => {
      const tagId = tag?.id ?? (await nation.create('signup_tags', { attributes: { name } }, {}, signal)).record.id;
      return (await nation.create('signup_taggings', { attributes: { signup_id: id, tag_id: tagId } }, {}, signal)).record.id;
    },
  };
}

async function prepareUntag(name: string, id: string, context: ToolContext): Promise<Prepared> {
  const person = await readPerson(id, context);
  const tag = await findNamed('signup_tags', name, context);
  if (!tag) throw await noSuchName('signup_tags', name, context);
  const existing = await taggingsOf(id, tag.id, context);
  return {
    label: person.label,
    link: person.link,
    changes: async () => [{ field: 'tag', before: plainText(tag.name) }],
    notes: existing.length === 0 ? ['The person does not have the tag.'] : [],
    alreadySo: existing.length === 0,
    repeatable: true,
    send: async signal => {
      for (const tagging of existing) await context.nation.delete('signup_taggings', tagging, signal);
      return undefined;
    },
  };
}

async function taggingsOf(signupId: string, tagId: string, { nation, signal }: ToolContext): Promise<string[]> {
  const filter = { signup_id: signupId, tag_id: tagId };
  const page = { size: 20, number: 1 };
  const { records } = await nation.list('signup_taggings', { filter, fields: { signup_taggings: ['tag_id'] }, page }, signal);
  return records.map(({ id }) => id);
}

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
