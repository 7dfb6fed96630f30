import { type AccessTokenAnswer, eventOf, type NationSlug, NationConnected } from '@nat/contracts';
import { factsFromContext, type OutboxRelay } from '@nat/event-bus';
import { AppError, type Clock, type Rng } from '@nat/service-kit';
import { AccountsStore } from '../accounts/accounts.store';
import { auditEntry } from '../audit/audit-entry';
import { type Connection, type ConnectionKey, ConnectionsStore, type NewTokens } from './connections.store';
import { isComfortable, needsRefresh } from './freshness';
import { reauthRequired, TokenRefresher } from './token-refresher';
import { type TokenPair, tokensInForce, TokenSecrets } from './token-secrets';

/** Rounds of a lost race; each is lost to somebody who made progress. */
const rounds = 5;

export interface ConnectionsParts {
  accounts: AccountsStore;
  store: ConnectionsStore;
  secrets: TokenSecrets;
  refresher: TokenRefresher;
  /** Told of every committed event, so that it need not wait for the next sweep. */
  relay: Pick<OutboxRelay, 'nudge'>;
  clock: Clock;
  rng: Rng;
}

/** Connections to NationBuilder: made, and lent out as access tokens. */
export class ConnectionsService {
  constructor(private readonly parts: ConnectionsParts) {}

  /** True when the connection exists and needs nobody. */
  async isConnected(key: ConnectionKey): Promise<boolean> {
    return (await this.parts.store.find(key))?.status === 'connected';
  }

  /**
   * Stores a grant as a connection. The tokens are in the vault before the row names them; whoever dies between leaves them
   * for the next who connects or refreshes. Grants of one person at the same moment end in one of them. Throws `forbidden`
   * when the personal connection belongs to another person.
   *
   * @param actor the user who granted it.
   */
  async connect(key: ConnectionKey, grant: TokenPair, actor: string): Promise<void> {
    const { store, secrets, clock } = this.parts;
    for (let round = 1; round <= rounds; round++) {
      const existing = await store.find(key);
      if (existing && key.userId && existing.signupId !== grant.signupId) {
        throw new AppError('forbidden', 'This connection belongs to another person of the nation.');
      }
      const generation = (existing?.generation ?? 0) + 1;
      const stored = await secrets.claim(key, generation, grant);
      if (!stored) continue; // others connected twice since the row was read
      const tokens = tokensInForce(key, generation, stored);
      if (existing) await store.reconnect(existing, tokens, this.audit(existing.connectionId, actor));
      else await this.create(key, tokens, actor);
      const ours = stored.accessToken === grant.accessToken;
      if (ours || (stored.signupId === grant.signupId && isComfortable(stored.accessExpiresAt, clock.now()))) return;
    }
    throw new AppError('conflict', 'The connection is being changed by somebody else. Try again.');
  }

  /**
   * An access token for a member's work in a nation: of their own connection where they have one, else of the nation's.
   * Throws `forbidden`, `nation_not_connected`, `nation_reauth_required` or `nationbuilder_unavailable`.
   *
   * @param refusedGeneration generation of a token NationBuilder has just refused.
   */
  async accessToken(nationSlug: NationSlug, userId: string, refusedGeneration?: number): Promise<AccessTokenAnswer> {
    const { accounts, store, refresher, clock } = this.parts;
    const [role, personal, ofNation] = await Promise.all([
      accounts.role(nationSlug, userId),
      store.find({ nationSlug, userId }),
      store.find({ nationSlug }),
    ]);
    if (!role) throw new AppError('forbidden', 'You are not a member of this nation.');
    const chosen = personal ?? ofNation;
    if (!chosen) throw new AppError('nation_not_connected', 'This nation is not connected to NationBuilder yet.');
    // A lost personal connection is not replaced by the nation's: that token may do more than this person may.
    if (chosen.status !== 'connected') throw reauthRequired();
    const stale = needsRefresh(chosen, clock.now(), refusedGeneration);
    const usable = stale ? await refresher.refresh(chosen, refusedGeneration) : chosen;
    return this.lend(usable);
  }

  private async lend(connection: Connection): Promise<AccessTokenAnswer> {
    const { store, secrets } = this.parts;
    for (let current: Connection | undefined = connection, round = 1; current && round <= rounds; round++) {
      const accessToken = await secrets.accessToken(current);
      if (accessToken !== undefined) return answerOf(current, accessToken);
      // Replaced twice since the row was read, so the vault has dropped the version: the row names a newer one by now.
      current = await store.find(current);
    }
    throw new Error(`the tokens of connection ${connection.connectionId} are not in the vault`);
  }

  private async create(key: ConnectionKey, tokens: NewTokens, actor: string): Promise<void> {
    const { store, relay, clock, rng } = this.parts;
    const connection: Connection = {
      ...key,
      ...tokens,
      connectionId: rng.id('con'),
      status: 'connected',
      generation: 1,
      connectedAt: clock.iso(),
      fence: 0,
      leased: false,
    };
    const audit = this.audit(connection.connectionId, actor);
    if (await store.create(connection, this.connected(connection, actor), audit)) relay.nudge();
  }

  private connected({ connectionId, nationSlug, userId, generation, connectedAt }: Connection, actor: string): NationConnected {
    return eventOf(NationConnected, {
      id: `${connectionId}.connected`,
      nationSlug,
      time: connectedAt,
      ...factsFromContext(),
      userId: actor,
      data: { connectionId, connectionKind: userId ? 'personal' : 'nation', generation, firstConnection: !userId },
    });
  }

  private audit(connectionId: string, actor: string) {
    return auditEntry({ type: 'connection.completed', subject: connectionId, actor }, this.parts);
  }
}

function answerOf({ userId, generation, accessExpiresAt }: Connection, accessToken: string): AccessTokenAnswer {
  const usableUntil = new Date(accessExpiresAt).toISOString();
  return { accessToken, connectionKind: userId ? 'personal' : 'nation', generation, usableUntil };
}
