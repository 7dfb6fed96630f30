import type { OutboxRelay } from '@nat/event-bus';
import type { Clock } from '@nat/service-kit';
import type { ConfirmationStore } from '../confirmations/confirmation.store';
import { EventFrame } from '../stream/event-frame';
import type { AgentStore } from './agent.store';
import { closesOf, closingMessage } from './ending';
import { callsByTool, summarize } from './log-summary';
import { endOfQuery, isBillable } from './query-end';
import type { QueryRow } from './query-row';
import { suspicionFacts } from './suspicion-facts';

/** Why a query that waits is not waited for any more. */
export type WaitingEnd = 'user' | 'superseded' | 'confirmation_expired';

export interface WaitingQueriesPorts {
  store: AgentStore;
  confirmations: ConfirmationStore;
  relay: Pick<OutboxRelay, 'nudge'>;
  clock: Clock;
}

/** Ends queries that wait for their person, without asking the model. */
export class WaitingQueries {
  constructor(private readonly ports: WaitingQueriesPorts) {}

  /**
   * Ends it, once, with everything that belongs to it: its held calls, the results the conversation lacks, its last event.
   * False when it does not wait any more, or somebody decided meanwhile: nothing was written.
   */
  async end(query: QueryRow, reason: WaitingEnd): Promise<boolean> {
    const { store, confirmations, clock, relay } = this.ports;
    const status = reason === 'confirmation_expired' ? 'expired' : 'superseded';
    const endedAt = clock.iso();
    const [events, closes, pending, conversation] = await Promise.all([
      store.eventsAfter(query.queryId, 0),
      closesOf(query, confirmations, status, endedAt),
      store.pendingTurn(query),
      store.conversation(query, query.conversationId),
    ]);
    const { text, toolCalls, usage: logged } = summarize(events);
    const spent = query.spent;
    const usage = spent?.usage ?? logged;
    const end = { kind: 'canceled', reason } as const;
    const worked = spent?.worked ?? false;
    const totals = { turns: spent?.turns ?? 0, tools: callsByTool(toolCalls), usage, worked, text, toolCalls };
    const told = { billable: isBillable(end, worked, false), endedAt };
    const { terminal, final, fact } = endOfQuery(query, end, totals, told);
    const seq = query.lastEventId + 1;
    const frame = EventFrame.of(terminal.event, { queryId: query.queryId, seq, time: endedAt }, terminal.facts as never);
    const last = conversation?.messages.at(-1)?.seq ?? 0;
    const message = pending && closingMessage(query, pending, last + 1, { status, createdAt: endedAt });
    const ended = await store.end({
      query,
      final: { ...final, lastEventId: seq },
      events: [frame.logged],
      fact,
      facts: suspicionFacts(query, events, endedAt),
      closes,
      message,
    });
    if (ended) relay.nudge();
    return ended;
  }
}
