import { ResultSetId } from '@nat/contracts';
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

export type NewResultSet = Omit<ResultSet, 'id' | 'createdAt'>;

/** Records one selection holds at most: as many as one bulk change takes. */
export const resultSetCap = 10_000;
/** Milliseconds a selection can be used. */
export const resultSetLifeMs = 24 * 3_600_000;

/** The selections of one conversation. Two forms: in the agent's table, and in memory for tests. They live for 24 hours. */
export abstract class ResultSets {
  /** Keeps a selection under the next free handle. At most {@link resultSetCap} ids; a repeated id is kept once. */
  abstract save(set: NewResultSet): Promise<ResultSet>;
  /** The selection of that handle; undefined when there is none or its time is over. */
  abstract find(id: string): Promise<ResultSet | undefined>;

  /** Throws {@link ToolError} `result_set_unknown`, which tells the model to select again. */
  async get(id: string): Promise<ResultSet> {
    const set = await this.find(id);
    if (!set) throw new ToolError('result_set_unknown', `There is no selection ${id} any more. Make it again, then go on.`);
    return set;
  }
}

/** The selection as it is kept. Throws {@link ToolError} `too_many_records`. */
export function keepable(set: NewResultSet): NewResultSet {
  const ids = [...new Set(set.ids)];
  if (ids.length > resultSetCap)
    throw new ToolError('too_many_records', `A selection holds at most ${resultSetCap} records. Narrow the conditions.`);
  return { ...set, ids };
}

/** The number in a handle; undefined for anything that is none. */
export function numberOf(id: string): number | undefined {
  return ResultSetId.safeParse(id).success ? Number(id.slice(3)) : undefined;
}
