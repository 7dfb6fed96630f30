import type { GivenRole, NationSlug, SandboxSignInRequest, SessionAnswer } from '@nat/contracts';
import type { NationOrigin } from '@nat/nationbuilder';
import { AppError, type Clock, type Rng } from '@nat/service-kit';
import { createHash } from 'node:crypto';
import { AccountsService } from '../accounts/accounts.service';
import { SessionsService } from '../sessions/sessions.service';
import { ConnectionsService } from '../connections/connections.service';
import { NationOAuth, type NationPerson } from '../connections/nation-oauth';
import type { TokenPair } from '../connections/token-secrets';
import { allowHeadlessly } from './headless-consent.adapter';

/**
 * Roles of demo users who come second. NationBuilder tells nobody what a person may do, so the double cannot either; in the
 * real product the role comes with the invitation.
 */
const demoRoles: Record<string, GivenRole> = { rita: 'read_only' };

export interface SandboxParts {
  accounts: AccountsService;
  connections: ConnectionsService;
  sessions: SessionsService;
  oauth: NationOAuth;
  origin: NationOrigin;
  client: { clientId: string; redirectUri: string };
  clock: Clock;
  rng: Rng;
}

/** Signs in as a demo user by walking the double's OAuth from consent to grant, as a browser and the callback would. */
export class SandboxSignIn {
  constructor(private readonly parts: SandboxParts) {}

  /**
   * A session of the demo user, and the connections that come with it: their own, and as owner the nation's. Each is a grant
   * of its own, because a refresh of shared tokens would end the other connection.
   */
  async signIn({ nationSlug, user, clientId }: SandboxSignInRequest): Promise<SessionAnswer> {
    const { accounts, connections, sessions } = this.parts;
    const { grant, person } = await this.grant(nationSlug, user);
    if (!person.controlPanelUser) throw new AppError('forbidden', 'Only control panel users of a nation can sign in.');
    const memberRole = Object.hasOwn(demoRoles, user) ? demoRoles[user]! : 'member';
    const { userId, role } = await accounts.admit({ nationSlug, signupId: person.signupId, name: person.name, memberRole });
    await connections.connect({ nationSlug, userId }, grant, userId);
    if (role === 'owner' && !(await connections.isConnected({ nationSlug }))) {
      await connections.connect({ nationSlug }, (await this.grant(nationSlug, user)).grant, userId);
    }
    return sessions.open({ userId, nationSlug, client: clientId, way: 'sandbox' });
  }

  private async grant(nation: NationSlug, user: string): Promise<{ grant: TokenPair; person: NationPerson }> {
    const { oauth, origin, client, clock, rng } = this.parts;
    const codeVerifier = Buffer.from(rng.bytes(32)).toString('base64url');
    const state = Buffer.from(rng.bytes(32)).toString('base64url');
    const codeChallenge = createHash('sha256').update(codeVerifier).digest('base64url');
    const code = await allowHeadlessly(origin, { nation, user, ...client, state, codeChallenge });
    const outcome = await oauth.exchange(nation, code, codeVerifier);
    if (outcome.kind !== 'granted' || !outcome.grant.refreshToken) {
      throw new AppError('nationbuilder_unavailable', 'NationBuilder did not complete the sign-in. Nothing was stored.');
    }
    const { accessToken, refreshToken, expiresInSeconds } = outcome.grant;
    const person = await oauth.person(nation, accessToken);
    const accessExpiresAt = clock.now() + expiresInSeconds * 1_000;
    return { person, grant: { signupId: person.signupId, accessToken, refreshToken, accessExpiresAt } };
  }
}
