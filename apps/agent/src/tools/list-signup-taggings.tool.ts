import type { ReadQuery } from '@nat/nationbuilder';
import { z } from 'zod';
import { defineTool } from './kit/define-tool';
import { distinctLinks } from './kit/links';
import { counted, limit, recordId } from './kit/parameters';
import { nameFields, nameOf, placeField, placeOf } from './signup-row';

/** Finds who carries a tag. */
export const listSignupTaggings = defineTool({
  name: 'list_signup_taggings',
  version: 1,
  effect: 'read',
  minRole: 'read_only',
  operations: ['listSignupTaggings'],
  description:
    'Finds the people who carry one tag. Returns up to 20 rows with signup_id, name and city, and in count the exact number ' +
    'of people with the tag. The id of the tag comes from list_signup_tags.',
  input: z.strictObject({ tag_id: recordId.describe('Id of the tag, from list_signup_tags.'), limit }),
  title: () => 'Looking up who has a tag',
  run: async ({ tag_id: tagId, limit: size }, { nation, links, signal }) => {
    const query: ReadQuery<'signup_taggings'> = {
      filter: { tag_id: tagId },
      fields: { signup_taggings: ['signup_id', 'tag_id'], signups: [...nameFields] },
      extraFields: { signups: [placeField] },
      include: ['signup'],
      page: { size, number: 1 },
      count: true,
    };
    const { records, included, total } = await nation.list('signup_taggings', query, signal);
    const count = total ?? records.length;
    const people = records.map(record => ({ id: String(record.attributes.signup_id), signup: included.one(record, 'signup') }));
    const data = people.map(({ id, signup }) => ({ signup_id: id, name: nameOf(signup), city: placeOf(signup).city }));
    return {
      forModel: { data, count },
      summary: counted(count, 'person', 'people'),
      links: distinctLinks(people.map(({ id, signup }) => links.to('signup', id, nameOf(signup)))),
    };
  },
});
