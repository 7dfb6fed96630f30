import type { Effect } from '../tools/kit/define-tool';
import type { WriteTier } from '../tools/writing/tiers';

/** What is known of a write when it is decided whether a person has to approve it. */
export interface GateFacts {
  tier: WriteTier;
  /** Strangers' words are among what the model was sent. */
  tainted: boolean;
  /** The person's current message asks for just this call. */
  grounded: boolean;
}

/**
 * Whether a write waits for its person (product CONF-1). What cannot hurt is done and can be taken back; what the message
 * literally asked for needs no second word; deletions, money, many records and whatever may reach people always do.
 */
export function mustWait({ tier, tainted, grounded }: GateFacts): boolean {
  switch (tier) {
    case 'reversible':
      return tainted && !grounded;
    case 'change':
      return !grounded;
    case 'critical':
    case 'outbound':
      return true;
  }
}

/** Above so many a person types the number (product CONF-7). */
const typedAbove = { deletes: 25, recipients: 500, targets: 1_000 } as const;

/** True when the number of targets has to be typed. */
export function needsTypedCount(facts: { targets: number; recipients?: number; deletes: boolean }): boolean {
  const { targets, recipients = 0, deletes } = facts;
  if (deletes && targets > typedAbove.deletes) return true;
  return recipients > typedAbove.recipients || targets > typedAbove.targets;
}

/** True of a call that deletes records; also of one that is made of such calls. */
export function isDeletion(tool: string, input: unknown, { parts = [] }: Pick<Effect, 'parts'> = {}): boolean {
  const { action, change } = (input ?? {}) as { action?: unknown; change?: unknown };
  if (tool.startsWith('delete_') || action === 'delete' || change === 'delete') return true;
  return parts.some(({ call }) => isDeletion(call.tool, call.input));
}
