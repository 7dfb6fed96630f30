import type { AccessTokenAnswer, NationSlug } from '@nat/contracts';
import { AppError, type Clock } from '@nat/service-kit';
import { AccountsStore } from '../accounts/accounts.store';
import { type Connection, kindOf } from './connection';
import { ConnectionsStore } from './connections.store';
import { needsRefresh } from './freshness';
import { notConnected, reauthRequired, TokenRefresher } from './token-refresher';
import { TokenSecrets } from './token-secrets';

/** Times the row is read again because the tokens it named were replaced meanwhile. */
const rounds = 5;

export interface LendingParts {
  accounts: Pick<AccountsStore, 'role'>;
  store: ConnectionsStore;
  secrets: TokenSecrets;
  refresher: TokenRefresher;
  clock: Clock;
}

/** Lends access tokens to whoever works for a member. */
export class TokenLending {
  constructor(private readonly parts: LendingParts) {}

  /** As {@link ConnectionsService.accessToken}. */
  async accessToken(nationSlug: NationSlug, userId: string, refusedGeneration?: number): Promise<AccessTokenAnswer> {
    const { accounts, store, refresher, clock } = this.parts;
    const [role, personal, ofNation] = await Promise.all([
      accounts.role(nationSlug, userId),
      store.find({ nationSlug, userId }),
      store.find({ nationSlug }),
    ]);
    if (!role) throw new AppError('forbidden', 'You are not a member of this nation.');
    // A lost personal connection is not replaced by the nation's: that token may do more than this person may.
    const chosen = usable([personal, ofNation].find(connection => connection && connection.status !== 'disconnected'));
    const stale = needsRefresh(chosen, clock.now(), refusedGeneration);
    return this.lend(stale ? await refresher.refresh(chosen, refusedGeneration) : chosen);
  }

  private async lend(connection: Connection): Promise<AccessTokenAnswer> {
    const { store, secrets } = this.parts;
    let current = connection;
    for (let round = 1; round <= rounds; round++) {
      const accessToken = await secrets.accessToken(current);
      if (accessToken !== undefined) return answerOf(current, accessToken);
      // Replaced twice since the row was read, so the vault has dropped the version, or erased: the row knows by now.
      current = usable(await store.find(current));
    }
    throw new Error(`the tokens of connection ${connection.connectionId} are not in the vault`);
  }
}

/** The connection, unless it cannot be lent from. */
function usable(connection: Connection | undefined): Connection {
  if (!connection || connection.status === 'disconnected') throw notConnected();
  if (connection.status === 'reauth_required') throw reauthRequired();
  return connection;
}

function answerOf(connection: Connection, accessToken: string): AccessTokenAnswer {
  const { generation, accessExpiresAt } = connection;
  return { accessToken, connectionKind: kindOf(connection), generation, usableUntil: new Date(accessExpiresAt).toISOString() };
}
