import type { Json } from '../engine/records';

/** A record while it is being made. Keys beyond the catalog's are hidden from the API. */
export interface Draft {
  readonly id: string;
  [property: string]: Json | undefined;
}

/** Ids that grow with gaps, so that no client can guess the next one. The gaps are the same for every nation. */
export function idSequence(start: number): () => string {
  let last = start;
  let step = 0;
  return () => {
    step += 1;
    last += 1 + (step % 7 === 0 ? 2 : 0) + (step % 31 === 0 ? 5 : 0);
    return String(last);
  };
}

/** Shares of a total that fall off slowly, every one at least 1, adding up to exactly the total. */
export function shares(total: number, parts: number): number[] {
  const weights = Array.from({ length: parts }, (_, rank) => 1 / (rank + 4));
  const sum = weights.reduce((a, b) => a + b, 0);
  const sizes = weights.map(weight => Math.max(1, Math.floor((weight / sum) * total)));
  const missing = total - sizes.reduce((a, b) => a + b, 0);
  return sizes.map((size, rank) => size + Math.floor(missing / parts) + (rank < missing % parts ? 1 : 0));
}
