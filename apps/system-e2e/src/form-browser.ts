/** A page as a browser without scripts knows it. */
export interface FormPage {
  url: string;
  status: number;
  html: string;
}

/** As many redirects as any sign-in takes. */
const mostRedirects = 8;

/**
 * A browser that fills in forms: it keeps cookies by host as browsers do, sends the hidden fields of a form along, and follows
 * redirects until one leads to `client`, where somebody else listens.
 */
export class FormBrowser {
  private readonly cookies = new Map<string, string>();

  /** @param client address at which a sign-in ends; it is not asked. */
  constructor(private readonly client: string) {}

  open(url: string): Promise<FormPage> {
    return this.follow(url, { method: 'GET' });
  }

  /** Sends the form of a page that goes to `action`, or the only one there is, with what was typed and chosen. */
  submit(page: FormPage, fields: Record<string, string>, action?: string): Promise<FormPage> {
    const forms = [...page.html.matchAll(/<form method="post"(?: action="([^"]*)")?>([^]*?)<\/form>/g)];
    const form = forms.find(([, to]) => to === action);
    if (!form) throw new Error(`no form goes to ${action} on the page of ${page.url} (${page.status}): ${page.html}`);
    const [, to = page.url, inside = ''] = form;
    const hidden = [...inside.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g)];
    const kept = hidden.map(([, name = '', value = '']): [string, string] => [name, value.replaceAll('&amp;', '&')]);
    const body = new URLSearchParams({ ...Object.fromEntries(kept), ...fields });
    return this.follow(new URL(to, page.url).href, { method: 'POST', body });
  }

  private async follow(url: string, init: RequestInit): Promise<FormPage> {
    for (let redirects = 0; redirects < mostRedirects; redirects++) {
      const asked = redirects === 0 ? init : { method: 'GET' };
      const response = await fetch(url, { ...asked, redirect: 'manual', headers: { cookie: this.cookieHeader() } });
      for (const cookie of response.headers.getSetCookie()) this.keep(cookie);
      const location = response.headers.get('location');
      if (location === null) return { url, status: response.status, html: await response.text() };
      url = new URL(location, url).href;
      if (url.startsWith(this.client)) return { url, status: response.status, html: '' };
    }
    throw new Error(`more than ${mostRedirects} redirects, the last to ${url}`);
  }

  /** Everything lives on this machine, and cookies know no ports (RFC 6265, section 8.5). */
  private keep(cookie: string): void {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
    this.cookies.set(name, value);
  }

  private cookieHeader(): string {
    return [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }
}
