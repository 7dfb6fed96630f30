import { ConnectReturn, NationSlug } from '@nat/contracts';
import { z } from 'zod';

/** What is kept under a secret that can be shown once, by kind. */
export const oneTimeValues = {
  /** A finished sign-in, for the client that began it: exchanged for a session. */
  hand_over: z.object({
    clientId: z.string(),
    redirectUri: z.string(),
    codeChallenge: z.string(),
    userId: z.string(),
    /** The user's epoch when they signed in: a sign-out everywhere in between ends this too. */
    epoch: z.number().int(),
    nationSlug: NationSlug.optional(),
    /** For the audit log. */
    way: z.enum(['nationbuilder', 'email', 'oidc', 'browser']),
    newBrowser: z.boolean(),
  }),
  /** A browser that was sent to NationBuilder. Everything that decides what its answer may do is kept here, not in the answer. */
  oauth_state: z.object({
    nationSlug: NationSlug,
    codeVerifier: z.string(),
    /** SHA-256 of the cookie of the browser. */
    browserHash: z.string(),
    purpose: z.discriminatedUnion('for', [
      /** Signing in. */
      z.object({ for: z.literal('sign_in'), signInId: z.string() }),
      /** A connection somebody asked for who is signed in. */
      z.object({ for: z.literal('connect'), userId: z.string(), kind: z.enum(['nation', 'personal']), returnTo: ConnectReturn }),
      /** The second grant of an owner who signs in: the nation's own connection, which nobody else may give in their place. */
      z.object({ for: z.literal('nation_of_sign_in'), signInId: z.string(), userId: z.string(), signupId: z.string() }),
    ]),
  }),
  /** A browser that was sent to the external issuer, and what its answer must fit. */
  oidc_state: z.object({
    nonce: z.string(),
    codeVerifier: z.string(),
    /** SHA-256 of the cookie of the browser. */
    browserHash: z.string(),
    signInId: z.string(),
  }),
  /** Leave to open the way to NationBuilder in a browser, for the person who asked. */
  connect_ticket: z.object({
    userId: z.string(),
    epoch: z.number().int(),
    nationSlug: NationSlug,
    kind: z.enum(['nation', 'personal']),
    returnTo: ConnectReturn,
  }),
} as const;
export type OneTimeKind = keyof typeof oneTimeValues;
export type OneTimeValue<Kind extends OneTimeKind> = z.output<(typeof oneTimeValues)[Kind]>;

/** Values that can be taken once, by the hash of the secret that names them. */
export abstract class OneTimeStore {
  /** @param expiresAt epoch seconds; a value past it is absent, whether its row was cleaned up or not. */
  abstract keep<Kind extends OneTimeKind>(kind: Kind, hash: string, value: OneTimeValue<Kind>, expiresAt: number): Promise<void>;

  /**
   * Takes the value away: of any number of calls at once one gets it, also when it has expired (then nobody does).
   * @param nowSeconds epoch seconds.
   */
  abstract take<Kind extends OneTimeKind>(kind: Kind, hash: string, nowSeconds: number): Promise<OneTimeValue<Kind> | undefined>;
}
