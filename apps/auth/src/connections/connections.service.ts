import type { AccessTokenAnswer, ConnectionsAnswer, ConnectionSummary, NationSlug, ReauthCause } from '@nat/contracts';
import { AppError } from '@nat/service-kit';
import { type Connection, type ConnectionKey, kindOf } from './connection';
import { ConnectionGrants } from './connection-grants';
import { type DisconnectionsParts, Disconnections, type DisconnectRequest, isVisible } from './disconnections';
import { TokenLending } from './token-lending';
import { TokenRefresher } from './token-refresher';
import type { TokenPair } from './token-secrets';

export interface ConnectionsParts extends DisconnectionsParts {
  refresher: TokenRefresher;
}

/** Whether a nation can be worked in, for the services that ask. */
export interface ConnectionStatus {
  connection: 'connected' | 'reauth_required' | 'not_connected';
  reauthCause?: ReauthCause;
  /** Of the person who was named, where they have a connection of their own. */
  personalConnection?: 'connected' | 'reauth_required';
}

/** Connections to NationBuilder: made, shown, lent out as access tokens, and ended. */
export class ConnectionsService {
  private readonly grants: ConnectionGrants;
  private readonly lending: TokenLending;
  readonly disconnections: Disconnections;

  constructor(private readonly parts: ConnectionsParts) {
    this.disconnections = new Disconnections(parts);
    this.grants = new ConnectionGrants({ ...parts, disconnections: this.disconnections });
    this.lending = new TokenLending(parts);
  }

  /** True when the connection exists and needs nobody. */
  async isConnected(key: ConnectionKey): Promise<boolean> {
    return (await this.parts.store.find(key))?.status === 'connected';
  }

  /** How the nation's connection stands, and that of one of its users where one is named. */
  async status(nationSlug: NationSlug, userId?: string): Promise<ConnectionStatus> {
    const { store } = this.parts;
    const [ofNation, personal] = await Promise.all([
      store.find({ nationSlug }),
      userId === undefined ? undefined : store.find({ nationSlug, userId }),
    ]);
    const own = personal?.status === 'disconnected' ? undefined : personal?.status;
    return {
      connection: !ofNation || ofNation.status === 'disconnected' ? 'not_connected' : ofNation.status,
      ...(ofNation?.reauthCause && { reauthCause: ofNation.reauthCause }),
      ...(own && { personalConnection: own }),
    };
  }

  /**
   * Connections a member sees: the nation's and their own, for owner and admins those of everybody; the nation's is first.
   * Throws `forbidden` to whoever is no member.
   */
  async list(nationSlug: NationSlug, userId: string): Promise<ConnectionsAnswer> {
    const { accounts, store } = this.parts;
    const [role, connections] = await Promise.all([accounts.role(nationSlug, userId), store.ofNation(nationSlug)]);
    if (!role) throw new AppError('forbidden', 'You are not a member of this nation.');
    const visible = connections.filter(each => each.status !== 'disconnected' && isVisible(each, userId, role));
    return visible.toSorted((a, b) => (a.userId ?? '').localeCompare(b.userId ?? '')).map(summaryOf);
  }

  /**
   * Stores a grant as a connection, which also ends a `reauth_required`. The tokens are in the vault before the row names
   * them; whoever dies between leaves them for the next who connects. Grants of one person at the same moment end in one of
   * them; nothing is left of one whose person is no member any more. Throws `forbidden` when the personal connection belongs to
   * another person.
   *
   * @param actor the user who granted it.
   */
  async connect(key: ConnectionKey, grant: TokenPair, actor: string): Promise<void> {
    await this.grants.connect(key, grant, actor);
    const { nationSlug, userId } = key;
    // Whoever was removed while their grant was on its way had no connection yet that could be ended with their membership.
    if (userId !== undefined) await this.disconnectFormerMember({ nationSlug, userId }, actor);
  }

  /**
   * Ends a connection: its person does it, and owner and admins do it for any of their nation. Fulfills when its tokens are
   * erased. Throws `not_found` for one that is unknown, another person's or over, `role_required` for the nation's when the
   * member may only see it, and `dependency_unavailable` when the erasure has to wait for the vault.
   */
  disconnect(request: DisconnectRequest): Promise<void> {
    return this.disconnections.disconnect(request);
  }

  /**
   * Ends the personal connection of somebody who is no member any more. Nothing happens where there is none, or where they are a
   * member again. Throws `dependency_unavailable` when the erasure has to wait for the vault, and `conflict`.
   *
   * @param actor the user who ended the membership.
   */
  disconnectFormerMember(key: Required<ConnectionKey>, actor: string): Promise<void> {
    return this.disconnections.ofFormerMember(key, actor);
  }

  /**
   * An access token for a member's work in a nation: of their own connection where they have one, else of the nation's.
   * Throws `forbidden`, `nation_not_connected`, `nation_reauth_required` or `nationbuilder_unavailable`.
   *
   * @param refusedGeneration generation of a token NationBuilder has just refused.
   */
  accessToken(nationSlug: NationSlug, userId: string, refusedGeneration?: number): Promise<AccessTokenAnswer> {
    return this.lending.accessToken(nationSlug, userId, refusedGeneration);
  }
}

function summaryOf(connection: Connection): ConnectionSummary {
  const { connectionId, status, reauthCause, connectedBy, connectedAt, lastRefreshedAt, accessExpiresAt } = connection;
  return {
    connectionId,
    kind: kindOf(connection),
    status: status === 'connected' ? 'connected' : 'reauth_required',
    ...(reauthCause && { reauthCause }),
    connectedBy,
    connectedAt,
    ...(lastRefreshedAt && { lastRefreshedAt }),
    expiresAt: new Date(accessExpiresAt).toISOString(),
  };
}
