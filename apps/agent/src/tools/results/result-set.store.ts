import type { Clock } from '@nat/service-kit';
import type { Owner } from '../../conversation/query-row';
import { InMemoryResultSets, type ResultSets } from './result-sets';

/** The selections of all conversations. */
export abstract class ResultSetStore {
  /** Those of one conversation, which is this person's in this nation. Another's handles are as unknown as any. */
  abstract of(owner: Owner, conversationId: string): ResultSets;
}

/** The store in memory. */
export class InMemoryResultSetStore extends ResultSetStore {
  private readonly conversations = new Map<string, InMemoryResultSets>();

  constructor(private readonly clock: Clock) {
    super();
  }

  of({ nationSlug, userId }: Owner, conversationId: string): ResultSets {
    const key = `${nationSlug}/${userId}/${conversationId}`;
    const sets = this.conversations.get(key) ?? new InMemoryResultSets(() => this.clock.iso());
    this.conversations.set(key, sets);
    return sets;
  }
}
