/** What a client keeps of a session. */
export interface Tokens {
  accessToken: string;
  /** Milliseconds since 1970 by the clock of this machine. */
  accessExpiresAt: number;
  sessionId: string;
  /** Good for one renewal. Absent where the browser keeps it as a cookie that no script can read. */
  refreshToken?: string;
}

/**
 * Where the tokens of one session are kept. Several clients, in tabs or in processes, may share a store when they share a
 * {@link Lock} too: whoever renews reads it again under the lock first.
 */
export interface TokenStore {
  /** Undefined where nobody is signed in, also where what is kept cannot be read any more. */
  load(): Promise<Tokens | undefined>;
  /** Replaces the tokens as a whole: a reader finds the old ones or the new ones. */
  save(tokens: Tokens): Promise<void>;
  clear(): Promise<void>;
}

/** Keeps tokens as long as the program runs, out of reach of everything else. */
export class InMemoryTokenStore implements TokenStore {
  private tokens?: Tokens;

  async load(): Promise<Tokens | undefined> {
    return this.tokens;
  }

  async save(tokens: Tokens): Promise<void> {
    this.tokens = tokens;
  }

  async clear(): Promise<void> {
    this.tokens = undefined;
  }
}
