import type { BrowserAnswer, BrowserRequest } from '@nat/contracts';
import { problemPage, redirectAnswer } from '@nat/pages';
import { AppError, correlationId } from '@nat/service-kit';
import { startAddress } from '../sign-in/pages/parts';
import type { SignIn } from '../sign-in/sign-in';
import type { SignInService } from '../sign-in/sign-in.service';
import type { OidcFailure } from './oidc-issuer.adapter';
import type { OidcSignIn } from './oidc-sign-in';

const words: Record<OidcFailure, { status: number; title: string; detail: (name: string) => string; label: string }> = {
  access_denied: {
    status: 403,
    title: 'You did not sign in',
    detail: name => `Nat heard from ${name} that you did not allow it, or are not allowed to. Nothing was stored.`,
    label: 'Try again, or sign in another way',
  },
  exchange_failed: {
    status: 503,
    title: 'The sign-in could not be completed',
    detail: name => `What ${name} answered could not be used. Nothing was stored. It may work in a moment.`,
    label: 'Try again, or sign in another way',
  },
};

/** What a browser sees of a sign-in with an external issuer. Where there is none, there is no such page. */
export class OidcPages {
  /** @param way the issuer's name as people call it, and how to sign in there; nothing where there is none. */
  constructor(
    private readonly signIns: SignInService,
    private readonly way: { name: string; signIn: OidcSignIn } | undefined,
  ) {}

  /** On to the issuer's own page. */
  async start({ query, cookies }: BrowserRequest): Promise<BrowserAnswer> {
    const { signIn } = this.required();
    const { location, cookies: set } = await signIn.start(await this.signIns.current(query.signIn, cookies.sign_in));
    return redirectAnswer(location, set);
  }

  /** The issuer sent the browser back. */
  async callback({ query, cookies }: BrowserRequest): Promise<BrowserAnswer> {
    const { name, signIn } = this.required();
    const step = await signIn.comeBack(query, cookies);
    return 'failure' in step ? failurePage(step.failure, name, step.signIn) : redirectAnswer(step.location, step.cookies);
  }

  private required(): { name: string; signIn: OidcSignIn } {
    if (!this.way) throw new AppError('not_found', 'Nobody signs in to Nat that way here.');
    return this.way;
  }
}

function failurePage(failure: OidcFailure, name: string, signIn: SignIn): BrowserAnswer {
  const { status, title, detail, label } = words[failure];
  const way = { href: startAddress(signIn), label };
  return problemPage({ status, title, detail: detail(name), way, requestId: correlationId() });
}
