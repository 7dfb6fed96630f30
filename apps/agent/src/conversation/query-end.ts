import {
  type DomainEvent,
  eventOf,
  type ModelUsage,
  problem,
  QueryCanceled,
  type QueryCount,
  QueryCompleted,
  QueryFailed,
  type QuerySnapshot,
} from '@nat/contracts';
import { priceVersion } from '../loop/cost';
import type { LoopEnd } from '../loop/stop';
import { failureText } from '../loop/wording';
import type { EventFacts } from '../stream/event-frame';
import type { QueryEnd } from './agent.store';
import type { QueryRow } from './query-row';

/** What a query came to, measured. */
export interface QueryTotals {
  turns: number;
  tools: { name: string; calls: number }[];
  usage: ModelUsage;
  /** An output token went to the log, or a tool ran. */
  worked: boolean;
  text?: string;
  toolCalls: QuerySnapshot['toolCalls'];
  /** Milliseconds from admission. */
  timeToFirstTokenMs?: number;
}

export type RealEnd = Exclude<LoopEnd, { kind: 'lost' }>;

/** The three terminal events of the stream. */
export type TerminalEvent =
  | { event: 'query.completed'; facts: EventFacts<'query.completed'> }
  | { event: 'query.failed'; facts: EventFacts<'query.failed'> }
  | { event: 'query.canceled'; facts: EventFacts<'query.canceled'> };

/**
 * Billed once iff the reservation held and something was delivered: an output token or a tool that ran. What the server
 * broke off itself is never billed (protocol, section 4).
 */
export function isBillable(end: RealEnd, worked: boolean, reservationLost: boolean): boolean {
  return worked && !reservationLost && !(end.kind === 'failed' && end.code === 'interrupted');
}

/** Everything that is written and told at the end of a query. Pure. */
export function endOfQuery(
  query: QueryRow,
  end: RealEnd,
  totals: QueryTotals,
  told: { billable: boolean; endedAt: string; queries?: QueryCount },
): { terminal: TerminalEvent; final: Omit<QueryEnd['final'], 'lastEventId'>; fact: DomainEvent } {
  const { usage } = totals;
  const { billable, endedAt } = told;
  const common = { usage, billable };
  const kept = { ...common, endedAt, text: totals.text, toolCalls: totals.toolCalls };
  switch (end.kind) {
    case 'completed': {
      const { outcome, cap: limit } = end;
      const queries = countAfter(told.queries, billable);
      return {
        terminal: { event: 'query.completed', facts: { ...common, outcome, limit, ...(queries && { queries }) } },
        final: { ...kept, status: 'completed', outcome },
        fact: fact(QueryCompleted, query, { ...factTotals(query, totals, told), outcome }),
      };
    }
    case 'failed': {
      const changed = totals.toolCalls.some(({ actionId }) => actionId !== undefined);
      const said = problem(end.code, failureText(end.code, changed), query.correlationId);
      return {
        terminal: { event: 'query.failed', facts: { ...common, problem: said } },
        final: { ...kept, status: 'failed', problem: said },
        fact: fact(QueryFailed, query, { ...factTotals(query, totals, told), code: end.code }),
      };
    }
    case 'canceled': {
      const { reason = 'user' } = end;
      return {
        terminal: { event: 'query.canceled', facts: { ...common, reason } },
        final: { ...kept, status: 'canceled' },
        fact: fact(QueryCanceled, query, { ...factTotals(query, totals, told), reason }),
      };
    }
  }
}

/** Usage counts this query only when it hears of its end, so the count people read is one more. */
function countAfter(count: QueryCount | undefined, billable: boolean) {
  return count && { used: count.used + (billable ? 1 : 0), limit: count.limit };
}

function factTotals(query: QueryRow, totals: QueryTotals, { billable, endedAt }: { billable: boolean; endedAt: string }) {
  const { costMicroUsd, ...tokens } = totals.usage;
  return {
    queryId: query.queryId,
    conversationId: query.conversationId,
    surface: query.surface,
    model: query.model,
    turns: totals.turns,
    toolCalls: totals.tools.reduce((sum, { calls }) => sum + calls, 0),
    tools: totals.tools,
    tokens,
    costMicroUsd,
    priceVersion,
    billable,
    periodStart: query.periodStart,
    admittedAt: query.admittedAt,
    endedAt,
    timeToFirstTokenMs: totals.timeToFirstTokenMs,
    durationMs: Math.max(0, Date.parse(endedAt) - Date.parse(query.admittedAt)),
  };
}

/** One fact per query, whoever states it: the id is a function of the query alone. */
function fact(definition: Parameters<typeof eventOf>[0], query: QueryRow, data: Record<string, unknown>): DomainEvent {
  return eventOf(definition, {
    id: `${query.queryId}.end`,
    nationSlug: query.nationSlug,
    userId: query.userId,
    time: String(data.endedAt),
    correlationId: query.correlationId,
    traceparent: query.traceparent,
    data,
  }) as unknown as DomainEvent;
}
