import { NoAnswer } from '@nat/service-kit';

/**
 * Does what has a key at most once per process. Who comes with a key that is known gets the outcome of the first, also while that
 * is still under way. What surely was not done may be tried again; what may have been done is not.
 */
export class OncePerKey {
  private readonly known = new Map<string, Promise<void>>();

  /** @param capacity keys that are remembered; beyond it the oldest is forgotten. */
  constructor(private readonly capacity: number) {}

  do(key: string, work: () => Promise<void>): Promise<void> {
    const before = this.known.get(key);
    if (before) return before;
    const outcome = work().catch((error: unknown) => {
      if (!(error instanceof NoAnswer && error.mayBeDone)) this.known.delete(key);
      throw error;
    });
    this.known.set(key, outcome);
    if (this.known.size > this.capacity) this.known.delete(this.known.keys().next().value!);
    return outcome;
  }
}
