import { nationBuilderOrigin, type NationSlug } from '@nat/contracts';
import { isLoopback } from '@nat/service-kit';

export interface NationOriginOptions {
  /** True where `NODE_ENV=production`: only the vendor's own origin is accepted then. */
  production: boolean;
  /** Origin with `{slug}` in its place, for the double: loopback only, such as `http://127.0.0.1:4711/n/{slug}`. */
  template?: string;
}

/**
 * Where one nation lives. The only place that builds an address from a slug, so the only place that could send a token to
 * a wrong host: every address is built by the URL parser and then compared with what was meant (design: reliability 5.4).
 */
export class NationOrigin {
  private readonly template: string;
  private readonly vendor: boolean;

  /** Throws when the template is not one this environment may use. */
  constructor({ production, template = nationBuilderOrigin }: NationOriginOptions) {
    this.template = template.replace(/\/$/, '');
    this.vendor = this.template === nationBuilderOrigin;
    if (this.vendor) return;
    if (production) throw new Error('production talks to https://{slug}.nationbuilder.com only');
    if (!template.includes('{slug}') || !isLoopback(template.replace('{slug}', 'nation')))
      throw new Error('an origin template must be a loopback address with {slug} in it');
  }

  /**
   * Address of `path` in the nation. Throws when the parser reads anything else out of it: another host, dot segments that
   * climb, a query or a fragment.
   *
   * @param slug validated by its type; nothing else can name a host.
   * @param path absolute path below the nation, such as `/api/v2/signups`, with what is variable in it percent-encoded.
   * @param query encoded onto the address.
   */
  nationUrl(slug: NationSlug, path: string, query?: URLSearchParams): URL {
    const base = this.baseOf(slug);
    const url = new URL(base + path);
    const meant = new URL(base).pathname.replace(/\/$/, '') + path;
    if (!this.holds(slug, url) || url.pathname !== meant || url.search !== '' || url.hash !== '')
      throw new Error(`an address outside the nation, or another than was meant, was refused: ${url.host}`);
    if (query) url.search = query.toString();
    return url;
  }

  /** True when `url` belongs to the nation: for links that an answer brought along. */
  holds(slug: NationSlug, url: URL): boolean {
    if (url.username !== '' || url.password !== '') return false;
    if (this.vendor) return url.protocol === 'https:' && url.hostname === `${slug}.nationbuilder.com` && url.port === '';
    const base = new URL(this.baseOf(slug));
    const below = base.pathname === '/' || url.pathname === base.pathname || url.pathname.startsWith(`${base.pathname}/`);
    return url.origin === base.origin && below;
  }

  private baseOf(slug: NationSlug): string {
    return this.template.replace('{slug}', slug);
  }
}
