import { Injectable } from '@nestjs/common';
import { type NationSlug, type Role, roleAtLeast, type StartConnection } from '@nat/contracts';
import { AppError, Clock, type PersonIdentity, Rng } from '@nat/service-kit';
import { AccountsService } from '../accounts/accounts.service';
import { AccountsStore } from '../accounts/accounts.store';
import { auditEntry, type AuditFacts } from '../audit/audit-entry';
import { AuditStore } from '../audit/audit.store';
import { ConnectionsService } from '../connections/connections.service';
import type { NationPerson } from '../connections/nation-oauth';
import { ClaimsService } from '../members/claims/claims.service';
import { type OAuthFailure, type OAuthOutcome, type OAuthPurpose, OAuthRoundTrip } from '../oauth/oauth-round-trip';
import { oneTimeSecret, secretHash } from '../one-time/one-time-secret';
import { OneTimeStore, type OneTimeValue } from '../one-time/one-time.store';
import { SessionsStore } from '../sessions/sessions.store';
import { signInSeconds } from '../sign-in/sign-in';
import { ConnectReturns } from './connect-returns';

/** Seconds between asking for a connection and opening its address in a browser. */
const ticketSeconds = 60;

export type ConnectTicket = OneTimeValue<'connect_ticket'>;
type ConnectPurpose = Extract<OAuthPurpose, { for: 'connect' }>;
export type ConnectOutcome = OAuthOutcome & { purpose: ConnectPurpose };
export type ConnectResult = 'connected' | OAuthFailure | 'not_control_panel_user' | 'other_person' | 'not_allowed';

/** Granting access to NationBuilder, for somebody who is signed in: for their nation, or for themselves. */
@Injectable()
export class ConnectService {
  constructor(
    private readonly accounts: AccountsStore,
    private readonly sessions: SessionsStore,
    private readonly connections: ConnectionsService,
    private readonly oneTime: OneTimeStore,
    private readonly roundTrip: OAuthRoundTrip,
    private readonly returns: ConnectReturns,
    private readonly audit: AuditStore,
    private readonly claims: ClaimsService,
    private readonly admission: AccountsService,
    private readonly clock: Clock,
    private readonly rng: Rng,
  ) {}

  /**
   * A ticket with which the same person goes on in a browser. Who has claimed a nation may connect it as well: that is its proof.
   * Throws `forbidden` and `role_required` for what they may not connect, `redirect_uri_not_allowed` where nothing is registered
   * under the name to return to.
   */
  async ticket({ userId }: PersonIdentity, request: StartConnection): Promise<string> {
    const { kind, nationSlug, returnTo } = request;
    if (!this.returns.has(returnTo)) {
      throw new AppError('redirect_uri_not_allowed', 'There is no such place to return to in this installation.');
    }
    const role = await this.accounts.role(nationSlug, userId);
    if (role || !(await this.proves(kind, nationSlug, userId))) requireAllowed(kind, role);
    const epoch = await this.sessions.epoch(userId);
    return this.kept({ userId, epoch, nationSlug, kind, returnTo }, ticketSeconds);
  }

  /** Uses a ticket up. Throws `code_expired` for one that is unknown, used, too old, or of before a sign-out everywhere. */
  async taken(ticket: string): Promise<ConnectTicket> {
    const value = await this.oneTime.take('connect_ticket', secretHash(ticket), this.now());
    if (!value || value.epoch !== (await this.sessions.epoch(value.userId))) {
      throw new AppError('code_expired', 'This address was opened before, or too late. Start again from where you came.');
    }
    return value;
  }

  /** The same once more, for as long as a browser may take that has to sign in before. */
  again(ticket: ConnectTicket): Promise<string> {
    return this.kept(ticket, signInSeconds);
  }

  /** Sends a browser to the nation's consent page. */
  async away({ userId, nationSlug, kind, returnTo }: ConnectTicket): Promise<{ location: string; cookie: string }> {
    await this.note(nationSlug, { type: 'connection.started', subject: userId, actor: userId, data: { kind } });
    return this.roundTrip.begin(nationSlug, { for: 'connect', userId, kind, returnTo });
  }

  /** Stores what was granted, after everything that must be true has been asked once more; the log hears also why it was not. */
  async finish(outcome: ConnectOutcome): Promise<ConnectResult> {
    const result = await this.stored(outcome);
    const { nationSlug, purpose } = outcome;
    const { userId, kind } = purpose;
    if (result !== 'connected') {
      const data = { kind, cause: result };
      await this.note(nationSlug, { type: 'connection.failed', subject: userId, actor: userId, outcome: 'refused', data });
    }
    return result;
  }

  private async stored(outcome: ConnectOutcome): Promise<ConnectResult> {
    if (outcome.kind === 'failed') return outcome.failure;
    const { nationSlug, purpose, person, grant } = outcome;
    const { userId, kind } = purpose;
    if (!person.controlPanelUser) return 'not_control_panel_user';
    const role = await this.accounts.role(nationSlug, userId);
    const proves = !role && (await this.proves(kind, nationSlug, userId));
    if (!proves && !allowed(kind, role)) return 'not_allowed';
    // Whoever grants is the person who asked: their session proves the one, NationBuilder the other, and both stay together.
    if (!(await this.accounts.linkPerson({ nationSlug, signupId: person.signupId, userId }))) return 'other_person';
    if (proves && !allowed(kind, await this.admitted(nationSlug, person))) return 'not_allowed';
    const key = kind === 'nation' ? { nationSlug } : { nationSlug, userId };
    return this.connections.connect(key, grant, userId).then(() => 'connected' as const, unlessOther);
  }

  /** Whether granting access to the nation would prove a claim of theirs. */
  private async proves(kind: StartConnection['kind'], nationSlug: NationSlug, userId: string): Promise<boolean> {
    return kind === 'nation' && (await this.claims.isOpen(userId, nationSlug));
  }

  /** The role of whoever has proven to be a person of the nation: its owner, unless somebody was faster. */
  private admitted(nationSlug: NationSlug, { signupId, name }: NationPerson): Promise<Role | undefined> {
    const joining = this.admission.admit({ nationSlug, signupId, name, memberRole: 'member' });
    return joining.then(({ role }) => role, unlessRefused);
  }

  private note(nationSlug: NationSlug, facts: AuditFacts): Promise<void> {
    return this.audit.note(nationSlug, auditEntry(facts, { clock: this.clock, rng: this.rng }));
  }

  private async kept(value: ConnectTicket, seconds: number): Promise<string> {
    const ticket = oneTimeSecret(this.rng);
    await this.oneTime.keep('connect_ticket', secretHash(ticket), value, this.now() + seconds);
    return ticket;
  }

  private now(): number {
    return Math.floor(this.clock.now() / 1_000);
  }
}

function allowed(kind: StartConnection['kind'], role: Role | undefined): boolean {
  return role !== undefined && (kind === 'personal' || roleAtLeast(role, 'admin'));
}

function requireAllowed(kind: StartConnection['kind'], role: Role | undefined): void {
  if (!role) throw new AppError('forbidden', 'You are not a member of this nation.');
  if (!allowed(kind, role)) throw new AppError('role_required', 'This needs the role admin in this nation.');
}

/** A nation that lets nobody in any more gives no role. */
function unlessRefused(error: unknown): undefined {
  if (!(error instanceof AppError && error.code === 'forbidden')) throw error;
}

/** A personal connection stays with the person who granted it first. */
function unlessOther(error: unknown): 'other_person' {
  if (error instanceof AppError && error.code === 'forbidden') return 'other_person';
  throw error;
}
