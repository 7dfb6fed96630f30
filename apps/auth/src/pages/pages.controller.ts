import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { type BrowserAnswer, type BrowserPage, browserPages, BrowserRequest } from '@nat/contracts';
import { AppError, correlationId, parseBody } from '@nat/service-kit';
import { FromServices } from '@nat/session';
import { problemPage } from '@nat/pages';
import { CallbackPage } from '../connect/callback.page';
import { ConnectPages } from '../connect/connect.pages';
import { OidcPages } from '../oidc/oidc.pages';
import { InvitePages } from '../members/invites/invite.pages';
import { SignInPages } from '../sign-in/sign-in.pages';
import type { PageHandler } from './page-handler';

const titles: Partial<Record<AppError['code'], string>> = {
  code_expired: 'This sign-in is over',
  oauth_browser_mismatch: 'Another browser began this',
  oauth_state_invalid: 'This sign-in is over',
  redirect_uri_not_allowed: 'This sign-in cannot be trusted',
  invite_expired: 'This invitation is not good any more',
  malformed_request: 'This sign-in cannot be understood',
  forbidden: 'You cannot sign in here',
  conflict: 'Somebody else is changing this',
};
const later = 'That did not work';

/** Auth's pages, as the gateway asks for them on behalf of a browser. What a person cannot do is a page too, never a document. */
@Controller('internal/pages')
@FromServices('api-gateway')
export class PagesController {
  private readonly pages: Record<BrowserPage, PageHandler>;

  constructor(signIn: SignInPages, invites: InvitePages, connect: ConnectPages, callback: CallbackPage, oidc: OidcPages) {
    this.pages = {
      start: request => signIn.start(request),
      continue: request => signIn.continue(request),
      email: request => signIn.email(request),
      verify: request => signIn.verify(request),
      link: request => signIn.link(request),
      nationbuilder: request => signIn.nationbuilder(request),
      connect: request => connect.open(request),
      callback: request => callback.open(request),
      invite: request => invites.open(request),
      join: request => invites.join(request),
      oidcStart: request => oidc.start(request),
      oidcCallback: request => oidc.callback(request),
    };
  }

  @Post(':page')
  @HttpCode(200)
  async page(@Param('page') page: string, @Body() body: unknown): Promise<BrowserAnswer> {
    if (!Object.hasOwn(browserPages, page)) throw new AppError('not_found', 'There is no such page.');
    const request = parseBody(BrowserRequest, body);
    return this.pages[page as BrowserPage](request).catch(told);
  }
}

/** A refusal in words of its own; a defect stays one, and the gateway has a page for it. */
function told(error: unknown): BrowserAnswer {
  if (!(error instanceof AppError)) throw error;
  const { code, status, detail } = error;
  return problemPage({ status, title: titles[code] ?? later, detail, requestId: correlationId() });
}
