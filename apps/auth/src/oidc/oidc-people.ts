import { EmailAddress } from '@nat/contracts';
import type { Clock, Rng } from '@nat/service-kit';
import type { ExternalPerson, ExternalProfile } from '@nat/session';
import type { AccountsStore } from '../accounts/accounts.store';
import { displayName } from '../accounts/display-name';
import type { OidcIdentitiesStore } from './oidc-identities.store';

export interface OidcPeopleParts {
  identities: OidcIdentitiesStore;
  accounts: Pick<AccountsStore, 'joinByEmail'>;
  /** Whether an address that the issuer calls verified is as good as one whose mail was answered. */
  trustEmail: boolean;
  clock: Clock;
  rng: Rng;
}

/**
 * Whom people of the external issuer are here. They are known by issuer and subject alone: names and addresses change hands. An
 * issuer gives nobody a nation or a role.
 */
export class OidcPeople {
  constructor(private readonly parts: OidcPeopleParts) {}

  /** The user of a person, made at the first meeting. What a later profile says changes nothing. */
  async userOf(person: ExternalPerson & Partial<ExternalProfile>): Promise<string> {
    const { identities, accounts, clock, rng } = this.parts;
    const { issuer, subject, name } = person;
    const known = await identities.userOf({ issuer, subject });
    if (known) return known;
    const address = this.addressOf(person);
    const made = { userId: rng.id('usr'), at: clock.iso() };
    if (address === undefined) return identities.enter({ issuer, subject, ...made, name: displayName(name ?? '') });
    const userId = await accounts.joinByEmail({ address, ...made, ...(name && { name: displayName(name) }) });
    return identities.link({ issuer, subject, userId });
  }

  private addressOf({ email, emailVerified }: Partial<ExternalProfile>): EmailAddress | undefined {
    return this.parts.trustEmail && emailVerified === true ? EmailAddress.safeParse(email).data : undefined;
  }
}
