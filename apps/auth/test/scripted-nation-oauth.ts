import { NationOAuth, type NationPerson } from '../src/connections/nation-oauth';
import { type TokenOutcome, unanswered, unsent } from '../src/connections/token-answer';

/** NationBuilder as a refresh sees it: a refresh token is good once, and what happens to a call can be scripted. */
export class ScriptedNationOAuth extends NationOAuth {
  /** Calls that arrived. */
  calls = 0;
  /** Calls that consumed the refresh token. */
  granted = 0;
  /** Refresh tokens that were taken back. */
  readonly revoked: string[] = [];
  canRevoke = false;
  /** Decides a call before it is judged; `lost` consumes the token and drops the answer. */
  next?: () => Promise<TokenOutcome | 'lost' | undefined>;

  constructor(private live: string) {
    super();
  }

  exchange(): Promise<TokenOutcome> {
    return Promise.resolve({ kind: 'refused' });
  }

  person(): Promise<NationPerson> {
    return Promise.reject(new Error('nobody asks for the person here'));
  }

  revoke(_nation: string, refreshToken: string): Promise<boolean> {
    this.revoked.push(refreshToken);
    return Promise.resolve(true);
  }

  async refresh(_nation: string, refreshToken: string, maySend: () => boolean): Promise<TokenOutcome> {
    if (!maySend()) return unsent;
    this.calls++;
    const scripted = await this.next?.();
    if (scripted && scripted !== 'lost') return scripted;
    if (refreshToken !== this.live) return { kind: 'refused' };
    this.granted++;
    this.live = `refresh-${this.granted}`;
    if (scripted === 'lost') return unanswered;
    return {
      kind: 'granted',
      grant: { accessToken: `access-${this.granted}`, refreshToken: this.live, expiresInSeconds: 86_400 },
    };
  }
}
