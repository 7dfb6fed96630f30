import { Injectable } from '@nestjs/common';
import { type NationSlug, roleAtLeast } from '@nat/contracts';
import { AppError, Clock, Rng } from '@nat/service-kit';
import { AccountsService } from '../accounts/accounts.service';
import { AccountsStore } from '../accounts/accounts.store';
import { auditEntry } from '../audit/audit-entry';
import { AuditStore } from '../audit/audit.store';
import { ConnectionsService } from '../connections/connections.service';
import type { TokenPair } from '../connections/token-secrets';
import { type OAuthFailure, type OAuthOutcome, type OAuthPurpose, OAuthRoundTrip, stateSeconds } from '../oauth/oauth-round-trip';
import type { SignIn } from './sign-in';
import { type SetCookies, SignInService } from './sign-in.service';

/** What comes of a step: another address, or why it went no further. */
export type NationSignInStep = { location: string; cookies: SetCookies } | { failure: NationSignInFailure; signIn: SignIn };
/** Why somebody could not sign in with a nation. */
export type NationSignInFailure = OAuthFailure | 'not_control_panel_user';

type Purpose<For extends OAuthPurpose['for']> = OAuthOutcome & { purpose: Extract<OAuthPurpose, { for: For }> };
/** How a way to NationBuilder ended that was part of a sign-in. */
export type SignInOutcome = OAuthOutcome & { purpose: Extract<OAuthPurpose, { for: 'sign_in' | 'nation_of_sign_in' }> };
interface BrowserCookies {
  /** That of the sign-in. */
  signIn?: string;
  /** That of a browser that is signed in. */
  browser?: string;
}

/** Signing in with NationBuilder: who somebody is there says who they are here, and what they grant becomes their connection. */
@Injectable()
export class NationSignIn {
  constructor(
    private readonly signIns: SignInService,
    private readonly roundTrip: OAuthRoundTrip,
    private readonly accounts: AccountsService,
    private readonly accountsStore: AccountsStore,
    private readonly connections: ConnectionsService,
    private readonly audit: AuditStore,
    private readonly clock: Clock,
    private readonly rng: Rng,
  ) {}

  /** Sends the browser of a sign-in to a nation's consent page. */
  start({ signInId }: SignIn, nation: NationSlug): Promise<{ location: string; cookies: SetCookies }> {
    return this.away(nation, { for: 'sign_in', signInId });
  }

  /**
   * Takes a browser that came back. The owner of a nation that is not connected yet is sent a second time, for the grant of the
   * nation itself: NationBuilder's refresh tokens are good once, so two connections cannot share one.
   */
  async comeBack(outcome: Purpose<'sign_in'>, cookies: BrowserCookies): Promise<NationSignInStep> {
    const { nationSlug, purpose } = outcome;
    const signIn = await this.signIns.current(purpose.signInId, cookies.signIn);
    if (outcome.kind === 'failed') return this.refused(outcome.failure, nationSlug, signIn);
    const { grant, person } = outcome;
    const { signupId, name } = person;
    if (!person.controlPanelUser) return this.refused('not_control_panel_user', nationSlug, signIn);
    const { userId, role } = await this.accounts.admit({ nationSlug, signupId, name, memberRole: 'member' });
    await this.connections.connect({ nationSlug, userId }, grant, userId);
    if (role === 'owner' && !(await this.connections.isConnected({ nationSlug }))) {
      return this.away(nationSlug, { for: 'nation_of_sign_in', signInId: signIn.signInId, userId, signupId });
    }
    return this.signIns.finish(signIn, { userId, nationSlug, way: 'nationbuilder' }, cookies.browser);
  }

  /** Who they are was proven by the first grant: the sign-in ends well also where the second one was not given. */
  async nationGranted(outcome: Purpose<'nation_of_sign_in'>, cookies: BrowserCookies): Promise<NationSignInStep> {
    const { nationSlug, purpose } = outcome;
    const { userId, signupId } = purpose;
    const signIn = await this.signIns.current(purpose.signInId, cookies.signIn);
    if (outcome.kind === 'granted' && outcome.person.signupId === signupId) {
      await this.connectNation(nationSlug, outcome.grant, userId);
    }
    return this.signIns.finish(signIn, { userId, nationSlug, way: 'nationbuilder' }, cookies.browser);
  }

  /** The nation hears of people of its own who could not get in; of what anybody could make up, such as a denial, it hears nothing. */
  private async refused(failure: NationSignInFailure, nationSlug: NationSlug, signIn: SignIn): Promise<NationSignInStep> {
    if (failure === 'no_api_access' || failure === 'not_control_panel_user') {
      const data = { client: signIn.clientId, cause: failure };
      const facts = { type: 'sign_in.refused', subject: nationSlug, outcome: 'refused', data } as const;
      await this.audit.note(nationSlug, auditEntry(facts, { clock: this.clock, rng: this.rng }));
    }
    return { failure, signIn };
  }

  /**
   * Lost to somebody who connected the nation meanwhile, which is as good. Whoever lost their role there while they were at
   * NationBuilder connects it no more.
   */
  private async connectNation(nationSlug: NationSlug, grant: TokenPair, userId: string): Promise<void> {
    const role = await this.accountsStore.role(nationSlug, userId);
    if (!role || !roleAtLeast(role, 'admin')) return;
    if (await this.connections.isConnected({ nationSlug })) return;
    await this.connections.connect({ nationSlug }, grant, userId).catch((error: unknown) => {
      if (!(error instanceof AppError && error.code === 'conflict')) throw error;
    });
  }

  private async away(nation: NationSlug, purpose: OAuthPurpose): Promise<{ location: string; cookies: SetCookies }> {
    const { location, cookie } = await this.roundTrip.begin(nation, purpose);
    return { location, cookies: [{ cookie: 'oauth', value: cookie, seconds: stateSeconds }] };
  }
}
