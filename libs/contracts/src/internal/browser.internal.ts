import { z } from 'zod';

/** Cookies that auth keeps in a browser, by what they are for. The gateway decides how they are named and sent. */
export const browserCookies = ['sign_in', 'browser', 'oauth', 'invite'] as const;
export const BrowserCookie = z.enum(browserCookies);
export type BrowserCookie = z.output<typeof BrowserCookie>;

const Text = z.string().max(8_192);

/** What a browser asked at one of auth's pages (gateway to auth). Nothing in it is trusted but where it came through. */
export const BrowserRequest = z.strictObject({
  /** Parameters of the address; each stood there once. */
  query: z.record(z.string(), Text),
  /** Fields of the form, where one was sent. */
  form: z.record(z.string(), Text).optional(),
  cookies: z.partialRecord(BrowserCookie, Text),
});
export type BrowserRequest = z.output<typeof BrowserRequest>;

/** A browser whose person signs out, by its cookie: nobody is signed in with it any longer, whoever has a copy (gateway to auth). */
export const BrowserSignOut = z.strictObject({ browser: z.string().regex(/^[A-Za-z0-9_-]{43}$/) });
export type BrowserSignOut = z.output<typeof BrowserSignOut>;

/** What the browser gets: a page, or another address. */
export const BrowserAnswer = z.object({
  status: z.number().int().min(200).max(599),
  /** The page; absent with a redirect. */
  html: z.string().optional(),
  location: z.string().optional(),
  /** Set for so many seconds; 0 removes. */
  cookies: z.array(z.object({ cookie: BrowserCookie, value: z.string(), seconds: z.number().int().nonnegative() })),
  /** What the page may do beyond nothing: its own style by hash, and where its forms may end, redirects included. */
  policy: z.object({ styles: z.array(z.string()), formActions: z.array(z.string()) }),
});
export type BrowserAnswer = z.output<typeof BrowserAnswer>;

/** Pages of auth, by their place below `/internal/pages/` and the address at the gateway. */
export const browserPages = {
  start: { method: 'GET', path: '/v1/auth/start' },
  continue: { method: 'POST', path: '/v1/auth/continue' },
  email: { method: 'POST', path: '/v1/auth/email' },
  verify: { method: 'POST', path: '/v1/auth/email/verify' },
  link: { method: 'GET', path: '/v1/auth/email/link' },
  nationbuilder: { method: 'POST', path: '/v1/auth/nationbuilder' },
  connect: { method: 'GET', path: '/v1/auth/nationbuilder/start' },
  callback: { method: 'GET', path: '/v1/auth/nationbuilder/callback' },
  invite: { method: 'GET', path: '/v1/auth/invite' },
  join: { method: 'POST', path: '/v1/auth/invite/join' },
  oidcStart: { method: 'GET', path: '/v1/auth/oidc/start' },
  oidcCallback: { method: 'GET', path: '/v1/auth/oidc/callback' },
} as const;
export type BrowserPage = keyof typeof browserPages;
