import { EmailAddress } from '@nat/contracts';
import { z } from 'zod';

/** Seconds a sign-in may take from its beginning, and a code or link may be used (agent design, section 13). */
export const signInSeconds = 900;
export const challengeSeconds = 600;
/** Seconds a client has to exchange the code it was handed. */
export const handOverSeconds = 60;
/** Seconds a browser stays signed in. */
export const browserSeconds = 30 * 86_400;
/** Wrong codes one mail can take. */
export const mostTries = 5;

/** A mail that waits to be answered: by its code or by its link, whichever comes first. */
export const Challenge = z.object({
  address: EmailAddress,
  /** SHA-256; absent where the mail held a link alone. */
  codeHash: z.string().optional(),
  linkHash: z.string(),
  tries: z.number().int().nonnegative(),
  /** Epoch seconds. */
  expiresAt: z.number().int(),
});
export type Challenge = z.output<typeof Challenge>;

/** A sign-in under way: which client waits for it, and which browser may go on with it. */
export const SignIn = z.object({
  signInId: z.string(),
  clientId: z.string(),
  redirectUri: z.string(),
  /** The client's own, given back untouched. */
  state: z.string(),
  codeChallenge: z.string(),
  /** SHA-256 of the cookie of the browser that began it; no other browser can go on. */
  browserHash: z.string(),
  challenge: Challenge.optional(),
  /** Epoch seconds. */
  expiresAt: z.number().int(),
});
export type SignIn = z.output<typeof SignIn>;

/** A browser somebody signed in with. */
export const BrowserSignIn = z.object({
  userId: z.string(),
  /** The user's epoch at that time: in another one the browser is known and no longer signed in. */
  epoch: z.number().int().nonnegative(),
  /** Epoch seconds. */
  expiresAt: z.number().int(),
});
export type BrowserSignIn = z.output<typeof BrowserSignIn>;

/** Stands for a client where somebody signs in to go on with a page of auth itself: no code is handed over then. */
export const ownPages = 'nat';

/** Where a finished sign-in sends the browser: the client's address with its state and a code, and nothing else. */
export function handOverLocation({ redirectUri, state }: Pick<SignIn, 'redirectUri' | 'state'>, code: string): string {
  const location = new URL(redirectUri);
  location.searchParams.set('code', code);
  location.searchParams.set('state', state);
  return location.href;
}
