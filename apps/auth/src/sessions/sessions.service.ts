import { Injectable } from '@nestjs/common';
import {
  eventOf,
  type NationSlug,
  type SessionAnswer,
  type SessionCheckAnswer,
  SessionRevoked,
  type SessionsAnswer,
} from '@nat/contracts';
import { factsFromContext, OutboxRelay } from '@nat/event-bus';
import { AppError, Clock, type PersonIdentity, requestContext, Rng } from '@nat/service-kit';
import { AccountsStore } from '../accounts/accounts.store';
import { auditEntry, type AuditFacts } from '../audit/audit-entry';
import { secretHash } from '../one-time/one-time-secret';
import { AccessTokens } from './access-tokens';
import { newRefreshToken } from './refresh-token';
import { isLive, newSession, type Session, used } from './session';
import { type NationAudit, SessionsStore } from './sessions.store';

/** Nations whose logs hear of a sign-in: as many as an access token names. */
const nationsTold = 50;

/** What a session is opened for. */
export interface SignedIn {
  userId: string;
  client: string;
  /** The user's epoch when they proved who they are, where that was before now: a sign-out everywhere since ends the session too. */
  epoch?: number;
  /** Nation that was signed in through, where it was one. */
  nationSlug?: NationSlug;
  /** How, and whether with a browser this user was never signed in with; for the audit log. */
  way: 'nationbuilder' | 'email' | 'oidc' | 'browser' | 'sandbox';
  newBrowser?: boolean;
}

type Cause = SessionRevoked['data']['cause'];

/** Sessions: opened, renewed by refresh tokens that are good once, ended one by one or all at once. */
@Injectable()
export class SessionsService {
  constructor(
    private readonly store: SessionsStore,
    private readonly accounts: AccountsStore,
    private readonly tokens: AccessTokens,
    private readonly relay: OutboxRelay,
    private readonly clock: Clock,
    private readonly rng: Rng,
  ) {}

  /** Opens a session with its first pair of tokens. */
  async open({ userId, client, epoch, nationSlug, way, newBrowser }: SignedIn): Promise<Required<SessionAnswer>> {
    const about = {
      sessionId: this.rng.id('ses'),
      userId,
      client,
      epoch: epoch ?? (await this.store.epoch(userId)),
      ...(nationSlug && { nationSlug }),
    };
    const session = newSession({ ...about, ...fromNetwork() }, this.clock.now());
    const refreshToken = newRefreshToken(this.rng);
    const facts = {
      type: 'session.started',
      subject: session.sessionId,
      actor: userId,
      data: { client, way, ...(newBrowser !== undefined && { newBrowser }) },
    } as const;
    const access = await this.accessToken(session);
    await this.store.open(session, secretHash(refreshToken), await this.told(userId, facts));
    return { ...access, sessionId: session.sessionId, refreshToken };
  }

  /**
   * The next pair of tokens. Throws `unauthenticated` for a token that was never issued, `session_revoked` when the session has
   * ended, and `refresh_token_reused` for one that was exchanged before: then somebody else holds the next one, and nobody can
   * tell who is the thief, so the whole session ends (RFC 9700, section 4.14).
   */
  async refresh(refreshToken: string): Promise<Required<SessionAnswer>> {
    const hash = secretHash(refreshToken);
    const known = await this.store.refreshToken(hash);
    if (!known) throw new AppError('unauthenticated', 'This refresh token is not known. Sign in again.');
    const session = await this.live(known);
    if (known.state === 'used') throw await this.reused(session);
    if (!session) throw ended();
    const next = newRefreshToken(this.rng);
    const after = used(session, this.clock.now(), fromNetwork().network);
    // Whatever may fail comes before the token is used up: else its holder would show it again, and be taken for a thief.
    const access = await this.accessToken(after);
    const outcome = await this.store.rotate({ from: hash, to: secretHash(next), session: after });
    if (outcome === 'used') throw await this.reused(session);
    if (outcome === 'ended') throw ended();
    return { ...access, sessionId: after.sessionId, refreshToken: next };
  }

  /** Whether a session lives, and the live role of its user in a nation, where one is named and they belong to it. */
  async check(person: PersonIdentity, nationSlug?: NationSlug): Promise<SessionCheckAnswer> {
    const [session, role] = await Promise.all([
      this.live(person),
      nationSlug === undefined ? undefined : this.accounts.role(nationSlug, person.userId),
    ]);
    if (!session) return { active: false };
    return { active: true, ...(role && { role }) };
  }

