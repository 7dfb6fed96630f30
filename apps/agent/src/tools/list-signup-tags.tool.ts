import type { ReadQuery } from '@nat/nationbuilder';
import { z } from 'zod';
import { plainText } from './kit/clean-text';
import { defineTool } from './kit/define-tool';
import { counted, filterOf, limit, recordId, textCondition } from './kit/parameters';

/** Finds tags. */
export const listSignupTags = defineTool({
  name: 'list_signup_tags',
  version: 1,
  effect: 'read',
  minRole: 'read_only',
  operations: ['listSignupTags'],
  description:
    'Finds tags by name, or the tags of one person. Returns id, name and how many people carry each tag. Similar tags often ' +
    'exist side by side, such as Volunteer and volunteers: search with match and name the ones you used. Who carries a tag is ' +
    'read with list_signup_taggings.',
  input: z.strictObject({
    filter: z
      .strictObject({
        name: textCondition.optional().describe('Name of the tag.'),
        signup_id: recordId.optional().describe('Only the tags of the person with this id.'),
      })
      .optional()
      .describe('Conditions that must all hold. Leave out for all tags.'),
    limit,
  }),
  title: () => 'Looking up tags',
  run: async ({ filter, limit: size }, { nation, signal }) => {
    const query: ReadQuery<'signup_tags'> = {
      filter: filterOf(filter),
      fields: { signup_tags: ['name', 'taggings_count'] },
      sort: 'name',
      page: { size, number: 1 },
      count: true,
    };
    const { records, total } = await nation.list('signup_tags', query, signal);
    const count = total ?? records.length;
    const data = records.map(({ id, attributes }) => ({
      id,
      name: plainText(attributes.name),
      taggings_count: attributes.taggings_count,
    }));
    return { forModel: { data, count }, summary: counted(count, 'tag'), links: [] };
  },
});
