import { eventOf, UsageRecorded } from '@nat/contracts';

/** A valid event, told from others by its number. */
export function recorded(number: number, more: { traceparent?: string; usageId?: string } = {}): UsageRecorded {
  return eventOf(UsageRecorded, {
    id: `use_${number}`,
    nationSlug: 'demo',
    time: '2026-11-20T10:00:00.000Z',
    correlationId: `req_${number}`,
    traceparent: more.traceparent,
    data: { ...UsageRecorded.example, usageId: more.usageId ?? `usage-${number}` },
  });
}

/** The event as EventBridge writes it to a queue. */
export function enveloped(detail: object): object {
  return { version: '0', id: 'bus-id', source: 'nat.usage', 'detail-type': 'UsageRecorded', detail };
}
