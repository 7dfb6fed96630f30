import { Injectable } from '@nestjs/common';
import { type BrowserAnswer, type BrowserRequest, EmailAddress } from '@nat/contracts';
import { redirectAnswer } from '@nat/pages';
import { authorizeRequest } from './authorize-request';
import { Clients } from './clients';
import { EmailSignIn } from './email-sign-in.service';
import { ExternalWay } from './external-way';
import { FormTargets } from './form-targets';
import { nationOfText } from './nation-text';
import { NationSignIn, type NationSignInStep, type SignInOutcome } from './nation-sign-in.service';
import { type ChoiceMade, choicePage } from './pages/choice.page';
import { failurePage } from './pages/failure.page';
import { codePage, linkPage } from './pages/mail.pages';
import type { SignIn } from './sign-in';
import { type Proven, type SetCookies, SignInService } from './sign-in.service';

/** `<sign-in id>.<secret>`, as the link of a mail carries it. */
const linkToken = /^(sgn_[0-9a-z]{26,52})\.([A-Za-z0-9_-]{43})$/;

/** What a browser sees of a sign-in, page by page. */
@Injectable()
export class SignInPages {
  constructor(
    private readonly signIns: SignInService,
    private readonly byEmail: EmailSignIn,
    private readonly byNation: NationSignIn,
    private readonly clients: Clients,
    private readonly targets: FormTargets,
    private readonly external: ExternalWay,
  ) {}

  /** A client sent the browser here: on at once where somebody is signed in and the client's address is its own, else a page. */
  async start({ query, cookies }: BrowserRequest): Promise<BrowserAnswer> {
    const request = authorizeRequest(query, this.clients);
    const { signIn, cookies: binding } = await this.signIns.begin(request, cookies.sign_in);
    const somebody = await this.signIns.signedIn(cookies.browser);
    if (somebody && !request.askAgain && this.clients.goesOnAlone(request.clientId)) {
      return this.finished(signIn, { userId: somebody.userId, epoch: somebody.epoch, way: 'browser' }, cookies);
    }
    const { nation } = request;
    return this.choice(signIn, { ...(nation && { nation }), ...(somebody && { signedInAs: somebody.name }) }, binding);
  }

  /**
   * The page of a sign-in that ends at one of auth's own addresses: for pages that need to know who opened them.
   *
   * @param address whole address at the gateway.
   */
  async signInFirst(address: string, { cookies }: BrowserRequest): Promise<BrowserAnswer> {
    const { signIn, cookies: binding } = await this.signIns.beginFor(address, cookies.sign_in);
    return this.choice(signIn, {}, binding);
  }

  /** Goes on as who is signed in with this browser. */
  async continue({ form, cookies }: BrowserRequest): Promise<BrowserAnswer> {
    const signIn = await this.signIns.current(form?.signIn, cookies.sign_in);
    const somebody = await this.signIns.signedIn(cookies.browser);
    if (!somebody) return this.choice(signIn, {});
    return this.finished(signIn, { userId: somebody.userId, epoch: somebody.epoch, way: 'browser' }, cookies);
  }

  async email({ form, cookies }: BrowserRequest): Promise<BrowserAnswer> {
    const signIn = await this.signIns.current(form?.signIn, cookies.sign_in);
    const typed = (form?.email ?? '').trim();
    const address = EmailAddress.safeParse(typed);
    if (!address.success) return this.choice(signIn, { email: typed, problem: { field: 'email', text: emailProblem } });
    await this.byEmail.send(signIn, address.data, cookies.browser);
    return codePage(signIn, address.data, this.targets.of(signIn));
  }

  /** By the code somebody typed, or by the link of the mail. */
  async verify({ form, cookies }: BrowserRequest): Promise<BrowserAnswer> {
    const [, linked, secret] = linkToken.exec(form?.token ?? '') ?? [];
    const signIn = await this.signIns.current(linked ?? form?.signIn, cookies.sign_in);
    const answer = secret ? await this.byEmail.byLink(signIn, secret) : await this.byEmail.byCode(signIn, form?.code ?? '');
    if (typeof answer === 'object') return this.finished(signIn, { userId: answer.userId, way: 'email' }, cookies);
    if (answer === 'wrong' && signIn.challenge && !secret) {
      return codePage(
        signIn,
        signIn.challenge.address,
        this.targets.of(signIn),
        'That is not the code. Look again, and type it once more.',
      );
    }
    return this.choice(signIn, {
      problem: { field: 'email', text: 'This code or link is not good any more. Ask for a new one.' },
    });
  }

  /** Looks only whether the link belongs to this browser; using it takes a click. */
  async link({ query, cookies }: BrowserRequest): Promise<BrowserAnswer> {
    const [token = '', signInId] = linkToken.exec(query.token ?? '') ?? [];
    const signIn = await this.signIns.current(signInId, cookies.sign_in);
    return linkPage(token, this.targets.of(signIn));
  }

  async nationbuilder({ form, cookies }: BrowserRequest): Promise<BrowserAnswer> {
    const signIn = await this.signIns.current(form?.signIn, cookies.sign_in);
    const typed = form?.nation ?? '';
    const nation = nationOfText(typed);
    if (!nation) return this.choice(signIn, { nation: typed, problem: { field: 'nation', text: nationProblem } });
    const { location, cookies: set } = await this.byNation.start(signIn, nation);
    return redirectAnswer(location, set);
  }

  /** Throws `code_expired` and `oauth_browser_mismatch` for a sign-in that ended while its browser was away, or is another one's. */
  async requireUnderWay({ signInId }: Pick<SignIn, 'signInId'>, { cookies }: BrowserRequest): Promise<void> {
    await this.signIns.current(signInId, cookies.sign_in);
  }

  /** NationBuilder sent a browser back that is signing in. */
  async comeBack(outcome: SignInOutcome, { cookies }: BrowserRequest): Promise<BrowserAnswer> {
    const { purpose, nationSlug } = outcome;
    const shown = { signIn: cookies.sign_in, browser: cookies.browser };
    if (purpose.for === 'sign_in') return this.step(await this.byNation.comeBack({ ...outcome, purpose }, shown), nationSlug);
    return this.step(await this.byNation.nationGranted({ ...outcome, purpose }, shown), nationSlug);
  }

  private step(step: NationSignInStep, nation: string): BrowserAnswer {
    return 'failure' in step ? failurePage(step.failure, nation, step.signIn) : redirectAnswer(step.location, step.cookies);
  }

  private async finished(signIn: SignIn, proven: Proven, cookies: BrowserRequest['cookies']): Promise<BrowserAnswer> {
    const { location, cookies: set } = await this.signIns.finish(signIn, proven, cookies.browser);
    return redirectAnswer(location, set);
  }

  private choice(signIn: SignIn, more: ChoiceMade & { signedInAs?: string }, cookies: SetCookies = []): BrowserAnswer {
    const { name } = this.external;
    const page = { signIn, formActions: this.targets.of(signIn), ...(name !== undefined && { externalName: name }) };
    return choicePage({ ...page, ...more }, cookies);
  }
}

const emailProblem = 'This is no e-mail address. It looks like ada@example.org.';
const nationProblem = 'This is no nation. Type the first part of its address: for demo.nationbuilder.com it is demo.';
