import { AppError, type Clock, retry, type Rng } from '@nat/service-kit';
import { auditEntry, type AuditEntry, type AuditType } from '../audit/audit-entry';
import { type Connection, ConnectionsStore, type Lease } from './connections.store';
import { needsRefresh, stillUsable } from './freshness';
import { leaseMs, LeaseWatch } from './lease-watch';
import { NationOAuth } from './nation-oauth';
import type { TokenGrant } from './token-answer';
import { type TokenPair, tokensInForce, TokenSecrets } from './token-secrets';

/** Milliseconds a caller waits for somebody else's refresh. Less than the 10 s a service waits for an answer. */
const patienceMs = 8_000;
/** Lease time that must be left right before NationBuilder is called: its 10 s and as much again. */
const marginMs = 20_000;

export interface RefresherParts {
  store: ConnectionsStore;
  secrets: TokenSecrets;
  oauth: NationOAuth;
  clock: Clock;
  rng: Rng;
}

/** What came of one holding of the lease; `busy`: somebody else holds it. */
type Turn = 'settled' | 'unavailable' | 'busy';

/**
 * Replaces the tokens of a connection, once however many ask (reliability, 2.5): callers of one process share one attempt,
 * processes are kept apart by a fenced lease in the connection's row. Whoever lost the lease writes nothing that counts.
 */
export class TokenRefresher {
  private readonly running = new Map<string, Promise<Connection>>();
  private readonly watch: LeaseWatch;

  constructor(private readonly parts: RefresherParts) {
    this.watch = new LeaseWatch(parts.clock);
  }

  /**
   * The connection with tokens that can be used: replaced ones, or the old while they live and no newer can be had.
   * Throws `nation_reauth_required` when only the person can help, `nationbuilder_unavailable` when it should be tried again.
   *
   * @param refusedGeneration generation NationBuilder has just refused: its access token is not usable however long it lives.
   */
  refresh(seen: Connection, refusedGeneration?: number): Promise<Connection> {
    const key = `${seen.connectionId}#${seen.generation}#${refusedGeneration ?? ''}`;
    const running = this.running.get(key) ?? this.attempt(seen, refusedGeneration).finally(() => this.running.delete(key));
    this.running.set(key, running);
    return running;
  }

  private async attempt(seen: Connection, refused?: number): Promise<Connection> {
    const { clock, rng } = this.parts;
    const started = clock.monotonic();
    for (let current = seen; ; current = await this.reread(current)) {
      if (current.generation > seen.generation || !needsRefresh(current, clock.now(), refused)) return current;
      const turn = await this.takeTurn(current);
      if (turn === 'settled') continue;
      if (stillUsable(current, clock.now(), refused)) return current;
      if (turn === 'unavailable' || clock.monotonic() - started > patienceMs) throw unavailable();
      await clock.sleep(100 + rng.next() * 400);
    }
  }

  private async takeTurn(current: Connection): Promise<Turn> {
    const { store, clock } = this.parts;
    const takenAt = clock.monotonic();
    const lease = this.watch.isFree(current) ? await store.takeLease(current) : undefined;
    if (!lease) return 'busy';
    const next = await this.pairToUse(lease, current, takenAt);
    if (next === 'refused') await store.requireReauth(lease, this.audit('connection.reauth_required', current));
    else if (next) await this.putInForce(lease, current, next);
    else await store.releaseLease(lease);
    return next ? 'settled' : 'unavailable';
  }

  /** The pair to put in force: what a predecessor left behind, else what NationBuilder grants. Nothing when it cannot be had. */
  private async pairToUse(lease: Lease, current: Connection, takenAt: number): Promise<TokenPair | 'refused' | undefined> {
    const { clock, oauth } = this.parts;
    const { inForce, leftBehind } = await this.storedPairs(lease, current);
    if (leftBehind) return leftBehind;
    const leaseLeft = leaseMs - (clock.monotonic() - takenAt);
    if (leaseLeft < marginMs) return undefined;
    const outcome = await oauth.refresh(lease.key.nationSlug, inForce.refreshToken);
    if (outcome.kind === 'granted') return nextPair(outcome.grant, inForce, clock.now());
    return outcome.kind === 'refused' ? 'refused' : undefined;
  }

  private async storedPairs(lease: Lease, current: Connection): Promise<{ inForce: TokenPair; leftBehind?: TokenPair }> {
    const { secrets, store } = this.parts;
    try {
      const leftBehind = await secrets.pair(lease.key, current.generation + 1);
      const inForce = await secrets.pair(lease.key, current.generation);
      if (!inForce) throw new Error(`the tokens of connection ${current.connectionId} are not in the vault`);
      return { inForce, leftBehind };
    } catch (error) {
      await store.releaseLease(lease);
      throw error;
    }
  }

  /** The old refresh token is spent by now: when this fails the lease stays, and its next holder finds what was written. */
  private async putInForce(lease: Lease, current: Connection, pair: TokenPair): Promise<void> {
    const { secrets, store, clock, rng } = this.parts;
    const stubborn = { clock, rng, attempts: 4, baseMs: 50, capMs: 1_000, retryable: () => true };
    const generation = lease.generation + 1;
    const stored = await retry(stubborn, () => secrets.claim(lease.key, generation, pair));
    if (!stored) throw new Error('the connection was replaced twice under the lease of its refresh');
    const tokens = tokensInForce(lease.key, generation, stored);
    const audit = this.audit('connection.refreshed', current);
    await retry(stubborn, () => store.replaceTokens(lease, tokens, audit));
  }

  private async reread(seen: Connection): Promise<Connection> {
    const current = await this.parts.store.find(seen);
    if (!current) throw new AppError('nation_not_connected', 'This nation is no longer connected to NationBuilder.');
    if (current.status !== 'connected') throw reauthRequired();
    return current;
  }

  private audit(type: AuditType, connection: Connection): AuditEntry {
    return auditEntry({ type, subject: connection.connectionId }, this.parts);
  }
}

function nextPair({ accessToken, refreshToken, expiresInSeconds }: TokenGrant, old: TokenPair, now: number): TokenPair {
  const accessExpiresAt = now + expiresInSeconds * 1_000;
  return { signupId: old.signupId, accessToken, refreshToken: refreshToken ?? old.refreshToken, accessExpiresAt };
}

/** Only the person who granted access can restore it. */
export function reauthRequired(): AppError {
  return new AppError('nation_reauth_required', 'NationBuilder no longer accepts this connection. Connect the nation again.');
}

function unavailable(): AppError {
  const detail = 'NationBuilder does not answer at the moment. Nothing was changed; try again shortly.';
  return new AppError('nationbuilder_unavailable', detail, { retryAfter: 5 });
}
