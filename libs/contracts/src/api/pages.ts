import { z } from 'zod';

/** Query string of every list: how many, and where to go on. */
export const PageRequest = z.strictObject({
  limit: z.coerce.number().int().min(1).max(100).default(20),
  /** Of the page before; bound to the caller and the filters it was given for. */
  cursor: z.string().min(1).max(1_000).optional(),
});
export type PageRequest = z.output<typeof PageRequest>;

/** A page of a list, newest first. `nextCursor` is null on the last one. */
export function pageOf<Item extends z.ZodType>(item: Item) {
  return z.object({ items: z.array(item), nextCursor: z.string().nullable() });
}

/** One page of values. */
export interface Page<Item> {
  items: Item[];
  nextCursor: string | null;
}
