import { type NationSlug, type Role, roleAtLeast } from '@nat/contracts';
import type { OutboxRelay } from '@nat/event-bus';
import { AppError, type Clock, type Rng } from '@nat/service-kit';
import { Logger } from '@nestjs/common';
import { AccountsStore } from '../accounts/accounts.store';
import { always, type Connection, type ConnectionKey } from './connection';
import { ConnectionFacts } from './connection-facts';
import { ConnectionsStore } from './connections.store';
import { NationOAuth } from './nation-oauth';
import { TokenSecrets } from './token-secrets';

/** Rounds of a lost race; each is lost to somebody who made progress. */
const rounds = 5;

export interface DisconnectionsParts {
  accounts: Pick<AccountsStore, 'role'>;
  store: ConnectionsStore;
  secrets: TokenSecrets;
  oauth: NationOAuth;
  relay: Pick<OutboxRelay, 'nudge'>;
  clock: Clock;
  rng: Rng;
}

/** Whoever asks for an end, and of which connection. */
export interface DisconnectRequest {
  nationSlug: NationSlug;
  userId: string;
  connectionId: string;
}

/**
 * Ends connections. First the row is closed under the next generation: from then on nothing of the connection is lent,
 * refreshed or put in force, whatever is on its way. Then its secret is erased by its address, where nothing can be written
 * any more. Who dies between leaves the rest to a sweep.
 */
export class Disconnections {
  private readonly logger = new Logger('Connections');
  private readonly facts: ConnectionFacts;

  constructor(private readonly parts: DisconnectionsParts) {
    this.facts = new ConnectionFacts(parts);
  }

  /** As {@link ConnectionsService.disconnect}. */
  async disconnect(request: DisconnectRequest): Promise<void> {
    for (let round = 1; round <= rounds; round++) {
      if (await this.end(await this.wanted(request), request.userId)) return;
    }
    throw contended();
  }

  /** As {@link ConnectionsService.disconnectFormerMember}. */
  async ofFormerMember({ nationSlug, userId }: Required<ConnectionKey>, actor: string): Promise<void> {
    const { accounts, store } = this.parts;
    for (let round = 1; round <= rounds; round++) {
      const connection = await store.find({ nationSlug, userId });
      if (!connection || isOver(connection)) return;
      // Asked after the connection was seen: what they connect once they are back is another generation, and stays.
      if (await accounts.role(nationSlug, userId)) return;
      if (await this.end(connection, actor)) return;
    }
    throw contended();
  }

  /** Erases the tokens of a connection that was ended; done as often as it takes. */
  async erase(closed: Connection): Promise<void> {
    const { store, secrets } = this.parts;
    await secrets.erase(closed);
    await store.erased(closed);
  }

  /** The connection, if it is there for this person; one that was ended is, until nothing of it is left. */
  private async wanted({ nationSlug, userId, connectionId }: DisconnectRequest): Promise<Connection> {
    const { accounts, store } = this.parts;
    const [role, connections] = await Promise.all([accounts.role(nationSlug, userId), store.ofNation(nationSlug)]);
    if (!role) throw new AppError('forbidden', 'You are not a member of this nation.');
    const found = connections.find(connection => connection.connectionId === connectionId);
    if (!found || isOver(found) || !isVisible(found, userId, role))
      throw new AppError('not_found', 'There is no such connection.');
    if (!found.userId && !roleAtLeast(role, 'admin')) {
      throw new AppError('role_required', 'Only the owner and admins disconnect the nation.');
    }
    return found;
  }

  /** False when the connection has changed since it was read. */
  private async end(connection: Connection, actor: string): Promise<boolean> {
    const { secrets, oauth } = this.parts;
    const pair = oauth.canRevoke ? await secrets.inForce(connection).catch(() => undefined) : undefined;
    const closed = connection.status === 'disconnected' ? connection : await this.close(connection, actor);
    if (!closed) return false;
    await this.erase(closed);
    if (pair && !(await oauth.revoke(closed.nationSlug, pair.refreshToken))) {
      this.logger.warn({ event: 'connection_not_revoked_upstream', connectionId: closed.connectionId });
    }
    return true;
  }

  private async close(connection: Connection, actor: string): Promise<Connection | undefined> {
    const { store, relay } = this.parts;
    const change = { status: 'disconnected', lookAt: always } as const;
    if (!(await store.advance(connection, change, this.facts.disconnected(connection, actor)))) return undefined;
    relay.nudge();
    return { ...connection, ...change, generation: connection.generation + 1 };
  }
}

/** Ended, and nothing of it is left. */
function isOver({ status, lookAt }: Connection): boolean {
  return status === 'disconnected' && lookAt === undefined;
}

function contended(): AppError {
  return new AppError('conflict', 'The connection is being changed by somebody else. Try again.');
}

/** The nation's connection is seen by all its members, a personal one by its person and by owner and admins. */
export function isVisible(connection: Connection, userId: string, role: Role): boolean {
  return !connection.userId || connection.userId === userId || roleAtLeast(role, 'admin');
}