  /** The caller's sessions, the one last used first. */
  async list({ userId, sessionId: current }: PersonIdentity): Promise<SessionsAnswer> {
    const sessions = await this.liveOf(userId);
    const recent = sessions.toSorted((a, b) => b.lastUsedAt.localeCompare(a.lastUsedAt));
    const items = recent.map(({ sessionId, client, startedAt, lastUsedAt, network }) => {
      return { sessionId, client, startedAt, lastUsedAt, ...(network && { network }), current: sessionId === current };
    });
    return { items };
  }

  /** Ends one of the caller's sessions. Throws `not_found` for any other, and for one that has ended. */
  async end(caller: PersonIdentity, sessionId: string): Promise<void> {
    const session = await this.live({ userId: caller.userId, sessionId });
    const cause = sessionId === caller.sessionId ? 'signed_out' : 'signed_out_elsewhere';
    if (!session || !(await this.close(session, cause))) throw new AppError('not_found', 'There is no such session.');
  }

  /** Ends every session of the caller, this one included, and every browser sign-in. */
  async endAll({ userId }: PersonIdentity): Promise<void> {
    const epoch = await this.store.epoch(userId);
    const sessions = await this.liveOf(userId);
    const facts = { type: 'sessions.ended', subject: userId, actor: userId, data: { sessions: sessions.length } } as const;
    // Lost only to another call that has just ended them all.
    await this.store.endAll(userId, epoch, await this.told(userId, facts));
    for (const session of sessions) await this.close(session, 'signed_out_everywhere');
  }

  private async live(person: PersonIdentity): Promise<Session | undefined> {
    const [session, epoch] = await Promise.all([this.store.find(person), this.store.epoch(person.userId)]);
    return session && isLive(session, epoch, this.clock.now()) ? session : undefined;
  }

  private async liveOf(userId: string): Promise<Session[]> {
    const [sessions, epoch] = await Promise.all([this.store.ofUser(userId), this.store.epoch(userId)]);
    return sessions.filter(session => isLive(session, epoch, this.clock.now()));
  }

  private async reused(session: Session | undefined): Promise<AppError> {
    if (session) await this.close(session, 'refresh_reuse');
    return new AppError('refresh_token_reused', 'This refresh token was used before, so the session was ended. Sign in again.');
  }

  /** False when the session was gone. */
  private async close(session: Session, cause: Cause): Promise<boolean> {
    const { sessionId, userId, client } = session;
    const ending: AuditFacts =
      cause === 'refresh_reuse'
        ? { type: 'session.refresh_reused', subject: sessionId, outcome: 'refused', data: { client } }
        : { type: 'session.ended', subject: sessionId, actor: userId, data: { client, cause } };
    const closed = await this.store.end(session, this.revoked(session, cause), await this.told(userId, ending));
    if (closed) this.relay.nudge();
    return closed;
  }

  /** Events belong to a nation: a session of nobody's nation ends without one. */
  private revoked({ sessionId, userId, nationSlug }: Session, cause: Cause): SessionRevoked | undefined {
    if (!nationSlug) return undefined;
    const facts = { id: `${sessionId}.revoked`, nationSlug, time: this.clock.iso(), userId, ...factsFromContext() };
    return eventOf(SessionRevoked, { ...facts, data: { sessionId, cause } });
  }

  /** The same entry for the log of each of the user's nations: whoever may act there is seen to come and go. */
  private async told(userId: string, facts: AuditFacts): Promise<NationAudit[]> {
    const account = await this.accounts.account(userId);
    const memberships = account?.memberships.slice(0, nationsTold) ?? [];
    return memberships.map(({ nationSlug }) => ({ nationSlug, entry: auditEntry(facts, { clock: this.clock, rng: this.rng }) }));
  }

  private async accessToken({ userId, sessionId, client }: Session): Promise<{ accessToken: string; expiresIn: number }> {
    const account = await this.accounts.account(userId);
    if (!account) throw ended();
    return this.tokens.issue({ userId, sessionId, client, memberships: account.memberships });
  }
}

function fromNetwork(): { network?: string } {
  const network = requestContext.current()?.clientNetwork;
  return network ? { network } : {};
}

function ended(): AppError {
  return new AppError('session_revoked', 'This session has ended; sign in again.');
}
