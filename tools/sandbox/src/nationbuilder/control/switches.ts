/**
 * Where the vendor's behavior is unconfirmed the double takes the harsher one. What a switch does is said beside it: some make
 * the double milder, some harsher still.
 */
export interface Switches {
  /** The old refresh token lives until the new access token is first used. */
  refreshGrace: boolean;
  /** A refresh leaves the old access token alive. */
  keepOldAccess: boolean;
  /** GET needs no `Content-Type`, and any `Accept` will do. */
  lenientHeaders: boolean;
  /** The token answer has no `expires_in`. */
  omitExpiresIn: boolean;
  /** Using a refresh token twice ends every token that came from the same sign-in. */
  reuseRevokesFamily: boolean;
  /** `id` is neither a filter nor a sort key. */
  refuseIdFilter: boolean;
  /** Lists that declare no paging (imports, relationships) page all the same; else every page has all rows. */
  pageEverything: boolean;
  /** Relationships may be sideposted in ways that the vendor does not document; else they are refused. */
  anySideposting: boolean;
  /** Milliseconds until asynchronous work is done. */
  asyncDelay: number;
}

export const defaultSwitches = (): Switches => ({
  refreshGrace: false,
  keepOldAccess: false,
  lenientHeaders: false,
  omitExpiresIn: false,
  reuseRevokesFamily: false,
  refuseIdFilter: false,
  pageEverything: false,
  anySideposting: false,
  asyncDelay: 1500,
});
