import { Injectable } from '@nestjs/common';
import type { BrowserAnswer, BrowserRequest } from '@nat/contracts';
import { redirectAnswer } from '@nat/pages';
import { AppError } from '@nat/service-kit';
import { secretHash } from '../../one-time/one-time-secret';
import { PublicOrigin } from '../../sign-in/email-sign-in.service';
import { SignInPages } from '../../sign-in/sign-in.pages';
import { SignInService } from '../../sign-in/sign-in.service';
import { AcceptanceService } from './acceptance.service';
import { readInviteToken } from './invite';
import { invitePath, joinedPage, joinPage, memberPage } from './join.page';

/** Seconds a browser holds an invitation that was opened in it, a sign-in included. */
const heldSeconds = 3_600;

/**
 * The link of an invitation, as a browser sees it. The token moves from the address into a cookie at once: it stays out of the
 * history and of what a sign-in keeps. Whoever is not signed in with this browser signs in first; the link itself signs nobody in.
 * Joining takes a click on a form that was made for this browser's sign-in and this very invitation, so no other site can make
 * somebody join, nor put another invitation under their click.
 */
@Injectable()
export class InvitePages {
  constructor(
    private readonly acceptance: AcceptanceService,
    private readonly signIns: SignInService,
    private readonly signInPages: SignInPages,
    private readonly publicOrigin: PublicOrigin,
  ) {}

  open(request: BrowserRequest): Promise<BrowserAnswer> {
    return this.opened(request).catch(toMember);
  }

  join(request: BrowserRequest): Promise<BrowserAnswer> {
    return this.joined(request).catch(toMember);
  }

  private async opened(request: BrowserRequest): Promise<BrowserAnswer> {
    const { query, cookies } = request;
    if (query.token !== undefined) return held(query.token);
    const token = heldToken(cookies);
    const somebody = await this.signIns.signedIn(cookies.browser);
    if (!somebody || query.as !== undefined) return this.signInFirst(request);
    const preview = await this.acceptance.preview(somebody.userId, token);
    return joinPage({ ...preview, name: somebody.name, proof: proofOf(cookies.browser, token) });
  }

  private async joined(request: BrowserRequest): Promise<BrowserAnswer> {
    const { form, cookies } = request;
    const token = heldToken(cookies);
    const somebody = await this.signIns.signedIn(cookies.browser);
    if (!somebody) return this.signInFirst(request);
    if (form?.proof !== proofOf(cookies.browser, token)) {
      throw new AppError(
        'oauth_browser_mismatch',
        'This page was of another invitation or sign-in. Open the link of your mail again.',
      );
    }
    const accepted = await this.acceptance.accept(somebody.userId, token);
    return joinedPage(accepted, [{ cookie: 'invite', value: '', seconds: 0 }]);
  }

  private signInFirst(request: BrowserRequest): Promise<BrowserAnswer> {
    return this.signInPages.signInFirst(`${this.publicOrigin.origin}${invitePath}`, request);
  }
}

/** Whoever belongs to the nation already needs no sign-in and no invitation. */
function toMember(error: unknown): BrowserAnswer {
  if (!(error instanceof AppError && error.code === 'already_member')) throw error;
  return memberPage(error.status, error.detail);
}

function held(token: string): BrowserAnswer {
  if (!readInviteToken(token)) throw notHeld();
  return redirectAnswer(invitePath, [{ cookie: 'invite', value: token, seconds: heldSeconds }]);
}

function heldToken({ invite }: BrowserRequest['cookies']): string {
  if (invite === undefined) throw notHeld();
  return invite;
}

function notHeld(): AppError {
  return new AppError('invite_expired', 'This browser holds no invitation. Open the link of your mail again, as a whole.');
}

/** Only who holds both cookies can make it. */
function proofOf(browser: string | undefined, token: string): string {
  return secretHash(`join ${browser ?? ''} ${token}`);
}
