import type { Clock } from '@nat/service-kit';
import type { Owner } from '../../conversation/query-row';
import { ResultSetStore } from './result-set.store';
import { keepable, type NewResultSet, numberOf, type ResultSet, resultSetLifeMs, ResultSets } from './result-sets';

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

/** Selections that end with the process. */
export class InMemoryResultSets extends ResultSets {
  private readonly sets: ResultSet[] = [];

  /** @param now RFC 3339. */
  constructor(private readonly now: () => string) {
    super();
  }

  async save(set: NewResultSet): Promise<ResultSet> {
    const saved = { ...structuredClone(keepable(set)), id: `rs_${this.sets.length + 1}`, createdAt: this.now() };
    this.sets.push(saved);
    return structuredClone(saved);
  }

  async find(id: string): Promise<ResultSet | undefined> {
    const set = this.sets[(numberOf(id) ?? 0) - 1];
    const alive = set && Date.parse(set.createdAt) + resultSetLifeMs > Date.parse(this.now());
    return alive ? structuredClone(set) : undefined;
  }
}
