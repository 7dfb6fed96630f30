import type { Owner } from '../../conversation/query-row';
import type { ResultSets } from './result-sets';

/** The selections of all conversations. */
export abstract class ResultSetStore {
  /** Those of one conversation, which is this person's in this nation. Another's handles are as unknown as any. */
  abstract of(owner: Owner, conversationId: string): ResultSets;
}
