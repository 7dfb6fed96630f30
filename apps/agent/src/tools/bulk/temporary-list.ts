import { createHash } from 'node:crypto';
import { type AsyncProcess, bulkCap, NationBuilderError } from '@nat/nationbuilder';
import type { ToolContext } from '../kit/define-tool';
import { chunksOf } from '../kit/records-by-id';

/**
 * The slug of a list that is found again after a crash: the same for the same change to the same people.
 *
 * @param about what the list is for, such as `tag major donor`.
 */
export function slugOf(about: string, ids: readonly string[]): string {
  return `nat_${createHash('sha256').update(about).update('\n').update(ids.join(',')).digest('hex').slice(0, 24)}`;
}

interface ListOf {
  slug: string;
  name: string;
  ids: readonly string[];
  /** True when an earlier run may have made it. */
  resumed: boolean;
}

/** Lists of that slug, oldest first. */
async function listsOf(slug: string, { nation, signal }: ToolContext): Promise<string[]> {
  const query = { filter: { slug: { eq: slug } }, fields: { lists: ['slug'] }, sort: 'created_at' } as const;
  return (await nation.listAll('lists', query, signal)).records.map(({ id }) => id);
}

/** Makes a list that is to stay, or finds the one that an earlier run has left. */
export async function makeList(list: Omit<ListOf, 'ids'>, context: ToolContext): Promise<string> {
  const [left] = list.resumed ? await listsOf(list.slug, context) : [];
  return left ?? create(list, context);
}

async function create({ slug, name }: Pick<ListOf, 'slug' | 'name'>, { nation, signal }: ToolContext): Promise<string> {
  return (await nation.create('lists', { attributes: { name, slug } }, {}, signal)).record.id;
}

/**
 * Makes a temporary list, empty for sure: one that an earlier run has left is never worked with, for nobody knows who was put
 * on it since. It is taken away when its run is gone on with, or when it is in the way.
 */
async function makeEmpty(list: ListOf, context: ToolContext): Promise<string> {
  const clear = async (): Promise<void> => {
    for (const left of await listsOf(list.slug, context)) await takeAway(left, context);
  };
  if (list.resumed) await clear();
  try {
    return await create(list, context);
  } catch (error) {
    if (!(error instanceof NationBuilderError) || error.kind !== 'invalid') throw error;
    await clear();
    return create(list, context);
  }
}

/** Words for work that ended otherwise; only `completed` is documented. Waiting longer would not change it. */
const endedBadly = /fail|error|cancel|abort/i;

/** Waits for asynchronous work. It goes on whether or not its state can be read: then it is said not to be known to be over. */
export async function waitFor(token: string, { nation, signal }: ToolContext): Promise<AsyncProcess> {
  const ended = new AbortController();
  let last: AsyncProcess = { completed: false, status: 'unreadable' };
  const onProgress = (process: AsyncProcess): void => {
    last = process;
    if (endedBadly.test(process.status)) ended.abort();
  };
  try {
    return await nation.awaitProcess(token, { signal: AbortSignal.any([signal, ended.signal]), onProgress });
  } catch (error) {
    if (signal.aborted || (!ended.signal.aborted && !(error instanceof NationBuilderError))) throw error;
    return last;
  }
}

/** Puts people on a list or takes them off it, and waits. Doing it twice changes nothing. */
export async function changeMembers(
  listId: string,
  change: 'add_signups' | 'remove_signups',
  ids: readonly string[],
  context: ToolContext,
): Promise<AsyncProcess> {
  const { nation, signal } = context;
  let last: AsyncProcess = { completed: true, status: 'completed' };
  for (const part of chunksOf(ids, bulkCap)) {
    last = await waitFor(await nation.changeMembers(listId, change, part, signal), context);
    if (!last.completed) break;
  }
  return last;
}

/**
 * Does `work` with a list of exactly these people and takes the list away whatever happens: it is nobody's but ours. A list
 * that could not be filled is not worked with: `work` is then left out and the state of the filling is answered.
 */
export async function withListOf(
  list: ListOf,
  context: ToolContext,
  work: (listId: string) => Promise<AsyncProcess>,
): Promise<AsyncProcess & { filled: boolean }> {
  const listId = await makeEmpty(list, context);
  try {
    const filling = await changeMembers(listId, 'add_signups', list.ids, context);
    return filling.completed ? { ...(await work(listId)), filled: true } : { ...filling, filled: false };
  } finally {
    await takeAway(listId, context);
  }
}

/** Not under the query's signal: the list is to go also when the person stopped. One that stays is taken away by the next run. */
async function takeAway(listId: string, { nation }: ToolContext): Promise<void> {
  await nation.delete('lists', listId).catch((error: unknown) => {
    if (!(error instanceof NationBuilderError)) throw error;
  });
}
