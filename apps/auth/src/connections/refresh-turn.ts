import type { ReauthCause } from '@nat/contracts';
import type { OutboxRelay } from '@nat/event-bus';
import { type Clock, retry, type Rng } from '@nat/service-kit';
import { Logger } from '@nestjs/common';
import { ClientBreaker } from './client-breaker';
import type { Change, Connection, Lease, NewTokens } from './connection';
import { ConnectionFacts } from './connection-facts';
import { ConnectionsStore } from './connections.store';
import { HeldLease } from './held-lease';
import { LeaseWatch } from './lease-watch';
import { NationOAuth } from './nation-oauth';
import { failedOnceMore, type FailureClass, refreshDueAt } from './refresh-schedule';
import type { TokenGrant, TokenOutcome } from './token-answer';
import { type StoredPair, type TokenPair, TokenSecrets } from './token-secrets';

export interface RefresherParts {
  store: ConnectionsStore;
  secrets: TokenSecrets;
  oauth: NationOAuth;
  /** Told of every committed event, so that it need not wait for the next sweep. */
  relay: Pick<OutboxRelay, 'nudge'>;
  clock: Clock;
  rng: Rng;
}

/** What came of one turn; `settled`: look again, `busy`: somebody else holds the lease. */
export type Turn = 'settled' | 'unavailable' | 'busy';

/** A lease while it is held, and the connection as it was when it was taken. */
interface Holding {
  lease: Lease;
  held: HeldLease;
  seen: Connection;
}

/**
 * One holding of a connection's lease (agent design, section 16): write ahead, call NationBuilder, vault, row. Whoever lost
 * the lease sends nothing and flags nothing. Tokens that NationBuilder did grant are never thrown away: they come into force
 * however late they are, as long as no others did.
 */
export class RefreshTurn {
  private readonly logger = new Logger('Connections');
  private readonly watch: LeaseWatch;
  private readonly facts: ConnectionFacts;

  constructor(
    private readonly parts: RefresherParts,
    private readonly breaker: ClientBreaker,
  ) {
    this.watch = new LeaseWatch(parts.clock);
    this.facts = new ConnectionFacts(parts);
  }

  async take(seen: Connection): Promise<Turn> {
    const { store, clock } = this.parts;
    const held = new HeldLease(clock);
    const lease = this.watch.isFree(seen) ? await store.takeLease(seen) : undefined;
    if (!lease) return 'busy';
    const holding = { lease, held, seen };
    const pairs = await this.storedPairs(holding).catch((error: unknown) => this.vaultFailed(holding, error));
    if (!pairs) return 'unavailable';
    if (pairs.leftBehind) return this.putInForce(holding, pairs.leftBehind);
    return this.callFor(holding, pairs.inForce);
  }

  /** What a predecessor may have left behind is only looked for after one that wrote ahead and was not heard of again. */
  private async storedPairs({ lease, seen }: Holding): Promise<{ inForce: TokenPair; leftBehind?: StoredPair }> {
    const { secrets } = this.parts;
    const leftBehind = lease.doubt ? await secrets.leftBehind(seen) : undefined;
    const inForce = leftBehind?.pair ?? (await secrets.inForce(seen));
    if (!inForce) throw new Error('the tokens in force are not in the vault');
    return { inForce, leftBehind };
  }

  private async callFor(holding: Holding, inForce: TokenPair): Promise<Turn> {
    const { store, oauth, clock } = this.parts;
    const { lease, held } = holding;
    const { generation, fence } = lease;
    if (!(await store.openAttempt(lease, { generation, fence, startedAt: clock.iso() }))) return 'busy';
    const outcome = await oauth.refresh(lease.key.nationSlug, inForce.refreshToken, () => held.maySend());
    this.heed(outcome, lease);
    if (outcome.kind === 'granted') return this.keep(holding, nextPair(outcome.grant, inForce, clock.now()));
    if (outcome.kind === 'refused') return this.refused(holding);
    if (outcome.kind === 'misconfigured') return this.failed(holding, 'configuration', false);
    return this.failed(holding, outcome.errorClass, outcome.perhapsSpent);
  }

  private heed(outcome: TokenOutcome, { key, connectionId }: Lease): void {
    if (outcome.kind === 'misconfigured') {
      this.breaker.refused(key.nationSlug);
      this.alarm('oauth_client_refused', connectionId);
    } else if (outcome.kind !== 'unavailable') this.breaker.accepted();
    if (outcome.kind === 'granted' && !outcome.grant.refreshToken) this.alarm('refresh_token_missing', connectionId);
  }

