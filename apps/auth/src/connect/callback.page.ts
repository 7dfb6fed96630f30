import { Injectable } from '@nestjs/common';
import type { BrowserAnswer, BrowserRequest } from '@nat/contracts';
import { OAuthRoundTrip } from '../oauth/oauth-round-trip';
import { SignInPages } from '../sign-in/sign-in.pages';
import { ConnectPages } from './connect.pages';

/** The one address NationBuilder sends browsers back to: what for is known from where each was sent away. */
@Injectable()
export class CallbackPage {
  constructor(
    private readonly roundTrip: OAuthRoundTrip,
    private readonly signIn: SignInPages,
    private readonly connect: ConnectPages,
  ) {}

  async open(request: BrowserRequest): Promise<BrowserAnswer> {
    const { query, cookies } = request;
    const outcome = await this.roundTrip.complete(query, cookies.oauth, begun =>
      begun.for === 'connect' ? this.connect.requireAsker(begun, request) : this.signIn.requireUnderWay(begun, request),
    );
    const { purpose } = outcome;
    if (purpose.for === 'connect') return this.connect.comeBack({ ...outcome, purpose });
    return this.signIn.comeBack({ ...outcome, purpose }, request);
  }
}
