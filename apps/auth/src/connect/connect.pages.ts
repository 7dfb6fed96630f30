import { Injectable } from '@nestjs/common';
import type { BrowserAnswer, BrowserRequest } from '@nat/contracts';
import { html, pageAnswer, redirectAnswer } from '@nat/pages';
import { AppError } from '@nat/service-kit';
import { stateSeconds } from '../oauth/oauth-round-trip';
import { PublicOrigin } from '../sign-in/email-sign-in.service';
import { SignInPages } from '../sign-in/sign-in.pages';
import { SignInService } from '../sign-in/sign-in.service';
import { type ConnectOutcome, type ConnectResult, ConnectService, type ConnectTicket } from './connect.service';
import { ConnectReturns } from './connect-returns';

interface Words {
  status: number;
  title: string;
  text: (nation: string) => string;
}

const words: Record<ConnectResult, Words> = {
  connected: {
    status: 200,
    title: 'Connected',
    text: nation => `Nat can work in ${nation} now. You can close this page and go on where you were.`,
  },
  access_denied: {
    status: 403,
    title: 'You did not allow it',
    text: nation => `NationBuilder says that you did not let Nat into ${nation}. Nothing was changed.`,
  },
  exchange_failed: {
    status: 503,
    title: 'NationBuilder did not answer',
    text: nation => `The connection of ${nation} could not be completed. Nothing was changed. It may work in a moment.`,
  },
  no_api_access: {
    status: 403,
    title: 'NationBuilder does not let you use apps',
    text: nation => `Your permissions at ${nation} do not allow apps such as Nat. Ask an admin of the nation to change that.`,
  },
  not_control_panel_user: {
    status: 403,
    title: 'You have no access to the control panel',
    text: nation => `Only people with access to the control panel of ${nation} can connect it.`,
  },
  other_person: {
    status: 403,
    title: 'That was somebody else',
    text: nation =>
      `At NationBuilder you were signed in as a person of ${nation} who is not you here. Sign out there, then try again.`,
  },
  not_allowed: {
    status: 403,
    title: 'You may not connect this',
    text: nation => `Your role in ${nation} does not allow it any more. Ask one of its admins.`,
  },
};

/** The way of a browser that connects a nation or a person: away to NationBuilder and back. */
@Injectable()
export class ConnectPages {
  constructor(
    private readonly connecting: ConnectService,
    private readonly signIns: SignInService,
    private readonly signInPages: SignInPages,
    private readonly returns: ConnectReturns,
    private readonly publicOrigin: PublicOrigin,
  ) {}

  /**
   * A client sent the browser here with a ticket. It goes on only where the very person is signed in who asked: else somebody
   * could have another one grant what becomes theirs.
   */
  async open(request: BrowserRequest): Promise<BrowserAnswer> {
    const ticket = await this.connecting.taken(request.query.ticket ?? '');
    const somebody = await this.signIns.signedIn(request.cookies.browser);
    if (!somebody) return this.signInPages.signInFirst(this.addressOf(await this.connecting.again(ticket)), request);
    requireSame(somebody, ticket);
    const { location, cookie } = await this.connecting.away(ticket);
    return redirectAnswer(location, [{ cookie: 'oauth', value: cookie, seconds: stateSeconds }]);
  }

  /** Throws unless who asked is still signed in with the browser: whoever signed out since, here or everywhere, grants nothing. */
  async requireAsker(asker: Pick<ConnectTicket, 'userId'>, { cookies }: BrowserRequest): Promise<void> {
    const somebody = await this.signIns.signedIn(cookies.browser);
    if (!somebody) throw new AppError('code_expired', 'You were signed out in the meantime. Nothing was stored. Start again.');
    requireSame(somebody, asker);
  }

  /** NationBuilder sent the browser back. */
  async comeBack(outcome: ConnectOutcome): Promise<BrowserAnswer> {
    const result = await this.connecting.finish(outcome);
    const location = this.returns.locationOf(outcome.purpose.returnTo, result);
    if (location !== undefined) return redirectAnswer(location);
    const { status, title, text } = words[result];
    return pageAnswer(status, { title, body: html`<p role="status">${text(outcome.nationSlug)}</p>` });
  }

  private addressOf(ticket: string): string {
    return `${this.publicOrigin.origin}/v1/auth/nationbuilder/start?ticket=${ticket}`;
  }
}

function requireSame(somebody: { userId: string; name: string }, { userId }: Pick<ConnectTicket, 'userId'>): void {
  if (somebody.userId === userId) return;
  throw new AppError(
    'forbidden',
    `You are signed in here as ${somebody.name}, who did not ask for this. Sign in as who did, then start again.`,
  );
}
