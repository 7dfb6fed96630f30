/** Runs work while nobody else who holds the same lock does; what the work rejects with is passed on. Not for use inside itself. */
export type Lock = <Result>(work: () => Promise<Result>) => Promise<Result>;

/** The part of the Web Locks API that is used (W3C Web Locks, section 2). */
interface LockManager {
  request<Result>(name: string, work: () => Promise<Result>): Promise<Result>;
}

/** A lock among those who were handed this very one. */
export function localLock(): Lock {
  let last: Promise<unknown> = Promise.resolve();
  return work => {
    const result = last.then(work);
    last = result.catch(() => undefined);
    return result;
  };
}

/** A lock among all tabs and workers of an origin. Undefined where there are no Web Locks: outside browsers, and without https. */
export function browserLock(name: string): Lock | undefined {
  const { locks } = (globalThis as { navigator?: { locks?: LockManager } }).navigator ?? {};
  return locks && (work => locks.request(name, work));
}
