import { plainText } from '../kit/clean-text';
import type { ToolContext, UndoCall } from '../kit/define-tool';
import type { Journal } from '../kit/journal';
import { ToolError } from '../kit/tool-error';
import { parameter } from '../writing/attribute-parameters';
import { findNamed, noSuchName } from '../writing/find-by-name';
import { itemsIn, type Prepared } from '../writing/item-writes';
import { type Input, oneTargetTool } from '../writing/one-target-tool';
import { readPerson } from '../writing/people';
import { createTool, recordIdParameter } from '../writing/record-tools';
import { textOf } from '../writing/words';

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
      const tagging = { attributes: { signup_id: id, tag_id: tagId } };
      return { createdId: (await nation.create('signup_taggings', tagging, {}, signal)).record.id };
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
