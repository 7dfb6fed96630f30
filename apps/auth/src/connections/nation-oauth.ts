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

  /** Spends a refresh token. Call it under the connection's lease only: the old pair dies with it. */
  abstract refresh(nation: NationSlug, refreshToken: string): Promise<TokenOutcome>;

  /** Whose token it is. Throws `forbidden` when they may not use the API, `nationbuilder_unavailable` when nobody answers. */
  abstract person(nation: NationSlug, accessToken: string): Promise<NationPerson>;
}
