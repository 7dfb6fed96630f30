import { createHash } from 'node:crypto';

/**
 * Remembers what was verified, by the SHA-256 of the token, so that the second use of a token costs no signature check.
 * Bounded: the entry unused for longest goes first. Holds no token.
 */
export class VerifiedTokens<Value> {
  private readonly entries = new Map<string, Value>();

  constructor(private readonly capacity: number) {}

  static digest(token: string): string {
    return createHash('sha256').update(token).digest('base64');
  }

  get(digest: string): Value | undefined {
    const value = this.entries.get(digest);
    if (value === undefined) return undefined;
    this.entries.delete(digest);
    this.entries.set(digest, value);
    return value;
  }

  set(digest: string, value: Value): void {
    if (this.entries.size >= this.capacity) {
      for (const oldest of this.entries.keys()) {
        this.entries.delete(oldest);
        break;
      }
    }
    this.entries.set(digest, value);
  }

  delete(digest: string): void {
    this.entries.delete(digest);
  }

  get size(): number {
    return this.entries.size;
  }
}
