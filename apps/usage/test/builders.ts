import {
  eventOf,
  type Limit,
  NationSlug,
  QueryCompleted,
  type SubscriptionUpdated as SubscriptionUpdatedEvent,
  SubscriptionUpdated,
  UsageRecorded,
} from '@nat/contracts';
import { createHash, randomBytes } from 'node:crypto';
import type { NationPlan } from '../src/limits/nation-plan';
import type { Hold } from '../src/reservations/balance';
import type { Settlement } from '../src/usage.store';

/** Names that no earlier run used: integration specs may share an endpoint that outlives them. */
export function newNation(): NationSlug {
  return NationSlug.parse(`n${randomBytes(8).toString('hex')}`);
}

/** A query id of its own for each name. */
export function query(name: string | number): string {
  return `qry_${createHash('sha256').update(String(name)).digest('hex').slice(0, 32)}`;
}

export function hash(name: string): string {
  return createHash('sha256').update(name).digest('hex');
}

export const user = 'usr_0123456789abcdefghjkmnpqrs';
export const now = Date.parse('2026-11-20T10:00:00.000Z');
export const period = { start: Date.parse('2026-11-03T10:00:00.000Z'), end: Date.parse('2026-12-03T10:00:00.000Z') };
export const periodStart = '2026-11-03T10:00:00.000Z';

export function finite(amount: number): Limit {
  return { kind: 'finite', amount: String(amount), mode: 'block' };
}

export function plan(version: number, limit: Limit, more: Partial<NationPlan> & { atOnce?: number } = {}): NationPlan {
  const { atOnce, ...rest } = more;
  return {
    version,
    plan: 'nat',
    catalogVersion: 'nat@1',
    period,
    usableUntil: period.end + 72 * 3_600_000,
    terms: { limit, ...(atOnce !== undefined && { atOnce }) },
    upgradeTo: ['nat_pro'],
    ...rest,
  };
}

export function hold(more: Partial<Hold> = {}): Hold {
  return { requestHash: hash('question'), admittedAt: now, lease: now + 60_000, userId: user, catalogVersion: 'nat@1', ...more };
}

/** `SubscriptionUpdated` as billing publishes it. */
export function subscriptionUpdated(
  nation: NationSlug,
  version: number,
  limit: Limit,
  more: { atOnce?: number; perWindow?: number; usableUntil?: string; periodStart?: string; periodEnd?: string } = {},
): SubscriptionUpdatedEvent {
  const { atOnce, perWindow, ...dates } = more;
  return eventOf(SubscriptionUpdated, {
    id: `sub_1.${version}`,
    nationSlug: nation,
    time: new Date(now).toISOString(),
    correlationId: 'cor_test',
    data: {
      ...SubscriptionUpdated.example,
      ...dates,
      version,
      entitlements: [
        { feature: 'queries', type: 'metered', meter: 'queries', limit },
        ...(perWindow
          ? [{ feature: 'queries_per_minute', type: 'rate' as const, perWindow, windowSeconds: 60, scope: 'user' as const }]
          : []),
        ...(atOnce ? [{ feature: 'running_queries', type: 'concurrency' as const, atOnce }] : []),
      ],
    },
  });
}

/** `QueryCompleted` as the agent publishes it. */
export function queryCompleted(
  nation: NationSlug,
  queryId: string,
  more: { billable?: boolean; periodStart?: string } = {},
): QueryCompleted {
  return eventOf(QueryCompleted, {
    id: `${queryId}.end`,
    nationSlug: nation,
    time: new Date(now).toISOString(),
    correlationId: 'cor_test',
    data: { ...QueryCompleted.example, queryId, ...more },
  });
}

/** The end of a query whose hold is `at` that place. */
export function settlement(nation: NationSlug, queryId: string, at: Settlement['hold'], quantity: 0 | 1 = 1): Settlement {
  return {
    entry: {
      queryId,
      meter: 'queries',
      periodStart,
      quantity,
      reason: quantity ? 'billed' : 'released',
      occurredAt: new Date(now).toISOString(),
      requestHash: hash('question'),
      eventId: `${queryId}.end`,
    },
    hold: at,
    recorded: eventOf(UsageRecorded, {
      id: `${nation}.${queryId}.usage`,
      nationSlug: nation,
      time: new Date(now).toISOString(),
      correlationId: 'cor_test',
      data: { ...UsageRecorded.example, queryId },
    }),
  };
}

/** Everything a store lists. */
export async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}
