import { Inject, Injectable, Logger } from '@nestjs/common';
import type { MembersPage, NationMember, NationSlug, PageRequest } from '@nat/contracts';
import { OutboxRelay } from '@nat/event-bus';
import { Clock, decodeCursor, pageFrom, Rng, type ServiceIdentity } from '@nat/service-kit';
import { AccountsStore } from '../accounts/accounts.store';
import { ConnectionsService } from '../connections/connections.service';
import { type MemberChange, mayChange } from './may-change';
import { MemberFacts } from './member-facts';
import { ended, isMember, type Member, type MembershipRecord, withRole } from './membership';
import { MembersStore, positionForm, positionOf } from './members.store';
import { refusal, requireAdmin, requireMember } from './refusals';

/** Rounds of a lost race; each is lost to another change of the same nation. */
const rounds = 10;

interface Asked {
  actor: Member;
  target: Member;
}

/** The people of a nation: listed, given roles, removed, and made owner. */
@Injectable()
export class MembersService {
  private readonly logger = new Logger('Members');
  private readonly facts: MemberFacts;

  constructor(
    private readonly store: MembersStore,
    private readonly accounts: AccountsStore,
    @Inject(ConnectionsService) private readonly connections: Pick<ConnectionsService, 'disconnectFormerMember'>,
    @Inject(OutboxRelay) private readonly relay: Pick<OutboxRelay, 'nudge'>,
    clock: Clock,
    rng: Rng,
  ) {
    this.facts = new MemberFacts({ clock, rng });
  }

  /** A page of members for owner and admins, who joined last first. Throws `role_required` and `cursor_invalid`. */
  async list(caller: ServiceIdentity, { limit, cursor }: PageRequest): Promise<MembersPage> {
    const { nationSlug, userId } = caller;
    requireAdmin(await this.actor(nationSlug, userId));
    const scope = { owner: { nationSlug, userId }, list: 'members' };
    const before = decodeCursor(scope, cursor, positionForm);
    const members = await this.store.list(nationSlug, { limit: limit + 1, ...(before && { before }) });
    const rows = await Promise.all(members.map(member => this.shown(member)));
    return pageFrom({ rows, limit, scope, positionOf, itemOf: row => row });
  }

  /** Gives a member a role. Throws as {@link mayChange} refuses, and `forbidden` to whoever is no member. */
  async setRole(caller: ServiceIdentity, userId: string, change: MemberChange & { kind: 'role' }): Promise<NationMember> {
    const member = await this.decided(caller, userId, change, async ({ actor, target }) => {
      if (target.role === change.role) return target;
      const changed = withRole(target, change.role);
      const told = this.facts.roleChanged(changed, target.role, actor.userId);
      return (await this.write(changed, actor, told)) ? changed : undefined;
    });
    return this.shown(member);
  }

  /**
   * Ends a membership: that of the caller, who leaves, or for owner and admins that of anybody but the owner. With it ends their
   * personal connection; where that has to wait it is ended when `MemberRemoved` is heard. Throws as {@link mayChange} refuses.
   */
  async remove(caller: ServiceIdentity, userId: string): Promise<void> {
    const { nationSlug } = caller;
    await this.decided(caller, userId, { kind: 'removal' }, async ({ actor, target }) => {
      const after = ended(target);
      return (await this.write(after, actor, this.facts.removed(after, target.role, actor.userId))) ? after : undefined;
    });
    await this.connections.disconnectFormerMember({ nationSlug, userId }, caller.userId).catch((error: unknown) => {
      this.logger.warn({ event: 'former_member_still_connected', nationSlug, userId, reason: String(error) });
    });
  }

  /** Makes another member owner; whoever was it is an admin from then on. Throws as {@link mayChange} refuses. */
  async handOver(caller: ServiceIdentity, userId: string): Promise<NationMember> {
    const { nationSlug } = caller;
    const owner = await this.decided(caller, userId, { kind: 'hand_over' }, async ({ actor, target }) => {
      const nation = await this.store.nation(nationSlug);
      if (!nation) return undefined;
      const [next, former] = [withRole(target, 'owner'), withRole(actor, 'admin')];
      const change = {
        nationSlug,
        memberships: [next, former],
        nation: { ...nation, ownerId: next.userId, revision: nation.revision + 1 },
      };
      return (await this.store.change(change, this.facts.handedOver(next, target.role, former))) ? next : undefined;
    });
    return this.shown(owner);
  }

  /** Decides by what is true, and again when it was not any more as it was to be written. */
  private async decided<Outcome extends MembershipRecord>(
    { nationSlug, userId: actorId }: ServiceIdentity,
    targetId: string,
    change: MemberChange,
    write: (asked: Asked) => Promise<Outcome | undefined>,
  ): Promise<Outcome> {
    for (let round = 1; round <= rounds; round++) {
      const actor = await this.actor(nationSlug, actorId);
      // Who acts on themselves is read once: what they may do and what they are must not be of two moments.
      const target = targetId === actorId ? actor : await this.store.find(nationSlug, targetId);
      const permission = mayChange(actor, { userId: targetId, role: target?.role }, change);
      if (!permission.allowed) throw refusal(permission.code);
      const outcome = isMember(target) ? await write({ actor, target }) : undefined;
      if (!outcome) continue;
      this.relay.nudge();
      return outcome;
    }
    throw refusal('conflict');
  }

  private write(changed: MembershipRecord, actor: Member, told: Parameters<MembersStore['change']>[1]): Promise<boolean> {
    const { nationSlug, userId } = changed;
    const rests = userId === actor.userId ? [] : [actor];
    return this.store.change({ nationSlug, memberships: [changed], rests }, told);
  }

  private async actor(nationSlug: NationSlug, userId: string): Promise<Member> {
    return requireMember(await this.store.find(nationSlug, userId));
  }

  private async shown({ userId, role, joinedAt, via }: Member): Promise<NationMember> {
    const account = await this.accounts.account(userId);
    const { name = '', email } = account ?? {};
    return { userId, name, ...(email && { email }), role, joinedAt, via };
  }
}
