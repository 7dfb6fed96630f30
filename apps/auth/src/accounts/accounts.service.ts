import type { Me, NationSlug, Role, SessionAnswer, SessionCheckAnswer, SessionCheckRequest } from '@nat/contracts';
import { AppError, type Clock, type Rng } from '@nat/service-kit';
import { auditEntry } from '../audit/audit-entry';
import { AccessTokens } from './access-tokens';
import { AccountsStore } from './accounts.store';

/** A session nobody uses ends after 30 days (agent design, section 13). */
const sessionSeconds = 30 * 86_400;

/** A person NationBuilder has just vouched for. */
export interface ProvenPerson {
  nationSlug: NationSlug;
  signupId: string;
  name: string;
  /** Role the person gets in a nation that has an owner. */
  memberRole: Role;
}

/** Who has an account, in which nations, and which sessions live. */
export class AccountsService {
  constructor(
    private readonly store: AccountsStore,
    private readonly tokens: AccessTokens,
    private readonly clock: Clock,
    private readonly rng: Rng,
  ) {}

  /** The user of a proven person, made at the first meeting. Throws `forbidden` when their membership has ended. */
  async admit(person: ProvenPerson): Promise<{ userId: string; role: Role }> {
    const { userId, role } = await this.store.join({ ...person, userId: this.rng.id('usr'), at: this.clock.iso() });
    if (!role) throw new AppError('forbidden', 'Your membership of this nation has ended. Ask its owner for an invitation.');
    return { userId, role };
  }

  /** Opens a session and issues its access token. */
  async openSession(userId: string, nationSlug: NationSlug, client: string): Promise<SessionAnswer> {
    const account = await this.store.account(userId);
    if (!account) throw new Error('a session was asked for a user that does not exist');
    const sessionId = this.rng.id('ses');
    const expiresAt = Math.floor(this.clock.now() / 1_000) + sessionSeconds;
    const session = { sessionId, userId, nationSlug, client, startedAt: this.clock.iso(), expiresAt };
    const facts = { type: 'session.started', subject: sessionId, actor: userId, data: { client } } as const;
    await this.store.openSession(session, auditEntry(facts, { clock: this.clock, rng: this.rng }));
    return { ...(await this.tokens.issue({ userId, sessionId, client, memberships: account.memberships })), sessionId };
  }

  /** Whether a session lives, and the live role of its user in a nation. */
  async check({ sessionId, nationSlug }: SessionCheckRequest): Promise<SessionCheckAnswer> {
    const session = await this.store.session(sessionId, this.clock.now() / 1_000);
    if (!session) return { active: false };
    const role = await this.store.role(nationSlug, session.userId);
    return { active: true, ...(role && { role }) };
  }

  /** The caller's own account. Throws `not_found` when there is none. */
  async me(userId: string): Promise<Me> {
    const account = await this.store.account(userId);
    if (!account) throw new AppError('not_found', 'There is no such account.');
    return account;
  }
}
