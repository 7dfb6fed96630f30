import type { ReadQuery } from '@nat/nationbuilder';
import { z } from 'zod';
import { plainText } from './kit/clean-text';
import { defineTool } from './kit/define-tool';
import { distinctLinks } from './kit/links';
import { counted, limit } from './kit/parameters';

/** Finds lists. */
export const listLists = defineTool({
  name: 'list_lists',
  version: 1,
  effect: 'read',
  minRole: 'read_only',
  operations: ['listLists'],
  description:
    'Finds the lists of the nation by name. Returns up to 20 rows with id, name and signups_count, the number of people on the ' +
    'list as NationBuilder last counted it, and in count the number of all matching lists.',
  input: z.strictObject({
    name: z
      .string()
      .trim()
      .min(1)
      .max(200)
      .optional()
      .describe('Only lists whose name contains this text. Leave out for all lists.'),
    limit,
  }),
  title: () => 'Looking up lists',
  run: async ({ name, limit: size }, { nation, links, signal }) => {
    const query: ReadQuery<'lists'> = {
      filter: name ? { name: { match: name } } : {},
      fields: { lists: ['name', 'signups_count'] },
      sort: 'name',
      page: { size, number: 1 },
      count: true,
    };
    const { records, total } = await nation.list('lists', query, signal);
    const count = total ?? records.length;
    const data = records.map(({ id, attributes }) => ({
      id,
      name: plainText(attributes.name),
      signups_count: attributes.signups_count,
    }));
    return {
      forModel: { data, count },
      summary: counted(count, 'list'),
      links: distinctLinks(data.map(list => links.to('list', list.id, list.name))),
    };
  },
});
