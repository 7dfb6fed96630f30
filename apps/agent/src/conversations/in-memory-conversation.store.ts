import type { Clock } from '@nat/service-kit';
import { type InMemoryAgentStore, keyOf } from '../conversation/in-memory-agent.store';
import type { ConversationRow, Owner } from '../conversation/query-row';
import { isQuestion } from '../loop/prompt';
import { newestFirst, recencyOf } from './conversation-keys';
import { ConversationStore, type Exchange, type ListPage, type Note } from './conversation.store';

/** Conversations in memory, over the rows of the agent's store. Values are copied in and out, as through a network. */
export class InMemoryConversationStore extends ConversationStore {
  constructor(
    private readonly agent: InMemoryAgentStore,
    private readonly clock: Clock,
  ) {
    super();
  }

  async create(owner: Owner, conversation: ConversationRow): Promise<void> {
    const key = keyOf(owner, conversation.conversationId);
    if (this.agent.conversations.has(key)) throw new Error('this conversation exists');
    this.agent.conversations.set(key, structuredClone(conversation));
  }

  async find(owner: Owner, conversationId: string): Promise<ConversationRow | undefined> {
    return structuredClone(this.live(owner, conversationId));
  }

  async list(owner: Owner, { limit, before, since }: ListPage): Promise<ConversationRow[]> {
    const [prefix, now] = [keyOf(owner, ''), this.clock.iso()];
    const mine = [...this.agent.conversations].flatMap(([key, row]) => (key.startsWith(prefix) ? [row] : []));
    const alive = mine.filter(row => row.expires > now && row.updatedAt > since);
    const rest = alive.filter(row => before === undefined || recencyOf(row) < before);
    return structuredClone(newestFirst(rest).slice(0, limit));
  }

  async rename(owner: Owner, conversationId: string, title: string): Promise<ConversationRow | undefined> {
    const row = this.live(owner, conversationId);
    if (row) row.title = title;
    return structuredClone(row);
  }

  async exchanges(
    owner: Owner,
    conversationId: string,
    { limit, upTo = Number.POSITIVE_INFINITY }: { limit: number; upTo?: number },
  ): Promise<Exchange[]> {
    if (!this.live(owner, conversationId)) return [];
    const messages = [...(this.agent.messages.get(conversationId)?.values() ?? [])];
    const questions = messages.filter(message => !message.synthetic && isQuestion(message) && message.seq <= upTo);
    const newest = questions.sort((a, b) => b.seq - a.seq).slice(0, limit);
    return structuredClone(
      newest.map(question => {
        const query = this.agent.queries.get(keyOf(owner, question.queryId));
        return { question, ...(query && { query }) };
      }),
    );
  }

  async notes(owner: Owner, conversationId: string): Promise<Note[]> {
    if (!this.live(owner, conversationId)) return [];
    return structuredClone([...(this.agent.notes.get(conversationId)?.values() ?? [])]);
  }

  private live(owner: Owner, conversationId: string): ConversationRow | undefined {
    const row = this.agent.conversations.get(keyOf(owner, conversationId));
    return row && row.expires > this.clock.iso() ? row : undefined;
  }
}
