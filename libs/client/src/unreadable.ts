/** Something of Nat's that this release has to understand and does not: update the client. */
export class Unreadable extends Error {
  constructor(what: string, cause: unknown) {
    super(`This client is too old to read ${what}.`, { cause });
    this.name = new.target.name;
  }
}

/** An event that ends a response. */
export class UnreadableEvent extends Unreadable {
  constructor(event: string, cause: unknown) {
    super(`how it ended (${event})`, cause);
  }
}
