import type { ResourceType } from '@nat/nationbuilder';
import { ToolError } from '../kit/tool-error';

/** A selection of records, kept on the server. The model knows its handle, count and criteria; never its ids. */
export interface ResultSet {
  /** `rs_1`, `rs_2`, … within one conversation. */
  readonly id: string;
  readonly type: ResourceType;
  /** Frozen: a later use is of these records and no others. In the order they were found. */
  readonly ids: readonly string[];
  /** How they were selected, in plain words built by code. */
  readonly criteria: string;
  /** True when not all matches could be read: `ids` are then a part. */
  readonly truncated: boolean;
  /** RFC 3339. */
  readonly createdAt: string;
}

/** Records one selection holds at most: as many as one bulk change takes. */
export const resultSetCap = 10_000;

/** The selections of one conversation. Two forms: in the agent's table, and in memory for tests. They live for 24 hours. */
export abstract class ResultSets {
  /** Keeps a selection under the next free handle. At most {@link resultSetCap} ids, without repeats. */
  abstract save(set: Omit<ResultSet, 'id' | 'createdAt'>): Promise<ResultSet>;
  /** The selection of that handle; undefined when there is none or its time is over. */
  abstract find(id: string): Promise<ResultSet | undefined>;

  /** Throws {@link ToolError} `result_set_unknown`, which tells the model to select again. */
  async get(id: string): Promise<ResultSet> {
    const set = await this.find(id);
    if (!set) throw new ToolError('result_set_unknown', `There is no selection ${id} any more. Make it again, then go on.`);
    return set;
  }
}

/** Selections that end with the process. */
export class InMemoryResultSets extends ResultSets {
  private readonly sets: ResultSet[] = [];

  constructor(private readonly now: () => string) {
    super();
  }

  async save(set: Omit<ResultSet, 'id' | 'createdAt'>): Promise<ResultSet> {
    const saved = { ...set, id: `rs_${this.sets.length + 1}`, createdAt: this.now() };
    this.sets.push(saved);
    return saved;
  }

  async find(id: string): Promise<ResultSet | undefined> {
    return this.sets.find(set => set.id === id);
  }
}
