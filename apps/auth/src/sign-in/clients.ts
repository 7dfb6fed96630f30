/** What may be signed in to: each is a client of its own, with addresses a finished sign-in may go to. */
export const clientIds = ['cli', 'extension', 'web'] as const;
export type ClientId = (typeof clientIds)[number];

/**
 * A program on the person's machine that listens for a moment (RFC 8252, section 7.3): any port of the loopback address, and
 * one path. IPv4 alone: no content security policy lets a form end at the IPv6 one (CSP level 3, grammar of host-source), so a page of
 * such a sign-in could lead nowhere. Anything could listen there, so such a sign-in always asks the person first.
 */
const loopback = /^http:\/\/127\.0\.0\.1:([1-9]\d{0,4})\/signed-in$/;

/** The clients that are registered, and where each may be sent. Addresses are compared letter by letter. */
export class Clients {
  private readonly redirects: Record<Exclude<ClientId, 'cli'>, ReadonlySet<string>>;

  constructor(registered: { extension: readonly string[]; web: readonly string[] }) {
    this.redirects = { extension: new Set(registered.extension), web: new Set(registered.web) };
  }

  /** True when a sign-in with this client may end at this address. */
  allows(clientId: ClientId, redirectUri: string): boolean {
    if (clientId !== 'cli') return this.redirects[clientId].has(redirectUri);
    const port = loopback.exec(redirectUri)?.[1];
    return port !== undefined && Number(port) <= 65_535;
  }

  /** True when a signed-in browser goes on without asking: only where the address itself proves whose it is. */
  goesOnAlone(clientId: ClientId): boolean {
    return clientId !== 'cli';
  }
}
