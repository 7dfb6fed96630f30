import type { BrowserAnswer, Invite, NationMember, ProblemCode, Role, SessionAnswer, SessionCheckAnswer } from '@nat/contracts';
import type { PersonIdentity, ServiceIdentity } from '@nat/service-kit';
import type { Answer, AuthProcess } from './auth-process';
import { client, handedOver, TestBrowser } from './test-browser';

export type MayFail<Body> = Answer<Body & { code?: ProblemCode; detail?: string; retryAfter?: number }>;

/** Somebody with a session, as the gateway speaks for them in a nation; the role of the token is never what counts. */
export class Somebody {
  constructor(
    private readonly auth: AuthProcess,
    readonly person: PersonIdentity,
    readonly nation: ServiceIdentity['nationSlug'],
  ) {}

  get userId(): string {
    return this.person.userId;
  }

  /** The same person with another nation selected. */
  in(nation: string): Somebody {
    return new Somebody(this.auth, this.person, nation as ServiceIdentity['nationSlug']);
  }

  ask<Body = Record<string, unknown>>(method: string, path: string, body?: unknown): Promise<MayFail<Body>> {
    const identity = { ...this.person, nationSlug: this.nation, role: 'owner' as Role };
    return this.auth.call(`/internal${path}`, { as: 'api-gateway', identity, method, body });
  }

  /** Role they have now, as the gateway is told it. */
  async role(): Promise<Role | undefined> {
    return (await this.ask<SessionCheckAnswer>('POST', '/sessions/check', { nationSlug: this.nation })).body.role;
  }

  setRole(userId: string, role: string): Promise<MayFail<NationMember>> {
    return this.ask('PATCH', `/members/${userId}`, { role });
  }

  remove(userId: string): Promise<MayFail<object>> {
    return this.ask('DELETE', `/members/${userId}`);
  }

  handOver(userId: string): Promise<MayFail<NationMember>> {
    return this.ask('POST', '/members/owner', { userId });
  }

  invite(email: string, role = 'member'): Promise<MayFail<Invite>> {
    return this.ask('POST', '/invites', { email, role });
  }

  accept(token: string): Promise<MayFail<{ nationSlug: string; role: Role }>> {
    return this.ask('POST', '/invites/accept', { token });
  }
}

/** Signs somebody in as a demo user of NationBuilder. */
export async function byNation(auth: AuthProcess, user: string, nation = 'demo'): Promise<Somebody> {
  const { accessToken } = (await auth.signIn(user, nation)).body;
  const { nationSlug, userId, sessionId } = await auth.identity(accessToken, nation);
  return new Somebody(auth, { userId, sessionId }, nationSlug);
}

/** Signs somebody in by mail, in a browser. */
export async function byMail(auth: AuthProcess, email: string, browser = new TestBrowser(auth)): Promise<Somebody> {
  const code = handedOver(await browser.signInByMail(email));
  const { clientId, codeVerifier, redirectUri } = client;
  const body = { clientId, codeVerifier, redirectUri, code };
  const { accessToken } = (await auth.call<SessionAnswer>('/internal/sessions', { as: 'api-gateway', body })).body;
  const { nationSlug, userId, sessionId } = await auth.identity(accessToken);
  return new Somebody(auth, { userId, sessionId }, nationSlug);
}

/** The token in the newest invitation that was mailed to an address. */
export function mailedToken({ world }: AuthProcess, email: string): string {
  const mail = world.mailer.sent.findLast(({ to, text }) => to === email && text.includes('/v1/auth/invite?token='));
  const token = /\/v1\/auth\/invite\?token=(\S+)/.exec(mail?.text ?? '')?.[1];
  if (!token) throw new Error(`no invitation was mailed to ${email}`);
  return token;
}

/** What a page says, without its markup and style. */
export function textOf({ html = '' }: BrowserAnswer): string {
  return html
    .replace(/<style>[^]*<\/style>/, '')
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}
