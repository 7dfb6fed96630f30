import { plainText } from '../kit/clean-text';
import type { ReadTool } from '../kit/define-tool';
import { placeParameters } from '../kit/parameters';
import { getTool, listTool } from '../kit/read-tools';
import { getListMembers } from './get-list-members';
import { tagsAndMemberships } from './tags-and-memberships';

const place = ({ city, state }: { city?: string; state?: string }): string =>
  [plainText(city), plainText(state)].filter(Boolean).join(', ');

/** People, and what hangs on them: tags, contacts, lists, the nation's own fields. */
export const peopleReads: readonly ReadTool[] = [
  listTool({
    type: 'signups',
    description: 'People and organizations, by any attribute and where they live.',
    parameters: placeParameters,
    title: input => `Looking up people${place(input) && ` in ${place(input)}`}`,
    narrow: ({ city, state }) => ({ place: { city, state } }),
  }),
  getTool({
    type: 'signups',
    description: 'One person, with tags and memberships.',
    fields: ['first_donated_at', 'employer', 'occupation', 'email_opt_in', 'mobile_opt_in', 'is_possible_duplicate'],
    operations: ['listSignupTags', 'listMemberships', 'listMembershipTypes'],
    related: tagsAndMemberships,
  }),
  listTool({
    type: 'signup_tags',
    description: 'Tags, with how many carry each (taggings_count). By name; by signup_id: tags of one person.',
  }),
  listTool({ type: 'signup_taggings', description: 'Who carries which tag. By tag_id or signup_id.' }),
  listTool({
    type: 'contacts',
    description: 'Logged conversations with people. By signup_id, author_id, contact_method, contact_status, created_at.',
  }),
  getTool({ type: 'contacts', description: 'One logged conversation, with its text.' }),
  listTool({ type: 'lists', description: 'Saved lists of people, with their size (signups_count). By name.' }),
  getTool({ type: 'lists', description: 'One list, with its size.', fields: ['slug', 'parent_id', 'updated_at'] }),
  getListMembers,
  listTool({ type: 'custom_fields', description: "The nation's own fields of people and donations." }),
];
