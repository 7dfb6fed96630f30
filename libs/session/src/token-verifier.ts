import type { Clock } from '@nat/service-kit';
import { accessTokenType, AccessTokenClaims, apiAudience, type Caller, callerOf } from './access-token';
import {
  checkTimes,
  readClaims,
  readHeader,
  tokenHeader,
  tokenLimit,
  type TokenTimes,
  unauthenticated,
  type VerificationKey,
} from './compact-token';
import { fetchJson, type FetchJson } from './fetch-json.adapter';
import { KeySet } from './key-set';
import { VerifiedTokens } from './verified-tokens';

export interface TokenVerifierOptions {
  /** Compared with `iss` byte for byte. */
  issuer: string;
  /** The only accepted `aud`, as a plain string; `nat-api` unless told. */
  audience?: string;
  /** Where the issuer publishes its keys. Never taken from a token. */
  jwksUrl: string;
  clock: Clock;
  fetchJson?: FetchJson;
}

interface Verified {
  caller: Caller;
  times: TokenTimes;
  kid: string;
  /** Of the key that signed: a removed or replaced key ends what it vouched for. */
  fingerprint: string;
}

const remembered = 10_000;
const header = tokenHeader(accessTokenType);

/**
 * Verifies access tokens locally (agent design, section 13; reliability, 5.1). The first use of a token costs a signature
 * check, every other one a hash and a look-up; key removal and expiry are judged at every use.
 */
export class TokenVerifier {
  private readonly keys: KeySet;
  private readonly verified = new VerifiedTokens<Verified>(remembered);
  private readonly issuer: string;
  private readonly audience: string;
  private readonly clock: Clock;

  constructor(options: TokenVerifierOptions) {
    const read = options.fetchJson ?? fetchJson;
    this.keys = new KeySet(() => read(options.jwksUrl), options.clock);
    this.issuer = options.issuer;
    this.audience = options.audience ?? apiAudience;
    this.clock = options.clock;
  }

  /**
   * The caller a token proves. Throws `unauthenticated` or `token_expired` (both 401), or `dependency_unavailable` while
   * no key was ever read. Whether the session still lives and which role holds now is asked of auth.
   */
  async verify(token: string): Promise<Caller> {
    if (token.length > tokenLimit) throw unauthenticated();
    const digest = VerifiedTokens.digest(token);
    const known = this.verified.get(digest);
    const kid = known?.kid ?? readHeader(token, header).kid;
    const key = await this.keys.find(kid);
    if (!key) throw unauthenticated();
    const result = known?.fingerprint === key.fingerprint ? known : await this.check(token, kid, key);
    try {
      checkTimes(result.times, this.clock.now());
    } catch (error) {
      this.verified.delete(digest);
      throw error;
    }
    if (result !== known) this.verified.set(digest, result);
    return result.caller;
  }

  private async check(token: string, kid: string, key: VerificationKey): Promise<Verified> {
    const claims = AccessTokenClaims.safeParse(await readClaims(token, key));
    if (!claims.success || claims.data.iss !== this.issuer || claims.data.aud !== this.audience) throw unauthenticated();
    return { caller: callerOf(claims.data), times: claims.data, kid, fingerprint: key.fingerprint };
  }
}
