import { textOf } from '../engine/records';
import type { Rule, Rules } from '../writes/rule';
import { formatAmount } from './derived-texts';

/** A person has at most one record of such a type. */
const onePerPerson = (type: string): Rule => ({
  check({ change, record, fail }) {
    const taken = change.where(type, 'signup_id', textOf(record.signup_id)).some(other => other.id !== record.id);
    if (taken) fail('signup_id', 'has already been taken', 'taken');
  },
});

export const profileRules: Rules = {
  signup_profiles: onePerPerson('signup_profiles'),
  voters: onePerPerson('voters'),
  relationships: {
    check({ record, fail }) {
      if (record.first_signup_id === record.second_signup_id) fail('second_signup_id', 'must be another person');
    },
  },
  elections: {
    derive: ({ record }) => ({ donation_maximum: formatAmount(Number(record.donation_maximum_in_cents ?? 0)) }),
  },
};
