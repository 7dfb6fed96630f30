import type { ReadTool } from '../kit/define-tool';
import { getTool, listTool } from '../kit/read-tools';

/** Pages of the website, petitions and who signed them. */
export const pageReads: readonly ReadTool[] = [
  listTool({ type: 'pages', description: 'Website pages. By name, slug, status, page_type_name.' }),
  getTool({
    type: 'pages',
    description: 'One website page.',
    fields: ['slug', 'title', 'excerpt', 'permission_level', 'parent_id', 'site_id'],
  }),
  listTool({ type: 'petitions', description: 'Petitions, with the name of their page.' }),
  getTool({
    type: 'petitions',
    description: 'One petition, with the number who signed.',
    operations: ['listPetitionSignatures'],
    related: async (id, { nation, signal }) => ({
      signatures_count: await nation.count('petition_signatures', { filter: { petition_id: id } }, signal),
    }),
  }),
  listTool({ type: 'petition_signatures', description: 'Who signed petitions. By petition_id, signup_id, created_at.' }),
];
