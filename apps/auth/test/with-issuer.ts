import type { BrowserAnswer, Me, SessionAnswer } from '@nat/contracts';
import type { Environment } from '@nat/service-kit';
import { type AuthProcess, aWorld, startAuth, type World } from './auth-process';
import { OAuthDouble } from './oauth-double';
import { OidcDouble } from './oidc-double';
import { client, handedOver, TestBrowser } from './test-browser';

/** An installation that people sign in to with an external issuer, and the browser of one of them. */
export class WithIssuer {
  world!: World;
  auth!: AuthProcess;
  issuer!: OidcDouble;
  browser!: TestBrowser;

  private vendor!: OAuthDouble;
  private template!: string;

  constructor(private readonly changes: Environment) {}

  async start(): Promise<void> {
    this.world = await aWorld();
    this.vendor = new OAuthDouble();
    this.template = await this.vendor.start();
    this.issuer = new OidcDouble(this.world.clock);
    await this.issuer.start();
    await this.startAuth({});
  }

  /** Another installation, with other settings and nobody in it, at the same issuer. */
  async restart(changes: Environment): Promise<void> {
    await this.auth.close();
    this.world = await aWorld();
    await this.startAuth(changes);
  }

  async stop(): Promise<void> {
    await this.auth.close();
    await this.issuer.stop();
    await this.vendor.stop();
  }

  /** Sends a browser away to the issuer. */
  async away(by = this.browser): Promise<string> {
    const answer = await by.ask('oidcStart', { query: { signIn: await by.begin({ prompt: 'login' }) } });
    if (!answer.location) throw new Error(`nobody was sent away: ${answer.html ?? ''}`);
    return answer.location;
  }

  back(query: Record<string, string>, by = this.browser): Promise<BrowserAnswer> {
    return by.ask('oidcCallback', { query });
  }

  async signIn(user: string, by = this.browser): Promise<BrowserAnswer> {
    return this.back(this.issuer.consent(await this.away(by), user), by);
  }

  /** Who a finished sign-in is: the account behind the session its client gets. */
  async account(ended: BrowserAnswer): Promise<Me> {
    return accountOf(this.auth, await sessionOf(this.auth, ended));
  }

  tokenCalls(): number {
    return this.issuer.requests.filter(path => path === '/token').length;
  }

  private async startAuth(changes: Environment): Promise<void> {
    this.auth = await startAuth(this.world, this.template, {
      OIDC_ISSUER: this.issuer.origin,
      OIDC_NAME: 'Example & Co',
      OIDC_CLIENT_ID: this.issuer.clientId,
      OIDC_CLIENT_SECRET: this.issuer.clientSecret,
      ...this.changes,
      ...changes,
    });
    this.browser = new TestBrowser(this.auth);
  }
}

/** Starts auth and an issuer anew for every test of a file, and ends them afterwards. */
export function withIssuer(changes: Environment = {}): WithIssuer {
  const started = new WithIssuer(changes);
  beforeEach(() => started.start());
  afterEach(() => started.stop());
  return started;
}

/** The session that the client of a finished sign-in gets. */
export async function sessionOf(auth: AuthProcess, ended: BrowserAnswer): Promise<SessionAnswer> {
  const { clientId, codeVerifier, redirectUri } = client;
  const body = { clientId, codeVerifier, redirectUri, code: handedOver(ended) };
  return (await auth.call<SessionAnswer>('/internal/sessions', { as: 'api-gateway', body })).body;
}

/** The account behind a session. */
export async function accountOf(auth: AuthProcess, { accessToken }: SessionAnswer): Promise<Me> {
  const { userId, sessionId } = await auth.identity(accessToken);
  return (await auth.call<Me>('/internal/me', { as: 'api-gateway', identity: { userId, sessionId } })).body;
}
