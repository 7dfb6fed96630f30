import type { Link } from '@nat/contracts';
import { NationBuilderError, type ResourceType } from '@nat/nationbuilder';
import { plainText } from '../kit/clean-text';
import type { Effect, ToolContext } from '../kit/define-tool';
import type { BeforeImage, Journal, JournalItem } from '../kit/journal';
import { ToolError } from '../kit/tool-error';
import type { Change } from './changes';

/** A write to one target, looked at and not yet made. */
export interface Prepared {
  /** What people call the target. */
  label: string;
  link?: Link;
  /** Before and after, for a person who decides; may read names. */
  changes(): Promise<Change[]>;
  notes: string[];
  /** True when it may reach a person. */
  reaches?: boolean;
  /** False where this very write cannot be taken back though others of its kind can. */
  reversible?: boolean;
  /** True when nothing needs to be written. */
  alreadySo?: boolean;
  /** The record that makes it so. */
  existingId?: string;
  /** True when sending it twice has the effect of sending it once. */
  repeatable?: boolean;
  /** What is there now, of what the write touches. */
  before?: BeforeImage;
  /** What it will be then, of what is there now. */
  after?: BeforeImage;
  /**
   * Sends it. Answers what was made, where something was, and how it was kept. The client finds out by reading what became of
   * it when the answer is lost; it fails with `unknown` when that does not tell.
   */
  send(signal: AbortSignal): Promise<Kept | undefined>;
}

/** What a write left. */
export interface Kept {
  /** Id of the record that it made. */
  createdId?: string;
  /** What was written, as NationBuilder kept it; absent where it does not say. */
  after?: BeforeImage;
}

/**
 * Looks at one target. Throws `not_found` when it is gone, {@link ToolError} when the write is not to be made.
 *
 * @param wasSent true when an earlier run sent the write and ended before it knew what became of it.
 */
export type Prepare = (id: string, wasSent: boolean) => Promise<Prepared>;

/** Stands for a record that is to be made and is about no other. */
export const newRecord = 'new';

/**
 * Makes the writes of the effect's targets one after the other, and writes down each before it is sent and after. What an
 * earlier run has brought to an end is left alone; what it has sent is looked up before anything is sent again. Stops between
 * two targets when the query is stopped.
 */
export async function runItems(
  { targets: { type, ids } }: Effect,
  prepare: Prepare,
  context: ToolContext,
  journal: Journal,
): Promise<Map<string, Prepared>> {
  const prepared = new Map<string, Prepared>();
  const known = new Map(journal.items().map(item => [item.id, item]));
  await planTargets({ type, ids }, journal);
  let looked = 0;
  for (const id of ids) {
    if (context.signal.aborted) break;
    const state = known.get(id)?.state ?? 'planned';
    if (state === 'planned' || state === 'sent')
      await runItem(id, type, state === 'sent', { prepare, context, journal, prepared });
    looked += 1;
    if (ids.length > 1) context.progress?.(progressOf(journal, looked, ids.length));
  }
  return prepared;
}

/** Writes down the targets that no earlier run has; answers whether there was one. */
export async function planTargets({ type, ids }: Effect['targets'], journal: Journal): Promise<boolean> {
  const known = new Set(journal.items().map(({ id }) => id));
  await journal.plan(ids.filter(id => !known.has(id)).map(id => ({ id, type })));
  return known.size > 0;
}

interface Run {
  prepare: Prepare;
  context: ToolContext;
  journal: Journal;
  prepared: Map<string, Prepared>;
}

async function runItem(id: string, type: ResourceType, wasSent: boolean, run: Run): Promise<void> {
  const { journal, prepared } = run;
  try {
    const write = await lookAt(id, wasSent, run);
    if (!write) return;
    prepared.set(id, write);
    if (wasSent && write.alreadySo)
      return await journal.mark([id], { state: 'done', ...(write.existingId && { createdId: write.existingId }) });
    if (wasSent && !write.repeatable) return await journal.mark([id], { state: 'unknown', reason: notSaid });
    if (write.alreadySo) return await journal.mark([id], { state: 'alreadySo' });
    // The image is on record before the first byte is sent.
    const image = write.before && { before: write.before, ...(write.after && { after: write.after }) };
    await journal.mark([id], { state: 'sent', ...(!wasSent && image) });
    await sendItem(id, write, run);
  } catch (error) {
    await journal.mark([id], { state: wasSent ? 'unknown' : 'failed', reason: reasonOf(error) });
  }
}

/** Undefined when the query was stopped meanwhile: the state of the target says how far it came. */
async function lookAt(id: string, wasSent: boolean, { prepare, context }: Run): Promise<Prepared | undefined> {
  try {
    return await prepare(id, wasSent);
  } catch (error) {
    if (context.signal.aborted) return undefined;
    throw error;
  }
}

async function sendItem(id: string, write: Prepared, { context, journal }: Run): Promise<void> {
  const signal = context.sending ?? context.signal;
  try {
    const { createdId, after } = (await write.send(signal)) ?? {};
    await journal.mark([id], { state: 'done', ...(createdId && { createdId }), ...(after && { after }) });
  } catch (error) {
    if (signal.aborted) return journal.mark([id], { state: 'unknown', reason: stopped });
    // Nothing is sent twice: what nobody can tell stays unknown.
    if (!(error instanceof NationBuilderError) || error.kind !== 'unknown') throw error;
    await journal.mark([id], { state: 'unknown', reason: notSaid });
  }
}

export const notSaid = 'NationBuilder did not say whether the change was made';
export const stopped = 'stopped while the change was on its way';
export const gone = 'no longer exists';

/** Why a target failed, in words for people: no code and no contact data in it. */
export function reasonOf(error: unknown): string {
  if (error instanceof ToolError) return error.code === 'not_found' ? gone : error.message;
  if (!(error instanceof NationBuilderError)) throw error;
  if (error.kind === 'not_found') return gone;
  if (error.kind === 'forbidden') return 'the connected NationBuilder user may not do this';
  return plainText(error.detail) ?? 'NationBuilder refused it';
}

function progressOf(journal: Journal, looked: number, total: number) {
  const { done, alreadySo, failed, unknown } = journal.counts();
  return { done, alreadySo, failed: Math.min(failed + unknown, looked), total };
}

/** Targets of a journal in a state. */
export function itemsIn(journal: Journal, ...states: JournalItem['state'][]): JournalItem[] {
  return journal.items().filter(({ state }) => states.includes(state));
}

/** Their ids. */
export function idsIn(journal: Journal, ...states: JournalItem['state'][]): string[] {
  return itemsIn(journal, ...states).map(({ id }) => id);
}
