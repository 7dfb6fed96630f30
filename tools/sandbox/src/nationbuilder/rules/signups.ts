import { type NationRecord, textOf } from '../engine/records';
import type { Rules, Step, Values } from '../writes/rule';
import { fullName } from './derived-texts';

const slots = ['email1', 'email2', 'email3', 'email4'] as const;
/** The one whose value `primary_address` shows, by rank (unconfirmed). */
const addressRank = [
  'home_address',
  'mailing_address',
  'user_submitted_address',
  'registered_address',
  'billing_address',
  'work_address',
];
/** Attributes whose last change shows as a time. */
const watched = ['note', 'support_level', 'priority_level'];

export const signupRules: Rules = {
  signups: {
    check({ record, given, fail }) {
      const oneOf = (name: string, choices: readonly (string | number)[]): void => {
        const value = given[name] ?? null;
        if (value !== null && !choices.some(choice => choice === value))
          fail(name, `must be one of ${choices.join(', ')}`, 'inclusion');
      };
      oneOf('support_level', [1, 2, 3, 4, 5]);
      oneOf('inferred_support_level', [1, 2, 3, 4, 5]);
      oneOf('signup_type', [0, 1]);
      oneOf('sex', ['M', 'F', 'O']);
      oneOf('could_vote_status', [1, -1]);
      if (record.parent_id !== undefined && record.parent_id === record.id) fail('parent_id', 'must be another person');
    },
    // Unconfirmed: the vendor says nothing of what becomes of their sessions.
    keeps: ({ is_cpu }) => (is_cpu === true ? 'A control panel user cannot be deleted' : undefined),
    derive: step => ({ ...emails(step), ...times(step), ...primaryAddress(step), full_name: fullName(step.record) }),
  },
};

/** `email` is the address in the slot that `primary_email_id` names: a write of either reaches the other. */
function emails({ record, before, given }: Step): Values {
  const primary = slots[Number(record.primary_email_id ?? 1) - 1] ?? 'email1';
  if (given.email !== undefined) return { [primary]: given.email };
  const moved = before && (given[primary] !== undefined || given.primary_email_id !== undefined);
  return !before || moved ? { email: record[primary] ?? null } : {};
}

function times({ change, record, before }: Step): Values {
  const changed = watched.filter(name => (record[name] ?? null) !== (before?.[name] ?? null));
  return Object.fromEntries(changed.map(name => [name === 'note' ? 'note_updated_at' : `${name}_changed_at`, change.at]));
}

function primaryAddress({ record, given }: Step): Values {
  if (!addressRank.some(name => given[name] !== undefined)) return {};
  return { primary_address: addressRank.map(name => record[name] ?? null).find(address => address !== null) ?? null };
}

/** People with that address in any of their slots, in the order of their ids. */
export function peopleWithEmail(
  people: (property: string, value: string) => readonly NationRecord[],
  email: string,
): NationRecord[] {
  const found = new Map(['email', ...slots].flatMap(slot => people(slot, email).map(person => [person.id, person] as const)));
  return [...found.values()].toSorted((a, b) => Number(a.id) - Number(b.id));
}

/** Files an address in the first free slot after the first; a person with four keeps those four. */
export function extraEmail(person: NationRecord, email: string): Values {
  const known = [person.email, ...slots.map(slot => person[slot])].map(one => textOf(one).toLowerCase());
  if (email === '' || known.includes(email.toLowerCase())) return {};
  if (textOf(person.email) === '') return { email };
  const free = slots.slice(1).find(slot => textOf(person[slot]) === '');
  return free ? { [free]: email } : {};
}
