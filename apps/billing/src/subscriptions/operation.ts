import type { NationSlug } from '@nat/contracts';
import { createHash } from 'node:crypto';

export type OperationKind = 'customer.create' | 'subscription.create' | 'subscription.change';

/**
 * A write to Stripe, noted before it is sent: whoever comes after a crash finds it, repeats it under the same key, or looks
 * for what it made (reliability, 2.7).
 */
export interface Operation {
  id: string;
  kind: OperationKind;
  params: Record<string, string>;
  /** Rises when the key must not be used again; part of the idempotency key. */
  attempt: number;
  /** Epoch milliseconds of the first request under this attempt's key. */
  firstAttemptAt: number;
  /** Stripe answered a 5xx: it may have been done, and the same key would only repeat that answer. */
  suspect: boolean;
  state: 'started' | 'done' | 'failed';
}

/** Stripe may forget a key after 24 h; an hour is left for clocks and for requests under way. */
const keyLifeMs = 23 * 3_600_000;

/**
 * One id per subject and revision: whatever two people ask of one state of a subscription, one of it is begun and the other one
 * sees it.
 */
export function operationId(subject: 'customer' | 'subscription', nation: NationSlug, revision: number): string {
  return `op_${createHash('sha256').update(`${subject}\n${nation}\n${revision}`).digest('hex').slice(0, 40)}`;
}

export function idempotencyKey({ id, attempt }: Operation): string {
  return `${id}.${attempt}`;
}

/** True when the key says nothing any more: look for the object before anything is sent. */
export function mustLook({ suspect, firstAttemptAt }: Operation, now: number): boolean {
  return suspect || now - firstAttemptAt >= keyLifeMs;
}
