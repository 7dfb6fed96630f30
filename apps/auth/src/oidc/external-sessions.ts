import type { ExternalSession, SessionAnswer } from '@nat/contracts';
import { AppError } from '@nat/service-kit';
import { clockSkewSeconds, type ExternalTokenVerifier } from '@nat/session';
import type { SessionsService } from '../sessions/sessions.service';
import type { OidcIdentitiesStore } from './oidc-identities.store';
import type { OidcPeople } from './oidc-people';
import type { OidcSettings } from './oidc-settings';

export interface ExternalSessionsParts {
  verifier: ExternalTokenVerifier;
  accepted: OidcSettings['access'];
  identities: OidcIdentitiesStore;
  people: OidcPeople;
  sessions: SessionsService;
}

/** Sessions for access tokens of the external issuer. */
export class ExternalSessions {
  /** @param parts nothing where no such token is accepted. */
  constructor(private readonly parts: ExternalSessionsParts | undefined) {}

  /**
   * Exchanges an access token for a session: once, because a session lives longer than the token, and whoever finds a token
   * that was used must get nothing for it. Throws `unauthenticated`, `token_expired`, or `dependency_unavailable` while the
   * issuer's keys were never read; `not_found` where no such tokens are accepted.
   */
  async exchange({ accessToken, clientId: client }: ExternalSession): Promise<Required<SessionAnswer>> {
    if (!this.parts) throw new AppError('not_found', 'Tokens of other issuers are not accepted here.');
    const { verifier, accepted, identities, people, sessions } = this.parts;
    const { tokenHash, expiresAt, ...person } = await verifier.accessToken(accessToken, accepted);
    // Before the token is used up: where this fails, the token is still worth a second try.
    const userId = await people.userOf(person);
    if (!(await identities.useUp(tokenHash, expiresAt + clockSkewSeconds + 1))) {
      throw new AppError('unauthenticated', 'This token was exchanged before. Get a new one from its issuer.');
    }
    return sessions.open({ userId, client, way: 'oidc' });
  }
}