  /** The old refresh token is spent by now, and these tokens are nowhere but here. */
  private async keep(holding: Holding, pair: TokenPair): Promise<Turn> {
    const { store, secrets } = this.parts;
    const { lease, held, seen } = holding;
    const stored = await this.stubbornly(async () => {
      // Whether or not it could be renewed: these tokens are worth keeping under a lease that was lost too.
      await held.keep(store, lease).catch(() => undefined);
      return secrets.offer(seen, seen.generation + 1, pair, seen.secret);
    });
    // Nothing is kept: the connection was ended, or is generations ahead.
    return stored ? this.putInForce(holding, stored) : 'settled';
  }

  private async putInForce({ lease }: Holding, { tokens }: StoredPair): Promise<Turn> {
    await this.stubbornly(() => this.advance(lease, tokens));
    this.parts.relay.nudge();
    return 'settled';
  }

  /**
   * Needs no lease: a granted pair follows the generation in force whoever holds the lease by now. Should somebody have
   * given the connection up as lost meanwhile, it is found again.
   */
  private async advance(lease: Lease, tokens: NewTokens): Promise<void> {
    const { store, clock, rng } = this.parts;
    const lookAt = refreshDueAt(clock.now(), tokens.accessExpiresAt, rng.next());
    const change: Change = { ...tokens, status: 'connected', lastRefreshedAt: clock.iso(), lookAt };
    const seen = { ...lease.key, connectionId: lease.connectionId, generation: lease.generation };
    if (await store.advance({ ...seen, status: 'connected' }, change, this.facts.refreshed(lease, tokens))) return;
    const current = await store.find(lease.key);
    if (current?.generation !== lease.generation || current.status !== 'reauth_required') return;
    const found = this.facts.refreshed(lease, tokens, current.reauthCause);
    await store.advance({ ...seen, status: 'reauth_required' }, change, found);
  }

  /** Final, unless somebody was faster: then generation, fence or vault say so. */
  private async refused(holding: Holding): Promise<Turn> {
    const { store, secrets } = this.parts;
    const { lease, seen } = holding;
    const leftBehind = lease.doubt ? await this.stubbornly(() => secrets.leftBehind(seen)) : undefined;
    if (leftBehind) return this.putInForce(holding, leftBehind);
    const cause: ReauthCause = lease.doubt ? 'lost_rotation' : 'revoked';
    const change: Change = {
      status: 'reauth_required',
      reauthCause: cause,
      attempt: undefined,
      failing: undefined,
      lookAt: undefined,
    };
    const told = this.facts.reauthRequired(lease, cause);
    if (await this.stubbornly(() => store.settle(lease, change, told))) {
      if (cause === 'lost_rotation') this.alarm('rotation_lost', lease.connectionId);
      this.parts.relay.nudge();
    }
    return 'settled';
  }

  /** The attempt stays in the row while it, or one before it, may have spent the refresh token. */
  private async failed({ lease, seen }: Holding, errorClass: FailureClass, perhapsSpent: boolean): Promise<Turn> {
    const { store, clock, rng, relay } = this.parts;
    const failing = failedOnceMore(seen.failing, clock.now(), errorClass, rng.next());
    const certainlyNot = !perhapsSpent && !lease.doubt;
    const change: Change = { failing, lookAt: failing.nextAttemptAt, ...(certainlyNot && { attempt: undefined }) };
    if (await store.settle(lease, change, this.facts.refreshFailed(lease, errorClass, failing))) relay.nudge();
    return 'unavailable';
  }

  private async vaultFailed(holding: Holding, error: unknown): Promise<undefined> {
    const { connectionId } = holding.lease;
    this.logger.error({ event: 'connection_tokens_unreadable', connectionId, error: String(error) });
    await this.failed(holding, 'transient', false);
  }

  /** Minutes of tries: what is to be written now cannot be had again. */
  private stubbornly<T>(work: () => Promise<T>): Promise<T> {
    const { clock, rng } = this.parts;
    return retry({ clock, rng, attempts: 60, baseMs: 50, capMs: 8_000, retryable: () => true }, work);
  }

  /** One event name for everything that a person of ours has to look at. */
  private alarm(alarm: string, connectionId: string): void {
    this.logger.error({ event: 'connection_alarm', alarm, connectionId });
  }
}

function nextPair({ accessToken, refreshToken, expiresInSeconds }: TokenGrant, old: TokenPair, now: number): TokenPair {
  const accessExpiresAt = now + expiresInSeconds * 1_000;
  return { signupId: old.signupId, accessToken, refreshToken: refreshToken ?? old.refreshToken, accessExpiresAt };
}
