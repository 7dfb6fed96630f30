import { Injectable } from '@nestjs/common';
import type { JoinSettings, NationSlug } from '@nat/contracts';
import { Clock, Rng, type ServiceIdentity } from '@nat/service-kit';
import { auditEntry } from '../audit/audit-entry';
import type { Member, Nation } from './membership';
import { MembersStore } from './members.store';
import { refusal, requireAdmin, requireMember } from './refusals';

/** Rounds of a lost race; each is lost to another change of the same nation. */
const rounds = 5;

/** What a nation decided of who may join it: shown to its members, changed by owner and admins. */
@Injectable()
export class JoinSettingsService {
  constructor(
    private readonly store: MembersStore,
    private readonly clock: Clock,
    private readonly rng: Rng,
  ) {}

  /** Throws `forbidden` to whoever is no member. */
  async read({ nationSlug, userId }: ServiceIdentity): Promise<JoinSettings> {
    const { joinByConnection } = (await this.seen(nationSlug, userId)).nation;
    return { joinByConnection };
  }

  /** Throws `role_required` below admin, `forbidden` to whoever is no member. */
  async change({ nationSlug, userId }: ServiceIdentity, { joinByConnection }: JoinSettings): Promise<JoinSettings> {
    for (let round = 1; round <= rounds; round++) {
      const { actor, nation } = await this.seen(nationSlug, userId);
      requireAdmin(actor);
      if (nation.joinByConnection === joinByConnection) return { joinByConnection };
      const facts = { type: 'settings.changed', subject: nationSlug, actor: userId, data: { joinByConnection } } as const;
      const changed = { ...nation, joinByConnection, revision: nation.revision + 1 };
      const change = { nationSlug, memberships: [], nation: changed, rests: [actor] };
      const told = { audits: [auditEntry(facts, { clock: this.clock, rng: this.rng })], events: [] };
      if (await this.store.change(change, told)) return { joinByConnection };
    }
    throw refusal('conflict');
  }

  private async seen(nationSlug: NationSlug, userId: string): Promise<{ actor: Member; nation: Nation }> {
    const actor = requireMember(await this.store.find(nationSlug, userId));
    const nation = await this.store.nation(nationSlug);
    if (!nation) throw new Error('a nation with a member has no row');
    return { actor, nation };
  }
}
