import { z } from 'zod';
import { NationSlug } from '../ids';

/** Where a browser ends up that was sent to NationBuilder: a page of Nat, or the web app. Addresses are registered, not sent. */
export const ConnectReturn = z.enum(['page', 'web']);
export type ConnectReturn = z.output<typeof ConnectReturn>;

/** Body of `POST /v1/connections/start`. The nation is named here: who has only claimed one belongs to none yet. */
export const StartConnection = z.strictObject({
  /** The nation's own connection, which takes an admin or a claim; or one's own. */
  kind: z.enum(['nation', 'personal']),
  nationSlug: NationSlug,
  returnTo: ConnectReturn.default('page'),
});
export type StartConnection = z.output<typeof StartConnection>;

/** Where the same person goes on in a browser, within a minute. */
export const StartConnectionAnswer = z.object({ startUrl: z.url() });
export type StartConnectionAnswer = z.output<typeof StartConnectionAnswer>;
