import type { RetentionDays } from '@nat/contracts';
import type { ConversationRow } from '../conversation/query-row';

const dayMs = 86_400_000;

/** RFC 3339; from then on a conversation whose last message is of `lastMessageAt` does not exist any more. */
export function expiryOf(lastMessageAt: string, retentionDays: RetentionDays): string {
  return new Date(Date.parse(lastMessageAt) + retentionDays * dayMs).toISOString();
}

/** RFC 3339; what had its last message at or before this instant has expired. */
export function expiredSince(now: number, retentionDays: RetentionDays): string {
  return new Date(now - retentionDays * dayMs).toISOString();
}

/**
 * When the conversation really expires: a shorter retention acts on what is there already, a longer one brings nothing back
 * that was promised to go.
 */
export function effectiveExpiry({ updatedAt, expires }: Times, retentionDays: RetentionDays): string {
  const byRetention = expiryOf(updatedAt, retentionDays);
  return byRetention < expires ? byRetention : expires;
}

/** @param now RFC 3339. */
export function hasExpired(conversation: Times, retentionDays: RetentionDays, now: string): boolean {
  return effectiveExpiry(conversation, retentionDays) <= now;
}

type Times = Pick<ConversationRow, 'updatedAt' | 'expires'>;
