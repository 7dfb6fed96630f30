import type { Rules } from '../writes/rule';

export const membershipRules: Rules = {
  memberships: {
    defaults: ({ change }) => ({ status: 'active', started_at: change.at }),
    follow({ change, after, orders }) {
      if (after && orders.trigger_autoresponses === true)
        change.mailPerson('membership autoresponse', 'memberships', after.id, after.signup_id);
    },
  },
};
