import { EmailAddress, NationSlug, type Role } from '@nat/contracts';
import { type Clock, ManualClock, type Rng, SystemRng } from '@nat/service-kit';
import { AccountsService, type ProvenPerson } from '../src/accounts/accounts.service';
import type { AccountsStore } from '../src/accounts/accounts.store';
import { ClaimsService } from '../src/members/claims/claims.service';
import type { ClaimsStore } from '../src/members/claims/claims.store';
import type { MembersStore } from '../src/members/members.store';

const rng: Rng = new SystemRng();
const standing = new ManualClock();

/** A nation nobody has used, so that runs may share one endpoint. */
export function freshNation(): NationSlug {
  return NationSlug.parse(`n${rng.hex(8)}`);
}

/** An address nobody has used. */
export function freshAddress(): EmailAddress {
  return EmailAddress.parse(`${rng.hex(8)}@example.org`);
}

interface Stores {
  accounts: AccountsStore;
  members: MembersStore;
}

const noClaims: ClaimsStore = { of: async () => ({ claims: [], revision: 0 }), claim: async () => false };

/** Lets somebody in whom NationBuilder has vouched for, as a sign-in does; the first of a nation as its owner. */
export function admit(
  { accounts, members, clock = standing }: Stores & { clock?: Clock },
  person: Partial<ProvenPerson> & Pick<ProvenPerson, 'nationSlug' | 'signupId'>,
): Promise<{ userId: string; role: Role }> {
  const claims = new ClaimsService(noClaims, members, clock, rng);
  const service = new AccountsService(accounts, members, claims, { nudge: () => undefined }, clock, rng);
  return service.admit({ name: 'Ada Admin', memberRole: 'member', ...person });
}
