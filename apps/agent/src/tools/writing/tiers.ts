import type { ToolTier } from '@nat/contracts';
import type { ResourceType } from '@nat/nationbuilder';
import type { Effect } from '../kit/define-tool';

/** What a write can be worth; a read is not among them. */
export type WriteTier = Exclude<ToolTier, 'read'>;
type Values = Readonly<Record<string, unknown>>;

const order: readonly WriteTier[] = ['reversible', 'change', 'critical', 'outbound'];
/** As many targets in one call are a bulk change (product BULK-1). */
const bulkFrom = 5;

/** Money, and what is as good as a promise in somebody's name. */
const critical: ReadonlySet<ResourceType> = new Set([
  'donations',
  'pledges',
  'memberships',
  'membership_types',
  'event_ticket_levels',
  'elections',
  'petition_signatures',
]);
/** What moves people through work that may write to them. */
const outbound: ReadonlySet<ResourceType> = new Set(['automations', 'automation_enrollments', 'path_journeys']);

/** True when making a record of the type may reach the person it is about. */
export const reachesPeople = (type: ResourceType): boolean => outbound.has(type);

/** The highest of several tiers. */
export function highest(...tiers: readonly (WriteTier | false | undefined)[]): WriteTier {
  return order.findLast(tier => tiers.includes(tier)) ?? 'change';
}

/**
 * The tier of one write, from what it is and what it says (agent.md section 6): never from anybody's words about it.
 *
 * @param action `create`, `update`, `delete` or a verb of the type.
 * @param values what is written, a page that is written along included.
 */
export function tierOf(type: ResourceType, action: string, values: Values): WriteTier {
  return highest(
    'change',
    outbound.has(type) && 'outbound',
    critical.has(type) && 'critical',
    action === 'delete' && 'critical',
    tierOfValues(values),
  );
}

/** Values that raise a tier: what becomes public may reach people, and a refusal of contact is not undone lightly. */
export function tierOfValues(values: Values): WriteTier | undefined {
  if (values.status === 'published') return 'outbound';
  if (answersByItself.some(flag => values[flag] === true)) return 'outbound';
  const relaxed = refusals.some(flag => values[flag] === false) || consents.some(flag => values[flag] === true);
  return relaxed || values.unsubscribed_at === null ? 'critical' : undefined;
}

const refusals = ['do_not_contact', 'do_not_call', 'federal_donotcall'];
const consents = ['email_opt_in', 'mobile_opt_in'];
/** Of events, petitions and suggestion boxes: whoever replies gets mail. */
const answersByItself = [
  'sends_auto_response',
  'is_auto_response',
  'send_auto_responses',
  'send_official_response_notifications',
  'send_response_notifications',
];

/** What a call is raised to by its size and by whom it may reach. */
export function tierOfEffect({ count, recipients = 0 }: Effect): WriteTier | undefined {
  if (recipients > 0) return 'outbound';
  return count >= bulkFrom ? 'critical' : undefined;
}
