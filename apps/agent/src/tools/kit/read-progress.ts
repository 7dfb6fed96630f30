import type { ToolContext } from './define-tool';

/** Fewer are read within a second or two, at the 18 calls a second that NationBuilder is asked. */
const worthTelling = 1_000;

/**
 * Tells how many records of a long reading were read. Says nothing of a short one, nor while the end is not known.
 *
 * @param read so far; more than `total` when records came in meanwhile.
 */
export function tellRead(read: number, total: number | undefined, { progress }: Pick<ToolContext, 'progress'>): void {
  if (total === undefined || total <= worthTelling) return;
  progress?.({ done: Math.min(read, total), alreadySo: 0, failed: 0, total, reading: true });
}
