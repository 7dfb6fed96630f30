import { type AsyncProcess, NationBuilderError, type NationBuilderErrorKind } from '@nat/nationbuilder';
import { plainText } from '../kit/clean-text';
import type { ToolContext } from '../kit/define-tool';
import type { Journal } from '../kit/journal';
import { gone, idsIn, notSaid, reasonOf } from '../writing/item-writes';
import { peopleOf } from '../writing/people';

/** Missing people who are looked up one by one; of more, the rest is told without. */
const lookedUp = 1_000;

/**
 * Writes down what became of people of whom some were left out by asynchronous work: done for those who have it now. Of the
 * others, those who are gone are said to be gone; the rest has failed when the work is over, and is unknown when it is not.
 */
export async function markLeftOut(
  ids: readonly string[],
  achieved: ReadonlySet<string>,
  process: AsyncProcess,
  context: ToolContext,
  journal: Journal,
): Promise<void> {
  const missing = ids.filter(id => !achieved.has(id));
  await journal.mark([...achieved], { state: 'done' });
  if (missing.length === 0) return;
  const there = new Set<string>();
  for await (const people of peopleOf(missing.slice(0, lookedUp), context)) for (const { id } of people) there.add(id);
  const lost = new Set(missing.slice(0, lookedUp).filter(id => !there.has(id)));
  await journal.mark([...lost], { state: 'failed', reason: gone });
  await journal.mark(
    missing.filter(id => !lost.has(id)),
    process.completed ? { state: 'failed', reason: leftOut } : { state: 'unknown', reason: unfinished(process) },
  );
}

const leftOut = 'NationBuilder left them out';

/** What is said of asynchronous work that did not complete in time, or failed. */
export function unfinished({ status, message }: AsyncProcess): string {
  const said = plainText(message) ?? plainText(status) ?? 'unknown';
  return `NationBuilder had not finished (${said})`;
}

/** Looks at what was sent; what cannot be looked at is not known. A stop ends the looking, and the states say how far it came. */
export async function lookedAt(look: () => Promise<void>, { signal }: ToolContext, journal: Journal): Promise<void> {
  try {
    await look();
  } catch (error) {
    if (signal.aborted) return;
    if (!(error instanceof NationBuilderError)) throw error;
    await journal.mark(idsIn(journal, 'sent'), { state: 'unknown', reason: notSaid });
  }
}

/** Refusals: the change was certainly not made. */
const certain: ReadonlySet<NationBuilderErrorKind> = new Set(['invalid', 'forbidden', 'not_found', 'rate_limited']);

/**
 * Judges an error that ended bulk work. What was not sent, or was refused, has failed; after a stop the states say it all.
 * Answers `look` when what was sent has to be looked at.
 */
export async function settleError(error: unknown, { signal }: ToolContext, journal: Journal): Promise<'told' | 'look'> {
  if (signal.aborted) return 'told';
  if (!(error instanceof NationBuilderError)) throw error;
  const sent = idsIn(journal, 'sent');
  await journal.mark(idsIn(journal, 'planned'), { state: 'failed', reason: reasonOf(error) });
  if (sent.length > 0 && !certain.has(error.kind)) return 'look';
  await journal.mark(sent, { state: 'failed', reason: reasonOf(error) });
  return 'told';
}

/** Tells how far bulk work is; the asynchronous steps count for nothing until they are over. */
export function tellProgress(journal: Journal, { progress }: ToolContext): void {
  const { done, alreadySo, failed, unknown } = journal.counts();
  progress?.({ done, alreadySo, failed: failed + unknown, total: journal.items().length });
}
