import type { BrowserAnswer, BrowserPage, BrowserRequest } from '@nat/contracts';
import type { AuthProcess } from './auth-process';
import { challengeOf } from '../src/one-time/one-time-secret';

/** A client of the tests that waits for a sign-in: its state, and the verifier only it knows. */
export const client = {
  clientId: 'web',
  redirectUri: 'https://app.example/signed-in',
  state: 'state-of-the-client',
  codeVerifier: 'v'.repeat(43),
} as const;

/** What the client opens in a browser to begin. */
export function authorizeQuery(changes: Record<string, string> = {}): Record<string, string> {
  return {
    client_id: client.clientId,
    redirect_uri: client.redirectUri,
    state: client.state,
    code_challenge: challengeOf(client.codeVerifier),
    code_challenge_method: 'S256',
    ...changes,
  };
}

/** A browser in front of auth's pages, as the gateway presents one: it keeps cookies and fills in forms. */
export class TestBrowser {
  cookies: BrowserRequest['cookies'] = {};

  constructor(private readonly auth: AuthProcess) {}

  /** Opens a page, or sends its form. */
  async ask(page: BrowserPage, request: Partial<Omit<BrowserRequest, 'cookies'>> = {}): Promise<BrowserAnswer> {
    const body = { query: {}, ...request, cookies: this.cookies };
    const answer = await this.auth.call<BrowserAnswer>(`/internal/pages/${page}`, { as: 'api-gateway', body });
    if (answer.status !== 200) throw new Error(`the page ${page} answered ${answer.status}: ${JSON.stringify(answer.body)}`);
    for (const { cookie, value, seconds } of answer.body.cookies) {
      if (seconds > 0) this.cookies[cookie] = value;
      else delete this.cookies[cookie];
    }
    return answer.body;
  }

  /** Begins a sign-in and answers the id that its forms carry. */
  async begin(changes: Record<string, string> = {}): Promise<string> {
    const { html = '' } = await this.ask('start', { query: authorizeQuery(changes) });
    const id = /name="signIn" value="(sgn_[0-9a-z]+)"/.exec(html)?.[1];
    if (!id) throw new Error(`no sign-in began: ${html}`);
    return id;
  }

  /** Signs in by mail as whoever reads the mails of `email`. */
  async signInByMail(email: string, changes: Record<string, string> = {}): Promise<BrowserAnswer> {
    const signIn = await this.begin(changes);
    await this.ask('email', { form: { signIn, email } });
    return this.ask('verify', { form: { signIn, code: this.mailed(email).code } });
  }

  /** Code and link of the newest mail to an address. */
  mailed(email: string): { code: string; token: string; text: string } {
    const mail = this.auth.world.mailer.sent.findLast(({ to }) => to.toLowerCase() === email.toLowerCase());
    const text = mail?.text ?? '';
    const code = /^Your code: (\d{6})$/m.exec(text)?.[1] ?? '';
    const token = /\/v1\/auth\/email\/link\?token=(\S+)/.exec(text)?.[1] ?? '';
    return { code, token, text };
  }

  /** Consents at NationBuilder as a demo user: follows where auth sent the browser, and comes back with what it got. */
  async consent(location: string, user: string, changes: Record<string, string> = {}): Promise<BrowserAnswer> {
    return this.ask('callback', { query: await consented(location, user, changes) });
  }
}

/** The parameters NationBuilder's double sends a browser back with, once `user` has allowed what `location` asks for. */
export async function consented(
  location: string,
  user: string,
  changes: Record<string, string> = {},
): Promise<Record<string, string>> {
  const { origin, pathname, searchParams } = new URL(location);
  const body = new URLSearchParams({ ...Object.fromEntries(searchParams), user, decision: 'allow' });
  const answer = await fetch(`${origin}${pathname}`, { method: 'POST', body, redirect: 'manual' });
  return { ...Object.fromEntries(new URL(answer.headers.get('location')!).searchParams), ...changes };
}

/** The code that a finished sign-in sent to its client. */
export function handedOver(answer: BrowserAnswer): string {
  if (answer.status !== 303) throw new Error(`the sign-in did not end: ${answer.status} ${answer.html ?? ''}`);
  const location = new URL(answer.location!);
  if (location.searchParams.get('state') !== client.state) throw new Error('the client did not get its own state');
  return location.searchParams.get('code')!;
}
