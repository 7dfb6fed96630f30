import { type BrowserAnswer, type BrowserCookie, browserCookies } from '@nat/contracts';
import { parseCookie, stringifySetCookie } from 'cookie';

/** `__Host-`: over https, of this host alone, for all of its paths; no sibling domain can set or shadow it (RFC 6265bis). */
const hostPrefix = '__Host-';

/** Seconds a refresh token lives at most; its session may end sooner. */
const refreshSeconds = 90 * 86_400;

/** Cookies of the gateway. Without https, which only development goes without, browsers take no `__Host-`. */
export class BrowserCookies {
  private readonly prefix: string;

  constructor(private readonly secure: boolean) {
    this.prefix = `${secure ? hostPrefix : ''}nat_`;
  }

  /** Cookies of auth's pages out of a `Cookie` header. */
  read(header: string | undefined): Partial<Record<BrowserCookie, string>> {
    const given = parseCookie(header ?? '');
    const ours = browserCookies.map(cookie => [cookie, given[this.prefix + cookie]] as const);
    return Object.fromEntries(ours.filter(([, value]) => value !== undefined));
  }

  /**
   * The `Set-Cookie` headers of a page. `Lax`: they come along when NationBuilder or a client sends the browser here, and stay
   * away when another site posts a form.
   */
  written({ cookies }: Pick<BrowserAnswer, 'cookies'>): string[] {
    return cookies.map(({ cookie, value, seconds }) => this.set(cookie, value, seconds, 'lax'));
  }

  /** The web app's refresh token out of a `Cookie` header. */
  refreshToken(header: string | undefined): string | undefined {
    return parseCookie(header ?? '')[`${this.prefix}refresh`];
  }

  /** The `Set-Cookie` header that keeps a refresh token, or without one takes it away. No other site's request carries it. */
  keepRefreshToken(token: string | undefined): string {
    return this.set('refresh', token ?? '', token === undefined ? 0 : refreshSeconds, 'strict');
  }

  /** The `Set-Cookie` headers that sign a browser out: the web app's session, and the sign-in that would begin the next one. */
  signedOut(): string[] {
    return [this.keepRefreshToken(undefined), this.set('browser', '', 0, 'lax')];
  }

  private set(name: string, value: string, maxAge: number, sameSite: 'lax' | 'strict'): string {
    return stringifySetCookie({
      name: this.prefix + name,
      value,
      maxAge,
      path: '/',
      httpOnly: true,
      sameSite,
      secure: this.secure,
    });
  }
}
