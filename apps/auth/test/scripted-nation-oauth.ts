import { NationOAuth, type NationPerson } from '../src/connections/nation-oauth';
import type { TokenOutcome } from '../src/connections/token-answer';

/** NationBuilder as a refresh sees it: a refresh token is good once, and what happens to a call can be scripted. */
export class ScriptedNationOAuth extends NationOAuth {
  /** Calls that arrived. */
  calls = 0;
  /** Calls that consumed the refresh token. */
  granted = 0;
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

  async refresh(_nation: string, refreshToken: string): Promise<TokenOutcome> {
    this.calls++;
    const scripted = await this.next?.();
    if (scripted && scripted !== 'lost') return scripted;
    if (refreshToken !== this.live) return { kind: 'refused' };
    this.granted++;
    this.live = `refresh-${this.granted}`;
    if (scripted === 'lost') return { kind: 'unavailable' };
    return {
      kind: 'granted',
      grant: { accessToken: `access-${this.granted}`, refreshToken: this.live, expiresInSeconds: 86_400 },
    };
  }
}
