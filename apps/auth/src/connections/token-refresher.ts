import { AppError } from '@nat/service-kit';
import { ClientBreaker } from './client-breaker';
import type { Connection } from './connection';
import { needsRefresh, stillUsable } from './freshness';
import { mayTryAgain } from './refresh-schedule';
import { type RefresherParts, RefreshTurn } from './refresh-turn';

/** Milliseconds a caller waits for somebody else's refresh. Less than the 10 s a service waits for an answer. */
const patienceMs = 8_000;

/**
 * Replaces the tokens of a connection, once however many ask (reliability, 2.5): callers of one process share one attempt,
 * processes are kept apart by a fenced lease in the connection's row.
 */
export class TokenRefresher {
  private readonly running = new Map<string, Promise<Connection>>();
  private readonly breaker: ClientBreaker;
  private readonly turn: RefreshTurn;

  constructor(private readonly parts: RefresherParts) {
    this.breaker = new ClientBreaker(parts.clock);
    this.turn = new RefreshTurn(parts, this.breaker);
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
    return this.whilePatient(running, seen, refusedGeneration);
  }

  /** Fulfills when no attempt runs any more: one may hold tokens that are stored nowhere yet. */
  async settled(): Promise<void> {
    while (this.running.size > 0) await Promise.allSettled(this.running.values());
  }

  /** Takes a turn at a connection whose time has come, and waits for nobody. Never says what came of it: the row does. */
  async refreshDue(seen: Connection): Promise<void> {
    const now = this.parts.clock.now();
    const due = seen.status === 'connected' && seen.lookAt !== undefined && seen.lookAt <= now;
    if (due && mayTryAgain(seen.failing, now, true) && !this.breaker.isOpen()) await this.turn.take(seen);
  }

  /** An attempt that has trouble to store what it was granted goes on for minutes; its callers do not. */
  private async whilePatient(attempt: Promise<Connection>, seen: Connection, refused?: number): Promise<Connection> {
    const { clock } = this.parts;
    const over = new AbortController();
    const late = clock.sleep(patienceMs, over.signal).then(() => undefined);
    const refreshed = await Promise.race([attempt, late]).finally(() => over.abort('settled'));
    if (refreshed) return refreshed;
    if (stillUsable(seen, clock.now(), refused)) return seen;
    throw unavailable();
  }

  private async attempt(seen: Connection, refused?: number): Promise<Connection> {
    const { clock, rng } = this.parts;
    const started = clock.monotonic();
    for (let current = seen; ; current = await this.reread(current)) {
      const now = clock.now();
      if (current.generation > seen.generation || !needsRefresh(current, now, refused)) return current;
      const mayTry = mayTryAgain(current.failing, now, stillUsable(current, now, refused)) && !this.breaker.isOpen();
      const turn = mayTry ? await this.turn.take(current) : 'unavailable';
      if (turn === 'settled') continue;
      if (stillUsable(current, clock.now(), refused)) return current;
      if (turn === 'unavailable' || clock.monotonic() - started > patienceMs) throw unavailable();
      await clock.sleep(100 + rng.next() * 400);
    }
  }

  private async reread(seen: Connection): Promise<Connection> {
    const current = await this.parts.store.find(seen);
    if (!current || current.status === 'disconnected') throw notConnected();
    if (current.status === 'reauth_required') throw reauthRequired();
    return current;
  }
}

/** Nobody has granted access, or the grant was ended. */
export function notConnected(): AppError {
  return new AppError('nation_not_connected', 'This nation is not connected to NationBuilder.');
}

/** Only the person who granted access can restore it. */
export function reauthRequired(): AppError {
  return new AppError('nation_reauth_required', 'NationBuilder no longer accepts this connection. Connect the nation again.');
}

function unavailable(): AppError {
  const detail = 'NationBuilder does not answer at the moment. Nothing was changed; try again shortly.';
  return new AppError('nationbuilder_unavailable', detail, { retryAfter: 5 });
}
