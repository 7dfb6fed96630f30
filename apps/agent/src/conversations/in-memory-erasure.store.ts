import type { NationSlug } from '@nat/contracts';
import type { Clock } from '@nat/service-kit';
import { type InMemoryAgentStore, keyOf } from '../conversation/in-memory-agent.store';
import type { ConversationRow, Owner, QueryRow } from '../conversation/query-row';
import { type Erasure, type ErasureStart, ErasureStore, type IdleConversation } from './erasure.store';

/** Erasures in memory, over the rows of the agent's store. */
export class InMemoryErasureStore extends ErasureStore {
  private readonly erasures = new Map<string, Erasure>();

  constructor(
    private readonly agent: InMemoryAgentStore,
    private readonly clock: Clock,
  ) {
    super();
  }

  async begin(owner: Owner, conversationId: string, seen?: Pick<ConversationRow, 'updatedAt'>): Promise<ErasureStart> {
    const key = keyOf(owner, conversationId);
    const row = this.agent.conversations.get(key);
    if (!row) return { begun: false, reason: 'absent' };
    if (row.activeQueryId) return { begun: false, reason: 'busy', activeQueryId: row.activeQueryId };
    if (seen && row.updatedAt !== seen.updatedAt) return { begun: false, reason: 'moved' };
    const { nationSlug, userId } = owner;
    const now = this.clock.iso();
    const erasure = { owner: { nationSlug, userId }, conversationId, requestedAt: now, dueAt: now };
    this.agent.conversations.delete(key);
    this.erasures.set(conversationId, erasure);
    return { begun: true, erasure: structuredClone(erasure) };
  }

  async due(now: string): Promise<Erasure[]> {
    return structuredClone([...this.erasures.values()].filter(({ dueAt }) => dueAt <= now));
  }

  async queries({ conversationId }: Erasure, limit: number): Promise<QueryRow[]> {
    const queries = [...this.agent.queries.values()].filter(query => query.conversationId === conversationId);
    return structuredClone(queries.slice(0, limit));
  }

  async eraseQuery({ owner }: Erasure, queryId: string): Promise<void> {
    this.agent.logs.delete(queryId);
    this.agent.queries.delete(keyOf(owner, queryId));
  }

  async eraseContent({ conversationId }: Erasure, limit: number): Promise<boolean> {
    const [messages, notes] = [this.agent.messages.get(conversationId), this.agent.notes.get(conversationId)];
    let erased = 0;
    for (const rows of [messages, notes])
      for (const key of rows?.keys() ?? [])
        if (erased < limit && (rows as Map<number | string, unknown>).delete(key)) erased += 1;
    return erased < limit;
  }

  async postpone({ conversationId }: Erasure, dueAt: string): Promise<void> {
    const erasure = this.erasures.get(conversationId);
    if (erasure) erasure.dueAt = dueAt;
  }

  async finish({ conversationId }: Erasure): Promise<void> {
    this.erasures.delete(conversationId);
  }

  async *idleSince(instant: string): AsyncGenerator<IdleConversation> {
    for (const [key, conversation] of this.agent.conversations) {
      const [nationSlug, userId] = key.split('/') as [NationSlug, string];
      if (conversation.updatedAt <= instant) yield structuredClone({ owner: { nationSlug, userId }, conversation });
    }
  }
}
