import { eventOf, type NationSlug, QueryCanceled, type QuerySnapshot } from '@nat/contracts';
import { type ManualClock, SystemRng } from '@nat/service-kit';
import type { AgentStore, QueryEnd } from '../src/conversation/agent.store';
import { conversationOf, type Owner, type QueryRow } from '../src/conversation/query-row';
import { EventFrame } from '../src/stream/event-frame';

const rng = new SystemRng();
const usage = { input: 1, cacheWrite5m: 0, cacheWrite1h: 0, cacheRead: 0, output: 1, costMicroUsd: 6 };

export function aPerson(): Owner {
  return { nationSlug: `n${rng.hex(6)}` as NationSlug, userId: rng.id('usr') };
}

/** Writes queries of one person as the runner does, without running any. */
export class Talk {
  /** Number of the last message, by conversation. */
  private readonly last = new Map<string, number>();

  constructor(
    private readonly agent: AgentStore,
    private readonly clock: ManualClock,
    readonly owner: Owner = aPerson(),
  ) {}

  /** Begins a query, in a conversation of its own unless one is given. */
  async ask(text: string, given?: string): Promise<QueryRow> {
    const query = this.row(given);
    const { conversationId, queryId, createdAt } = query;
    const expires = new Date(this.clock.now() + 30 * 86_400_000).toISOString();
    const opens = given ? undefined : { conversationId, title: text, createdAt, updatedAt: createdAt, expires };
    const content = [
      { type: 'text', text: 'Current time: now\nNation: demo' },
      { type: 'text', text },
    ];
    const message = { seq: this.next(conversationId), queryId, role: 'user' as const, content, createdAt };
    const facts = { conversationId, model: query.model, resumed: false };
    const { logged } = EventFrame.of('query.started', { queryId, seq: 1, time: createdAt }, facts);
    expect(await this.agent.start({ query, opens, message, event: logged })).toEqual({ started: true });
    return query;
  }

  /** A turn of the model that calls a tool, and the result it is given. */
  async turn({ conversationId, queryId }: QueryRow, result = 'x'): Promise<void> {
    const common = { queryId, createdAt: this.clock.iso() };
    const call = { type: 'tool_use', id: 'toolu_1', name: 'list_lists', input: {} };
    const answer = { type: 'tool_result', tool_use_id: 'toolu_1', content: result };
    const thought = [{ type: 'text', text: 'Let me look that up.' }, call];
    await this.agent.keepMessage(conversationId, {
      ...common,
      seq: this.next(conversationId),
      role: 'assistant',
      content: thought,
    });
    await this.agent.keepMessage(conversationId, { ...common, seq: this.next(conversationId), role: 'user', content: [answer] });
  }

  async end(query: QueryRow, final: Partial<QueryEnd['final']> & { toolCalls?: QuerySnapshot['toolCalls'] } = {}): Promise<void> {
    const { queryId, nationSlug, conversationId } = query;
    const endedAt = this.clock.iso();
    const common = { status: 'completed' as const, endedAt, usage, billable: true, lastEventId: 1 };
    const data = { ...QueryCanceled.example, queryId, conversationId };
    const facts = { id: `${queryId}.end`, nationSlug, time: endedAt, correlationId: 'req_1', data };
    const fact = eventOf(QueryCanceled, facts) as unknown as QueryEnd['fact'];
    expect(await this.agent.end({ query, final: { ...common, ...final }, events: [], fact })).toBe(true);
  }

  /** A question and its answer. */
  async exchange(text: string, answer: string, conversationId?: string): Promise<QueryRow> {
    const query = await this.ask(text, conversationId);
    await this.end(query, { text: answer });
    return query;
  }

  private next(conversationId: string): number {
    const seq = (this.last.get(conversationId) ?? 0) + 1;
    this.last.set(conversationId, seq);
    return seq;
  }

  private row(conversationId?: string): QueryRow {
    const queryId = rng.id('qry');
    return {
      queryId,
      conversationId: conversationId ?? conversationOf(queryId),
      ...this.owner,
      sessionId: rng.id('ses'),
      role: 'member',
      surface: 'cli',
      requestHash: 'a'.repeat(64),
      status: 'running',
      model: 'claude-haiku-4-5',
      createdAt: this.clock.iso(),
      admittedAt: this.clock.iso(),
      periodStart: '2026-11-01T00:00:00.000Z',
      correlationId: 'req_1',
      fence: 1,
      leaseUntil: new Date(this.clock.now() + 45_000).toISOString(),
      lastEventId: 1,
    };
  }
}
