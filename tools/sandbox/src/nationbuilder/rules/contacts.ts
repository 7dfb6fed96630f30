import { parseInstant } from '../engine/nation-time';
import { type NationRecord, textOf } from '../engine/records';
import type { Change } from '../writes/change';
import type { Rules } from '../writes/rule';

export const contactRules: Rules = {
  contacts: {
    defaults: ({ change }) => ({ author_id: change.authorId }),
    check({ change, record, fail }) {
      const step = change.find('path_steps', record.path_step_id);
      if (step && record.path_id && step.path_id !== record.path_id) fail('path_step_id', 'must be a step of the path');
    },
    follow({ change, before, after }) {
      for (const person of new Set([before?.signup_id, after?.signup_id])) showLastContact(change, textOf(person));
    },
  },
};

const instantOf = (contact: NationRecord): number => parseInstant(textOf(contact.created_at)) ?? 0;

/** A person shows their latest contact: when, by whom and how it went. Without contacts they show nothing. */
function showLastContact(change: Change, signupId: string): void {
  let last: NationRecord | undefined;
  for (const contact of change.where('contacts', 'signup_id', signupId)) {
    if (!last || instantOf(contact) >= instantOf(last)) last = contact;
  }
  change.set('signups', signupId, {
    last_contacted_at: last?.created_at ?? null,
    last_contacted_by_id: last?.author_id ?? null,
    contact_status: last?.contact_status ?? null,
  });
}
