import { type ResourceType, resourceTypes } from '@nat/nationbuilder';
import { z } from 'zod';
import type { JournalItem } from '../tools/kit/journal';

const type = z.custom<ResourceType>(value => (resourceTypes as readonly unknown[]).includes(value));
const image = z.record(z.string(), z.unknown());

/**
 * One line of the account of an action. Lines are only ever added, under a number that must be free: a process that lost its
 * action finds its next number taken and stops. Read in order they give the state of every target.
 */
export const JournalEntry = z.union([
  /** Targets, before the first request. */
  z.strictObject({ plan: z.array(z.object({ id: z.string(), type, before: image.optional() })) }),
  /** What became of some of them. */
  z.strictObject({
    ids: z.array(z.string()),
    change: z.object({
      state: z.enum(['planned', 'sent', 'done', 'alreadySo', 'failed', 'unknown', 'notTried']),
      before: image.optional(),
      after: image.optional(),
      createdId: z.string().optional(),
      reason: z.string().optional(),
    }),
  }),
  /** Another process goes on from here. */
  z.strictObject({ takenOver: z.number().int() }),
]);
export type JournalEntry = z.output<typeof JournalEntry>;

/** Targets by id, out of the lines so far. Pure. */
export function applyEntry(items: Map<string, JournalItem>, entry: JournalEntry): void {
  if ('plan' in entry) for (const item of entry.plan) items.set(item.id, { ...item, state: 'planned' });
  if (!('ids' in entry)) return;
  for (const id of entry.ids) {
    const item = items.get(id);
    if (!item) throw new Error(`the journal has no target ${id}`);
    items.set(id, { ...item, ...entry.change });
  }
}
