import { Inject, Injectable, Logger } from '@nestjs/common';
import type { EmailAddress, Invite, InvitesPage, NationSlug, NewInvite, PageRequest } from '@nat/contracts';
import { OutboxRelay } from '@nat/event-bus';
import { Mailer, MailRefused } from '@nat/mailer';
import { AppError, Clock, decodeCursor, pageFrom, Rng, type ServiceIdentity } from '@nat/service-kit';
import { AccountsStore } from '../../accounts/accounts.store';
import { oneTimeSecret, secretHash } from '../../one-time/one-time-secret';
import { PublicOrigin } from '../../sign-in/email-sign-in.service';
import { isMember } from '../membership';
import { MembersStore } from '../members.store';
import { requireAdmin, requireMember } from '../refusals';
import { type InviteRecord, inviteSeconds, inviteToken } from './invite';
import { InviteFacts } from './invite-facts';
import { inviteMail } from './invite-mail';
import { inviterOf } from './invited-by';
import { InvitesStore } from './invites.store';
import { mailLimits } from './mail-limits';

/** What an id of the list looks like. */
const positionForm = /^inv_[0-9a-z]{26,52}$/;

/** Invitations to a nation, for its owner and admins: mailed, listed, taken back. Everybody else gets `role_required`. */
@Injectable()
export class InvitesService {
  private readonly logger = new Logger('Invites');
  private readonly facts: InviteFacts;

  constructor(
    private readonly store: InvitesStore,
    private readonly members: MembersStore,
    private readonly accounts: AccountsStore,
    private readonly mailer: Mailer,
    private readonly publicOrigin: PublicOrigin,
    @Inject(OutboxRelay) private readonly relay: Pick<OutboxRelay, 'nudge'>,
    private readonly clock: Clock,
    private readonly rng: Rng,
  ) {
    this.facts = new InviteFacts({ clock, rng });
  }

  /**
   * Invites an address by mail, in place of an open invitation to it. Throws `already_member`, `rate_limited` when the nation has
   * had its mails, and `dependency_unavailable` when the mail cannot be sent: then there is no invitation either.
   */
  async create(caller: ServiceIdentity, { email, role }: NewInvite): Promise<Invite> {
    const { nationSlug, userId } = caller;
    await this.requireAdmin(nationSlug, userId);
    await this.requireStranger(nationSlug, email);
    const secret = oneTimeSecret(this.rng);
    const now = this.now();
    const invite: InviteRecord = {
      nationSlug,
      inviteId: this.rng.timedId('inv', this.clock.now()),
      address: email,
      role,
      secretHash: secretHash(secret),
      invitedBy: userId,
      createdAt: this.clock.iso(),
      expiresAt: now + inviteSeconds,
    };
    const limits = mailLimits(email, now);
    const outcome = await this.store.create(invite, limits, this.facts.created(invite));
    if (!outcome.created) throw tooMany(limits[outcome.limit]!.endsAt - now);
    this.relay.nudge();
    await this.mail(invite, secret);
    return shown(invite);
  }

  /** A page of invitations that can still be accepted, newest first. Throws `cursor_invalid`. */
  async list(caller: ServiceIdentity, { limit, cursor }: PageRequest): Promise<InvitesPage> {
    const { nationSlug, userId } = caller;
    await this.requireAdmin(nationSlug, userId);
    const scope = { owner: { nationSlug, userId }, list: 'invites' };
    const before = decodeCursor(scope, cursor, positionForm);
    const rows = await this.store.list(nationSlug, { limit: limit + 1, now: this.now(), ...(before && { before }) });
    const page = pageFrom({ rows, limit, scope, positionOf: ({ inviteId }) => inviteId, itemOf: row => row });
    const inviters = await Promise.all(page.items.map(invite => inviterOf(this.members, invite)));
    return { ...page, items: page.items.filter((_, index) => inviters[index]).map(shown) };
  }

  /** Takes an invitation back. Throws `not_found` for one that is unknown, another nation's or over. */
  async revoke(caller: ServiceIdentity, inviteId: string): Promise<void> {
    const { nationSlug, userId } = caller;
    await this.requireAdmin(nationSlug, userId);
    const invite = await this.store.find(nationSlug, inviteId, this.now());
    const revoked = invite && (await this.store.revoke(invite, this.facts.revoked(invite, userId)));
    if (!revoked) throw new AppError('not_found', 'There is no such invitation.');
  }

  private async mail(invite: InviteRecord, secret: string): Promise<void> {
    const { nationSlug, inviteId, role, address, invitedBy } = invite;
    const link = `${this.publicOrigin.origin}/v1/auth/invite?token=${inviteToken({ nationSlug, inviteId, secret })}`;
    const { name = '' } = (await this.accounts.account(invitedBy)) ?? {};
    try {
      await this.mailer.send({ ...inviteMail({ link, nationSlug, role, inviter: name }), to: address, messageKey: inviteId });
    } catch (error) {
      // That an address takes no mail is not told to whoever asks: it is between its owner and their mail server.
      if (error instanceof MailRefused) return this.logger.warn({ event: 'invite_mail_refused', inviteId });
      await this.store.revoke(invite, this.facts.revoked(invite));
      throw error;
    }
  }

  private async requireAdmin(nationSlug: NationSlug, userId: string): Promise<void> {
    requireAdmin(requireMember(await this.members.find(nationSlug, userId)));
  }

  private async requireStranger(nationSlug: NationSlug, address: EmailAddress): Promise<void> {
    const userId = await this.accounts.userOfEmail(address);
    const record = userId === undefined ? undefined : await this.members.find(nationSlug, userId);
    if (isMember(record)) throw new AppError('already_member', 'Somebody with this address is a member already.');
  }

  private now(): number {
    return Math.floor(this.clock.now() / 1_000);
  }
}

function tooMany(retryAfter: number): AppError {
  return new AppError('rate_limited', 'Too many invitations were mailed. Wait, then go on.', { retryAfter });
}

function shown({ inviteId, address, role, invitedBy, createdAt, expiresAt }: InviteRecord): Invite {
  return { inviteId, email: address, role, invitedBy, createdAt, expiresAt: new Date(expiresAt * 1_000).toISOString() };
}
