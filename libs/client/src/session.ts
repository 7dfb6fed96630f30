import { problem, type ProblemCode, type SessionAnswer } from '@nat/contracts';
import type { Credentials, Pass } from './credentials';
import { localLock, type Lock } from './lock';
import { NatProblem } from './nat-problem';
import { InMemoryTokenStore, type Tokens, type TokenStore } from './token-store';

export interface SessionOptions {
  /** In memory unless given. */
  store?: TokenStore;
  /** Held during a renewal; has to be shared by all who share the store, or a cookie. The browser's unless given. */
  lock?: Lock;
  /** The session ended without this client having asked for it: somebody has to sign in again. Called once for each session. */
  onSignedOut?: (problem: NatProblem) => void;
  /** Milliseconds since 1970. */
  now?: () => number;
}

/** Exchanges a refresh token, or without one the cookie of the browser, for the next pair. */
export type Renew = (refreshToken: string | undefined) => Promise<SessionAnswer>;

/** A token is renewed this long before its end, so that it does not end on the way. */
const marginMs = 60_000;
/** After a renewal that failed ahead of time, the token at hand serves this long before the next try. */
const pauseMs = 10_000;

/** Refusals of a renewal after which no other one can succeed. */
const final: ReadonlySet<ProblemCode> = new Set(['unauthenticated', 'session_revoked', 'refresh_token_reused']);

/**
 * The tokens of one sign-in, renewed in time. A refresh token that is used twice ends its session for everybody, so there is
 * one renewal for all calls that wait, and of all clients that share the lock one renews at a time: each looks into the store
 * first and takes what another one has got meanwhile. A renewal is not repeated by itself: its answer may have been lost.
 */
export class Session implements Credentials {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  private readonly store: TokenStore;
  private readonly lock: Lock;
  /** As this client knows them; the store may hold newer ones. */
  private current?: Tokens;
  /** The session that ended last: what was read of it before comes too late to make it news again. */
  private over?: string;
  /** Renewals under way, by the access token they replace. */
  private readonly renewals = new Map<string | undefined, Promise<Tokens>>();
  private renewAfter = 0;

  constructor(
    private readonly renew: Renew,
    private readonly options: SessionOptions = {},
  ) {
    this.store = options.store ?? new InMemoryTokenStore();
    this.lock = options.lock ?? localLock();
    this.now = options.now ?? Date.now;
  }

  /** What this client knows of its sign-in; undefined where nobody is signed in. */
  async tokens(): Promise<Tokens | undefined> {
    if (this.current) return this.current;
    const stored = await this.store.load();
    // A session may have begun meanwhile.
    return (this.current ??= stored);
  }

  async pass(): Promise<Pass | undefined> {
    const tokens = await this.tokens();
    if (!tokens || this.isFresh(tokens) || this.now() < this.renewAfter) return tokens;
    try {
      return await this.renewed(tokens);
    } catch (error) {
      if (this.current !== tokens || this.now() >= tokens.accessExpiresAt) throw error;
      this.renewAfter = Math.min(this.now() + pauseMs, tokens.accessExpiresAt);
      return tokens;
    }
  }

  async afterRefusal(refused: Pass, refusal: NatProblem): Promise<Pass> {
    if (refusal.code !== 'session_revoked') return this.renewed(refused);
    throw await this.lock(() => this.endedBy(refusal, refused.sessionId));
  }

  /** Renews now; where no tokens are at hand, by the cookie of the browser: so a page finds its session again after a reload. */
  async refresh(): Promise<void> {
    await this.renewed(await this.tokens());
  }

  /** Takes over a session that has just begun, whoever was signed in before. `askedAt` in milliseconds since 1970. */
  async begin(answer: SessionAnswer, askedAt: number): Promise<void> {
    await this.lock(() => this.keep(answer, askedAt));
  }

  /** Forgets a session that was signed out. */
  async end(sessionId: string | undefined): Promise<void> {
    await this.lock(() => this.forget(sessionId));
  }

  private isFresh({ accessExpiresAt }: Tokens): boolean {
    return this.now() < accessExpiresAt - marginMs;
  }

  private renewed(refused: Pass | undefined): Promise<Tokens> {
    const key = refused?.accessToken;
    const running = this.renewals.get(key);
    if (running) return running;
    const renewal = this.lock(() => this.renewal(refused)).finally(() => this.renewals.delete(key));
    this.renewals.set(key, renewal);
    return renewal;
  }

  /** Tokens other than the refused ones. Under the lock, as all below. */
  private async renewal(refused: Pass | undefined): Promise<Tokens> {
    const stored = await this.store.load();
    if (refused && stored?.sessionId !== refused.sessionId) throw await this.endedBy(signedOutElsewhere(), refused.sessionId);
    if (stored && stored.accessToken !== refused?.accessToken && this.isFresh(stored)) return (this.current = stored);
    const askedAt = this.now();
    const answer = await this.renew(stored?.refreshToken).catch(async (error: unknown) => {
      const isFinal = error instanceof NatProblem && final.has(error.code);
      throw isFinal ? await this.endedBy(error, stored?.sessionId) : error;
    });
    // The tabs of a browser share its cookie: somebody else may have signed in there.
    if (refused && answer.sessionId !== refused.sessionId) throw await this.endedBy(signedOutElsewhere(), refused.sessionId);
    return this.keep(answer, askedAt);
  }

  private async keep({ accessToken, expiresIn, sessionId, refreshToken }: SessionAnswer, askedAt: number): Promise<Tokens> {
    const accessExpiresAt = askedAt + expiresIn * 1000;
    this.current = { accessToken, accessExpiresAt, sessionId, ...(refreshToken !== undefined && { refreshToken }) };
    await this.store.save(this.current);
    return this.current;
  }

  /** Forgets the session and says so once. Answers the refusal, for whoever waits. */
  private async endedBy(refusal: NatProblem, sessionId: string | undefined): Promise<NatProblem> {
    const isNews = sessionId !== this.over && this.current?.sessionId === sessionId;
    await this.forget(sessionId);
    if (isNews) this.options.onSignedOut?.(refusal);
    return refusal;
  }

  /** A session of somebody else that shares the store stays. */
  private async forget(sessionId: string | undefined): Promise<void> {
    this.over = sessionId;
    if ((await this.store.load())?.sessionId === sessionId) await this.store.clear();
    if (this.current?.sessionId === sessionId) this.current = undefined;
  }
}

/** Another tab or program that shares the store signed out, or signed in as somebody else. */
function signedOutElsewhere(): NatProblem {
  return new NatProblem(problem('unauthenticated', 'You were signed out. Sign in again.', 'none'));
}
