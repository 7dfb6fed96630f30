import type { Clock } from '@nat/service-kit';
import { sendableHistory, type StoredMessage } from '../loop/history';
import type { AccessTokens, NationConnection } from './access-tokens';
import type { AgentStore } from './agent.store';
import type { QueryRunner } from './query-runner';
import { leaseMs, type QueryRow } from './query-row';
import { identityOf, type Reservations } from './reservations';
import { questionText, typedTexts } from './typed-texts';

export interface QueryResumerPorts {
  store: AgentStore;
  runner: QueryRunner;
  reservations: Pick<Reservations, 'renew'>;
  tokens: AccessTokens;
  clock: Clock;
}

/** Takes queries up again that waited, in whatever process: with the history, the log and the caps they had. */
export class QueryResumer {
  constructor(private readonly ports: QueryResumerPorts) {}

  /** True when this process goes on with it; false when another does, or it has ended. */
  async resume(waiting: QueryRow): Promise<boolean> {
    const { store, runner, clock } = this.ports;
    const query = await store.resume(waiting, new Date(clock.now() + leaseMs).toISOString());
    if (!query) return false;
    const [events, pending, conversation, connection] = await Promise.all([
      store.eventsAfter(query.queryId, 0),
      store.pendingTurn(query),
      store.conversation(query, query.conversationId),
      this.connection(query),
      this.takeSlot(query),
    ]);
    // Its content was erased: nothing can be gone on with, and nothing is carried out. Its lease lapses, and it ends for that.
    if (!pending) return true;
    const messages = conversation?.messages ?? [];
    const own = messages.filter(({ queryId }) => queryId === query.queryId);
    const past = sendableHistory(messages.filter(({ queryId }) => queryId !== query.queryId));
    runner.launch({
      query,
      events,
      messages: [...past.messages, ...own.map(sent)],
      seq: messages.at(-1)?.seq ?? 0,
      historyTrimmed: past.trimmed,
      typed: typedTexts(messages),
      question: questionText(own),
      connection,
      pending,
    });
    return true;
  }

  /** A nation that cannot be reached any more ends the query when it is first needed, with the reason told. */
  private connection(query: QueryRow): Promise<NationConnection> {
    return this.ports.tokens.connect(identityOf(query)).catch((error: unknown) => {
      const refuse = (): Promise<never> => Promise.reject(error as Error);
      return { limitKey: query.nationSlug, checked: refuse, token: refuse };
    });
  }

  /** Should it be lost, the next renewal of the lease does it. */
  private async takeSlot(query: QueryRow): Promise<void> {
    await this.ports.reservations.renew(query, 'held').catch(() => undefined);
  }
}

const sent = ({ role, content }: StoredMessage) => ({ role, content });
