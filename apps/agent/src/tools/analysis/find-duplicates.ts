import { z } from 'zod';
import { everyPage } from '../kit/all-records';
import { defineTool } from '../kit/define-tool';
import { rowLinks } from '../kit/read-tools';
import { planRows } from '../kit/row-plan';
import { rowsOfIds } from '../kit/rows';
import { answer } from '../kit/tool-answer';
import { DuplicateGroups, type Likeness } from './duplicate-groups';

const shownGroups = 10;
const shownPeople = 5;

/** What is compared; values of contact data are compared by code and told to nobody. */
const compared = {
  email: ['email', 'email1', 'email2', 'email3', 'email4'],
  phone: ['phone_number', 'mobile_number'],
  name: ['full_name'],
} as const satisfies Record<Likeness, readonly string[]>;

/** Finds people who may be in the nation twice. */
export const findDuplicates = defineTool({
  name: 'find_duplicates',
  version: 1,
  effect: 'read',
  minRole: 'read_only',
  operations: ['listSignups'],
  description: 'Groups of people who look like one: same email or phone. Merging is done in NationBuilder.',
  input: z.strictObject({ by: z.enum(['email', 'phone', 'name']).optional().describe('Only by this.') }),
  title: () => 'Looking for duplicates',
  run: async ({ by }, context) => {
    const likenesses: readonly Likeness[] = by ? [by] : ['email', 'phone'];
    const fields = likenesses.flatMap(likeness => [...compared[likeness]]);
    const found = new DuplicateGroups();
    let truncated = false;
    for await (const page of everyPage({ type: 'signups' }, { fields: { signups: fields } }, context)) {
      for (const { id, attributes } of page.records)
        for (const likeness of likenesses)
          found.add(
            id,
            likeness,
            compared[likeness].map(name => (attributes as Record<string, unknown>)[name]),
          );
      truncated ||= page.truncated;
    }
    const groups = found.groups();
    const shown = groups.slice(0, shownGroups).map(group => ({ ...group, shown: group.ids.slice(0, shownPeople) }));
    const people = await rowsOfIds(
      shown.flatMap(group => group.shown),
      planRows('signups'),
      context,
    );
    const data = shown.map(group => ({
      same: group.same,
      size: group.ids.length,
      people: people.filter(({ id }) => group.shown.includes(id)).map(({ id, name, city, state }) => ({ id, name, city, state })),
    }));
    const summary = `${groups.length.toLocaleString('en-US')} ${groups.length === 1 ? 'group' : 'groups'} of possible duplicates`;
    return answer({ data, count: groups.length, truncated, summary, links: rowLinks('signups', people, context) });
  },
});
