import { type DomainEvent, eventOf, PromptInjectionSuspected } from '@nat/contracts';
import type { LoggedEvent } from '../stream/event-frame';
import type { QueryRow } from './query-row';

/**
 * What the log of a query tells of text that read like an order to an assistant: which tool met it first, and in which record,
 * never what it said. Pure; once per query.
 */
export function suspicionFacts(query: QueryRow, events: readonly LoggedEvent[], time: string): DomainEvent[] {
  const at = events.findIndex(({ event, data }) => event === 'notice' && data.code === 'untrusted_content');
  if (at < 0) return [];
  const completed = events.slice(0, at).findLast(({ event }) => event === 'tool.completed');
  const started = events.find(({ event, data }) => event === 'tool.started' && data.toolCallId === completed?.data.toolCallId);
  const { queryId, nationSlug, userId, correlationId, traceparent } = query;
  const fact = eventOf(PromptInjectionSuspected, {
    id: `${queryId}.injection`,
    nationSlug,
    userId,
    time,
    correlationId,
    traceparent,
    data: {
      queryId,
      rule: 'pattern',
      tool: textOf(started?.data.tool) ?? 'unknown',
      recordId: textOf(events[at]!.data.recordId),
    },
  });
  return [fact as unknown as DomainEvent];
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
