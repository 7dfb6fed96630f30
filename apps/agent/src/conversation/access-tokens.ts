import { AccessTokenAnswer } from '@nat/contracts';
import type { AccessTokenSource } from '@nat/nationbuilder';
import { AppError, type Clock, type ServiceClient, type ServiceIdentity } from '@nat/service-kit';
import type { OnApplicationShutdown } from '@nestjs/common';

/** Milliseconds an access token is kept in memory. */
const cacheMs = 5 * 60_000;
/** Milliseconds after which a running query asks anew: so long a nation that was disconnected can still be worked in. */
const askAgainMs = 15_000;
/** A token this close to its end is not begun with. */
const marginMs = 60_000;
/** Milliseconds for which a refusal of a token that auth has just confirmed means a missing permission (api.md section 9). */
const confirmedMs = 60_000;
/** Milliseconds: enough for the model's request to be on its way. */
const checkDelayMs = 10;
const capacity = 10_000;

interface CachedToken extends AccessTokenAnswer {
  /** Monotonic milliseconds. */
  obtainedAt: number;
  /** The same, when auth was asked last, whether it answered or not. */
  askedAt: number;
  /** Set when auth gave or confirmed it after a refusal by NationBuilder. */
  confirmedAt?: number;
}

/** The way to a nation for one query: its token, renewed when needed. */
export interface NationConnection extends AccessTokenSource {
  /** Names what its calls are counted under at NationBuilder. */
  readonly limitKey: string;
  /** Resolves when auth has said that the nation is still connected; rejects with its refusal. */
  checked(): Promise<void>;
}

/**
 * NationBuilder access tokens from `auth`, at most 5 minutes in memory, by nation and person (auth decides whether that is
 * the nation's connection or the person's own). A token never goes anywhere but into the header of a call.
 */
export class AccessTokens implements OnApplicationShutdown {
  private readonly cache = new Map<string, CachedToken>();
  private readonly asking = new Map<string, Promise<CachedToken>>();
  private closed = false;

  constructor(
    private readonly auth: ServiceClient,
    private readonly clock: Clock,
  ) {}

  /**
   * The connection for a query. With a token in memory it is there at once, and auth is asked beside the work whether the
   * nation is still connected; without one auth is asked first.
   *
   * @throws AppError `nation_not_connected`, `nation_reauth_required`, or that auth does not answer.
   */
  async connect(identity: ServiceIdentity): Promise<NationConnection> {
    const known = this.fresh(identity);
    const token = known ?? (await this.ask(identity));
    const checked = known ? this.checkSoon(identity) : () => Promise.resolve();
    const { nationSlug, userId } = identity;
    const limitKey = token.connectionKind === 'nation' ? nationSlug : `${nationSlug}/${userId}`;
    return { limitKey, checked, token: (refused, code) => this.token(identity, refused, code) };
  }

  /** Asks nothing more beside the work, and waits for what was asked: nobody is left who wants to know. */
  async onApplicationShutdown(): Promise<void> {
    this.closed = true;
    await Promise.allSettled(this.asking.values());
  }

  /** Asks auth once: when the first tool wants to know, or a moment later, so that the first word does not wait for it. */
  private checkSoon(identity: ServiceIdentity): () => Promise<void> {
    let asked: Promise<void> | undefined;
    const check = (): Promise<void> => (asked ??= this.check(identity));
    void this.clock
      .sleep(checkDelayMs)
      .then(() => (this.closed ? undefined : check()))
      .catch(() => undefined); // told to the first tool that needs the nation
    return check;
  }

  private async token(identity: ServiceIdentity, refused?: number, code?: string): Promise<AccessTokenAnswer> {
    if (refused === undefined) return this.current(identity);
    const known = this.fresh(identity);
    if (known && known.generation !== refused) return known;
    // An expired token is never a missing permission, however fresh it was thought to be.
    const mayLack = code !== 'token_expired' && known?.confirmedAt !== undefined;
    const confirmed = mayLack && this.clock.monotonic() - known.confirmedAt! < confirmedMs;
    return confirmed ? known! : this.ask(identity, refused);
  }

  /** What auth said a moment ago, else what it says now; while it is down, what it said last for as long as that is usable. */
  private async current(identity: ServiceIdentity): Promise<AccessTokenAnswer> {
    const last = this.usable(identity);
    if (last && this.clock.monotonic() - last.askedAt < askAgainMs) return last;
    await this.check(identity);
    return this.usable(identity) ?? this.ask(identity);
  }

  /** While auth is down a running query goes on with the token it has. */
  private async check(identity: ServiceIdentity): Promise<void> {
    try {
      await this.ask(identity);
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'dependency_unavailable') {
        this.cache.delete(keyOf(identity));
        throw error;
      }
      const last = this.cache.get(keyOf(identity));
      if (last) last.askedAt = this.clock.monotonic();
    }
  }

  /** One question at a time for each person and reason. */
  private ask(identity: ServiceIdentity, refused?: number): Promise<CachedToken> {
    const key = `${keyOf(identity)}/${refused ?? ''}`;
    const asked = this.asking.get(key) ?? this.fetch(identity, refused).finally(() => this.asking.delete(key));
    this.asking.set(key, asked);
    return asked;
  }

  private async fetch(identity: ServiceIdentity, refused?: number): Promise<CachedToken> {
    const answer = await this.auth.call({
      method: 'POST',
      path: '/internal/connections/access-token',
      identity,
      body: { queryId: identity.queryId, refusedGeneration: refused },
      schema: AccessTokenAnswer,
    });
    const now = this.clock.monotonic();
    const before = this.cache.get(keyOf(identity));
    const same = before?.generation === answer.generation ? before.confirmedAt : undefined;
    const token = { ...answer, obtainedAt: now, askedAt: now, confirmedAt: refused === undefined ? same : now };
    this.cache.delete(keyOf(identity));
    this.cache.set(keyOf(identity), token);
    if (this.cache.size > capacity) this.cache.delete(this.cache.keys().next().value!);
    return token;
  }

  private fresh(identity: ServiceIdentity): CachedToken | undefined {
    const token = this.usable(identity);
    return token && this.clock.monotonic() - token.obtainedAt < cacheMs ? token : undefined;
  }

  private usable(identity: ServiceIdentity): CachedToken | undefined {
    const token = this.cache.get(keyOf(identity));
    return token && Date.parse(token.usableUntil) - this.clock.now() > marginMs ? token : undefined;
  }
}

function keyOf({ nationSlug, userId }: ServiceIdentity): string {
  return `${nationSlug}/${userId}`;
}
