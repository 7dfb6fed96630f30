import type {
  ActionExecuted,
  ActionUndone,
  AuditOutcome,
  ConfirmationDecided,
  ConfirmationRequested,
  PromptInjectionSuspected,
  SubscriptionUpdated,
} from '@nat/contracts';
import { base32 } from '@nat/service-kit';
import { createHash } from 'node:crypto';
import { type AuditEntry, type AuditFacts, entryFrom } from './audit-entry';
import type { KnownSubscription } from './audit.store';

/** Events that each become one entry. */
export type RecordedEvent =
  ConfirmationRequested | ConfirmationDecided | ActionExecuted | ActionUndone | PromptInjectionSuspected;

/** What the log tells of an event: ids, counts and words of the services. Its id is a function of the event. Pure. */
export function entryOf(event: RecordedEvent, now: number): AuditEntry {
  return entryOfEvent(event, factsOf(event), now);
}

/** What the log tells of a subscription's new state; undefined when neither plan nor status differ from those known. Pure. */
export function subscriptionEntry(
  event: SubscriptionUpdated,
  known: KnownSubscription | undefined,
  now: number,
): AuditEntry | undefined {
  const { subscriptionId, status, plan, version } = event.data;
  if (known?.status === status && known.plan === plan) return undefined;
  const before = known && { previousStatus: known.status, previousPlan: known.plan };
  const data = { status, plan, ...before, version };
  return entryOfEvent(event, { type: 'subscription.changed', subject: subscriptionId, actor: event.userid, data }, now);
}

function entryOfEvent(event: RecordedEvent | SubscriptionUpdated, facts: AuditFacts, now: number): AuditEntry {
  const digest = createHash('sha256').update(`${event.type} ${event.nationslug} ${event.id}`).digest();
  const time = new Date(event.time).toISOString();
  return entryFrom(facts, { auditId: `aud_${base32(digest.subarray(0, 20))}`, time, requestId: event.correlationid, now });
}

function factsOf(event: RecordedEvent): AuditFacts {
  const actor = event.userid;
  switch (event.type) {
    case 'nat.confirmation.requested.v1': {
      const { confirmationId: subject, expiresAt: _, ...data } = event.data;
      return { type: 'confirmation.requested', subject, actor, data: given(data) };
    }
    case 'nat.confirmation.decided.v1': {
      const { confirmationId: subject, decidedBy, ...data } = event.data;
      const outcome = data.status === 'approved' ? 'succeeded' : 'refused';
      return { type: 'confirmation.decided', subject, actor: decidedBy, outcome, data: given(data) };
    }
    case 'nat.action.executed.v1': {
      const { actionId: subject, durationMs: _, ...data } = event.data;
      const outcome: AuditOutcome = data.status === 'completed' ? 'succeeded' : 'failed';
      return { type: 'action.executed', subject, actor, outcome, data: given(data) };
    }
    case 'nat.action.undone.v1': {
      const { actionId: subject, ...data } = event.data;
      return { type: 'action.undone', subject, actor, data: given(data) };
    }
    case 'nat.prompt_injection.suspected.v1': {
      const { queryId: subject, ...data } = event.data;
      return { type: 'prompt_injection.suspected', subject, actor, data: given(data) };
    }
  }
}

/** The fields that are there. */
function given(fields: Record<string, string | number | boolean | undefined>): NonNullable<AuditFacts['data']> {
  const known = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(known) as NonNullable<AuditFacts['data']>;
}
