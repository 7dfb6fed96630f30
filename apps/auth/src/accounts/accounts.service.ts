import { Injectable } from '@nestjs/common';
import type { Me, NationSlug, Role } from '@nat/contracts';
import { AppError, Clock, Rng } from '@nat/service-kit';
import { AccountsStore } from './accounts.store';

/** A person NationBuilder has just vouched for. */
export interface ProvenPerson {
  nationSlug: NationSlug;
  signupId: string;
  name: string;
  /** Role the person gets in a nation that has an owner. */
  memberRole: Role;
}

/** Who has an account, and in which nations. */
@Injectable()
export class AccountsService {
  constructor(
    private readonly store: AccountsStore,
    private readonly clock: Clock,
    private readonly rng: Rng,
  ) {}

  /** The user of a proven person, made at the first meeting. Throws `forbidden` when their membership has ended. */
  async admit(person: ProvenPerson): Promise<{ userId: string; role: Role }> {
    const { userId, role } = await this.store.join({ ...person, userId: this.rng.id('usr'), at: this.clock.iso() });
    if (!role) throw new AppError('forbidden', 'Your membership of this nation has ended. Ask its owner for an invitation.');
    return { userId, role };
  }

  /** The caller's own account. Throws `not_found` when there is none. */
  async me(userId: string): Promise<Me> {
    const account = await this.store.account(userId);
    if (!account) throw new AppError('not_found', 'There is no such account.');
    return account;
  }
}
