import type { NationSlug } from '@nat/contracts';
import type { TokenOutcome } from './token-answer';

/** The person a NationBuilder access token belongs to. */
export interface NationPerson {
  signupId: string;
  /** For the person's own eyes; never logged. */
  name: string;
  /** Only control panel users may connect (agent design, section 13). */
  controlPanelUser: boolean;
}

/** NationBuilder's side of OAuth, for one nation at a time. The nation decides the host; nothing else can. */
export abstract class NationOAuth {
  /** Exchanges a code. Never repeated: a code is good for one call. */
  abstract exchange(nation: NationSlug, code: string, codeVerifier: string): Promise<TokenOutcome>;

  /**
   * Spends a refresh token. Call it under the connection's lease only: the old pair dies with it.
   *
   * @param maySend asked in the last moment before anything is sent; with false nothing is, and the outcome says so.
   */
  abstract refresh(nation: NationSlug, refreshToken: string, maySend: () => boolean): Promise<TokenOutcome>;

  /** Whose token it is. Throws `forbidden` when they may not use the API, `nationbuilder_unavailable` when nobody answers. */
  abstract person(nation: NationSlug, accessToken: string): Promise<NationPerson>;

  /** True where tokens can be taken back (RFC 7009). NationBuilder documents no endpoint for it. */
  abstract readonly canRevoke: boolean;

  /** Takes a grant back by its refresh token. True when NationBuilder said that it did; never rejects. */
  abstract revoke(nation: NationSlug, refreshToken: string): Promise<boolean>;
}
