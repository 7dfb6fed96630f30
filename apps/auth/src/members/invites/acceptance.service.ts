import { Inject, Injectable } from '@nestjs/common';
import type { GivenRole, Membership, NationSlug } from '@nat/contracts';
import { OutboxRelay } from '@nat/event-bus';
import { AppError, Clock, Rng } from '@nat/service-kit';
import { AccountsStore } from '../../accounts/accounts.store';
import { secretHash } from '../../one-time/one-time-secret';
import { isMember, joining, type Member, type MembershipRecord } from '../membership';
import { MembersStore } from '../members.store';
import { type InviteRecord, type InviteToken, readInviteToken } from './invite';
import { InviteFacts } from './invite-facts';
import { mailName } from './invite-mail';
import { inviterOf } from './invited-by';
import { InvitesStore } from './invites.store';

/** Rounds of a lost race; each is lost to a change of the same membership, or of the inviter's. */
const rounds = 4;

/** What somebody got by accepting. */
export type Accepted = Membership & { role: GivenRole };

/** What somebody is shown before they accept. */
export interface InvitePreview extends Accepted {
  /** Name of whoever invited them, fit to be read by somebody who does not know them. */
  inviter: string;
}

interface Offered {
  invite: InviteRecord;
  /** Who invited, as they were seen: one who may. */
  inviter: Member;
  /** What is left of a membership that has ended. */
  record: MembershipRecord | undefined;
}

/**
 * Accepting invitations. Whoever holds the token may, signed in as whoever they are. Unknown, used, replaced, revoked and expired
 * ones are all `invite_expired`.
 */
@Injectable()
export class AcceptanceService {
  private readonly facts: InviteFacts;

  constructor(
    private readonly store: InvitesStore,
    private readonly members: MembersStore,
    private readonly accounts: AccountsStore,
    @Inject(OutboxRelay) private readonly relay: Pick<OutboxRelay, 'nudge'>,
    private readonly clock: Clock,
    rng: Rng,
  ) {
    this.facts = new InviteFacts({ clock, rng });
  }

  /** What an invitation offers this user. Throws `invite_expired` and `already_member`. */
  async preview(userId: string, token: string): Promise<InvitePreview> {
    const { invite } = await this.offered(userId, token);
    const { nationSlug, role, invitedBy } = invite;
    const { name = '' } = (await this.accounts.account(invitedBy)) ?? {};
    return { nationSlug, role, inviter: mailName(name) };
  }

  /**
   * Makes the user a member as the invitation says, and uses it up. Any number of calls at once end in one membership. Throws
   * `invite_expired`, and `already_member` where they belong to the nation: then the invitation stays as it is.
   */
  async accept(userId: string, token: string): Promise<Accepted> {
    for (let round = 1; round <= rounds; round++) {
      const { invite, inviter, record } = await this.offered(userId, token);
      const { nationSlug, role } = invite;
      const member = joining({ nationSlug, userId, role, via: 'invite', joinedAt: this.clock.iso() }, record);
      const told = this.facts.accepted(invite, member);
      const change = { nationSlug, memberships: [member], rests: [inviter] };
      if (!(await this.store.accept(invite, change, told, this.now()))) continue;
      this.relay.nudge();
      return { nationSlug, role };
    }
    throw new AppError('conflict', 'Your membership is being changed at this moment. Try again.');
  }

  private async offered(userId: string, token: string): Promise<Offered> {
    const read = readInviteToken(token);
    if (!read) throw expired();
    const record = await this.members.find(read.nationSlug, userId);
    if (isMember(record)) throw belongs(read.nationSlug);
    const invite = await this.open(read);
    const inviter = invite && (await inviterOf(this.members, invite));
    if (!inviter) throw expired();
    return { invite, inviter, record };
  }

  private async open({ nationSlug, inviteId, secret }: InviteToken): Promise<InviteRecord | undefined> {
    const invite = await this.store.find(nationSlug, inviteId, this.now());
    return invite?.secretHash === secretHash(secret) ? invite : undefined;
  }

  private now(): number {
    return Math.floor(this.clock.now() / 1_000);
  }
}

function expired(): AppError {
  return new AppError('invite_expired', 'This invitation was used, taken back or is too old. Ask for a new one.');
}

function belongs(nationSlug: NationSlug): AppError {
  return new AppError('already_member', `You are a member of ${nationSlug} already.`);
}
