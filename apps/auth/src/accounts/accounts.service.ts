import { Inject, Injectable } from '@nestjs/common';
import type { ChangeMe, GivenRole, Me, NationSlug, Role } from '@nat/contracts';
import { OutboxRelay } from '@nat/event-bus';
import { AppError, Clock, Rng } from '@nat/service-kit';
import { ClaimsService } from '../members/claims/claims.service';
import { isMember, joining, type Member, type MembershipRecord, type Nation } from '../members/membership';
import { MemberFacts } from '../members/member-facts';
import { MembersStore } from '../members/members.store';
import { AccountsStore } from './accounts.store';

/** A person NationBuilder has just vouched for. */
export interface ProvenPerson {
  nationSlug: NationSlug;
  signupId: string;
  name: string;
  /** Role the person gets in a nation that has an owner. */
  memberRole: GivenRole;
}

/** Rounds of a lost race: each one is lost to somebody who joins as the same person, or to a change of the nation. */
const rounds = 10;

/** Who has an account, and how people of NationBuilder come to one. */
@Injectable()
export class AccountsService {
  private readonly facts: MemberFacts;

  constructor(
    private readonly store: AccountsStore,
    private readonly members: MembersStore,
    private readonly claims: ClaimsService,
    @Inject(OutboxRelay) private readonly relay: Pick<OutboxRelay, 'nudge'>,
    private readonly clock: Clock,
    private readonly rng: Rng,
  ) {
    this.facts = new MemberFacts({ clock, rng });
  }

  /**
   * The user of a proven person, made at the first meeting together with their membership: the first person of a nation becomes
   * its owner, later ones members where the nation lets people join by signing in. Any number of calls at once end in one user
   * for each person and one owner for each nation. Throws `forbidden` to whoever the nation does not let in, and when their
   * membership has ended: nobody who was removed comes back by themselves.
   */
  async admit(person: ProvenPerson): Promise<{ userId: string; role: Role }> {
    const { nationSlug, signupId } = person;
    for (let round = 1; round <= rounds; round++) {
      const known = await this.store.userOfPerson(nationSlug, signupId);
      const record = known === undefined ? undefined : await this.members.find(nationSlug, known);
      if (isMember(record)) return { userId: record.userId, role: record.role };
      const nation = await this.members.nation(nationSlug);
      requireOpen(nationSlug, record, nation);
      const joined = await this.join(person, known, nation);
      if (!joined) continue;
      this.relay.nudge();
      return { userId: joined.userId, role: joined.role };
    }
    throw new Error('a person could not be joined to their nation: the race never ended');
  }

  /** The caller's own account. Throws `not_found` when there is none. */
  async me(userId: string): Promise<Me> {
    const [account, claims] = await Promise.all([this.store.account(userId), this.claims.of(userId)]);
    if (!account) throw new AppError('not_found', 'There is no such account.');
    const belongsTo = new Set(account.memberships.map(({ nationSlug }) => nationSlug));
    return { ...account, claims: claims.filter(({ nationSlug }) => !belongsTo.has(nationSlug)) };
  }

  /** Calls the caller something else. Throws `not_found` when there is no such account. */
  async change(userId: string, { name }: ChangeMe): Promise<Me> {
    if (!(await this.store.rename(userId, name))) throw new AppError('not_found', 'There is no such account.');
    return this.me(userId);
  }

  /** Nothing when somebody was faster with this person, or the nation is not as it was seen: owned by now, or closed. */
  private async join(person: ProvenPerson, known: string | undefined, nation: Nation | undefined): Promise<Member | undefined> {
    const { nationSlug, signupId, name, memberRole } = person;
    const at = this.clock.iso();
    const userId = known ?? this.rng.id('usr');
    const role = nation ? memberRole : 'owner';
    const member = joining({ nationSlug, userId, role, via: 'connection', joinedAt: at }, undefined);
    const proven: Nation = { nationSlug, ownerId: userId, joinByConnection: true, createdAt: at, revision: 1 };
    const change = { nationSlug, memberships: [member], ...(nation ? { restsOnNation: nation } : { nation: proven }) };
    const told = this.facts.joined(member);
    const joined = known
      ? await this.members.change(change, told)
      : await this.store.enter({ nationSlug, signupId, userId, name, at }, change, told);
    return joined ? member : undefined;
  }
}

function requireOpen(nationSlug: NationSlug, record: MembershipRecord | undefined, nation: Nation | undefined): void {
  const way = 'Ask its owner or an admin for an invitation, and open the link of its mail.';
  if (record) throw new AppError('forbidden', `Your membership of ${nationSlug} has ended. ${way}`);
  if (nation && !nation.joinByConnection) {
    throw new AppError('forbidden', `${nationSlug} lets nobody join by signing in with NationBuilder. ${way}`);
  }
}
