import { z } from 'zod';
import { plainText } from './kit/clean-text';
import { defineTool } from './kit/define-tool';
import { distinctLinks } from './kit/links';
import { recordId } from './kit/parameters';
import { nameOf, placeField, signupFields, signupRow } from './signup-row';

const shownTags = 20;

/** Reads one person. */
export const getSignup = defineTool({
  name: 'get_signup',
  version: 1,
  effect: 'read',
  minRole: 'read_only',
  operations: ['showSignup'],
  description:
    'Reads one person by id: name, city and state, roles, giving, when they were added and last contacted, and their tags. ' +
    'Use it when a row of another tool or the page context gives the id. Contact details are never returned.',
  input: z.strictObject({ id: recordId.describe('Id of the person, as other tools return it in id or signup_id.') }),
  title: () => 'Reading a person',
  run: async ({ id }, { nation, links, signal }) => {
    const { record, included } = await nation.show(
      'signups',
      id,
      {
        fields: { signups: [...signupFields, 'first_donated_at', 'last_contacted_at'], signup_tags: ['name'] },
        extraFields: { signups: [placeField] },
        include: ['signup_tags'],
      },
      signal,
    );
    const tags = included.many(record, 'signup_tags').flatMap(tag => plainText(tag.attributes.name) ?? []);
    const { first_donated_at: first, last_contacted_at: contacted } = record.attributes;
    const more = { first_donated_at: plainText(first), last_contacted_at: plainText(contacted) };
    const data = { ...signupRow(record), ...more, tags: tags.slice(0, shownTags), tags_count: tags.length };
    return { forModel: { data }, summary: nameOf(record), links: distinctLinks([links.to('signup', id, nameOf(record))]) };
  },
});
