import { unprocessable } from '../engine/api-error';
import { textOf } from '../engine/records';
import type { Change } from '../writes/change';
import type { Rules } from '../writes/rule';

export const automationRules: Rules = {
  automations: {
    defaults: () => ({ status: 'drafted', ...noEnrollments }),
    actions: {
      archive(change, { id, status }) {
        if (status === 'archived')
          throw unprocessable([{ attribute: 'status', message: 'is already archived', code: 'invalid' }]);
        change.set('automations', id, { status: 'archived' });
      },
    },
  },
  automation_enrollments: {
    defaults: ({ change }) => ({ automation_step_number: 0, next_execution: change.at }),
    check({ change, record, fail }) {
      if (change.find('automations', record.automation_id)?.status !== 'running') fail('automation_id', 'is not running');
      const others = change.where('automation_enrollments', 'signup_id', textOf(record.signup_id));
      const isEnrolled = others.some(one => one.automation_id === record.automation_id && !one.excluded_at);
      if (isEnrolled) fail('signup_id', 'is already enrolled', 'taken');
    },
    follow({ change, before, after }) {
      countEnrollments(change, textOf((after ?? before)?.automation_id), after ? 0 : 1);
    },
  },
};

const noEnrollments = {
  completed_enrollments_count: 0,
  conversions_enabled: false,
  converted_enrollments_count: 0,
  removed_enrollments_count: 0,
  total_enrollments_count: 0,
};

function countEnrollments(change: Change, automationId: string, removed: number): void {
  const automation = change.find('automations', automationId);
  change.set('automations', automationId, {
    total_enrollments_count: change.count('automation_enrollments', 'automation_id', automationId),
    removed_enrollments_count: Number(automation?.removed_enrollments_count ?? 0) + removed,
  });
}
