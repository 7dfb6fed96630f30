import type { ReadTool } from '../kit/define-tool';
import { getTool, listTool } from '../kit/read-tools';

const enrollments = ['total_enrollments_count', 'completed_enrollments_count', 'removed_enrollments_count'];

/** Automations, mailings and who sends them. */
export const outreachReads: readonly ReadTool[] = [
  listTool({ type: 'automations', description: 'Automations. By name, status (running, drafted, on_hold, ended, archived).' }),
  getTool({ type: 'automations', description: 'One automation, with numbers of enrollments.', fields: enrollments }),
  listTool({
    type: 'automation_enrollments',
    description: 'People enrolled in automations. By automation_id, signup_id.',
  }),
  listTool({ type: 'mailings', description: 'Email blasts. By name, subject, published_at (sent), send_at.' }),
  getTool({ type: 'mailings', description: 'One email blast, without its body.', fields: ['description'] }),
  listTool({ type: 'broadcasters', description: 'Senders of mail and texts.' }),
  getTool({ type: 'broadcasters', description: 'One sender.' }),
];
