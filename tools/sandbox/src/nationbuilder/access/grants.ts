import { createHash, randomBytes } from 'node:crypto';
import { ApiError, tokenExpired, unauthorized } from '../engine/api-error';
import type { Switches } from '../control/switches';
import { type Claims, SignedTokens } from './signed-tokens';

const CODE_SECONDS = 600;
const ACCESS_SECONDS = 86_400;

/** A consent that was given on the sign-in page. */
export interface Consent {
  readonly nation: string;
  readonly user: string;
  readonly redirectUri: string;
  readonly challenge?: string;
}

/** The answer of the token endpoint. */
export interface TokenPair {
  access_token: string;
  refresh_token: string;
  token_type: 'Bearer';
  expires_in?: number;
  scope: 'default';
  created_at: number;
}

/** A refusal of the token endpoint, RFC 6749 section 5.2. */
export class GrantRefused extends Error {
  constructor(
    readonly error: 'invalid_grant' | 'invalid_request' | 'invalid_client' | 'unsupported_grant_type',
    description: string,
  ) {
    super(description);
  }
}

/**
 * Codes and tokens. They prove themselves; what is remembered, in memory, is which were used or revoked. After a restart a
 * used refresh token is therefore good again, once: that is the one place where the double forgets.
 */
export class Grants {
  private readonly tokens: SignedTokens;
  private readonly usedCodes = new Set<string>();
  private readonly revokedFamilies = new Set<string>();
  private readonly deadPairs = new Set<string>();
  /** Spent refresh tokens with the pair that came out. */
  private readonly spent = new Map<string, string>();
  private readonly usedPairs = new Set<string>();
  private readonly revokedBefore = new Map<string, number>();

  constructor(
    key: string,
    private readonly clock: () => number,
    private readonly switches: Switches,
  ) {
    this.tokens = new SignedTokens(key);
  }

  issueCode(consent: Consent): string {
    const family = fresh();
    const iat = this.seconds();
    return this.tokens.issue({ kind: 'code', ...consent, family, pair: family, iat, at: this.clock(), exp: iat + CODE_SECONDS });
  }

  /** Exchanges a code, once. A second use revokes what the first one gave. @throws GrantRefused */
  exchange(nation: string, code: string, redirectUri: string, verifier: string | undefined): TokenPair {
    const claims = this.tokens.read('code', code);
    if (!claims || claims.nation !== nation) throw new GrantRefused('invalid_grant', 'The code is invalid');
    if (this.usedCodes.has(claims.family)) {
      this.revokedFamilies.add(claims.family);
      throw new GrantRefused('invalid_grant', 'The code was already used');
    }
    if (this.seconds() >= (claims.exp ?? 0)) throw new GrantRefused('invalid_grant', 'The code has expired');
    if (claims.redirectUri !== redirectUri) throw new GrantRefused('invalid_grant', 'The redirect_uri does not match');
    if (claims.challenge !== undefined && claims.challenge !== challengeOf(verifier ?? '')) {
      throw new GrantRefused('invalid_grant', 'The code_verifier does not match');
    }
    this.usedCodes.add(claims.family);
    return this.issuePair(claims, fresh());
  }

  /** Uses up a refresh token; the old access token dies with it. @throws GrantRefused */
  refresh(nation: string, refreshToken: string): TokenPair {
    const claims = this.tokens.read('refresh', refreshToken);
    if (!claims || claims.nation !== nation || this.isRevoked(claims))
      throw new GrantRefused('invalid_grant', 'The grant is invalid');
    const successor = this.spent.get(claims.pair);
    if (successor !== undefined && !(this.switches.refreshGrace && !this.usedPairs.has(successor))) {
      if (this.switches.reuseRevokesFamily) this.revokedFamilies.add(claims.family);
      throw new GrantRefused('invalid_grant', 'The refresh token was already used');
    }
    const pair = fresh();
    this.spent.set(claims.pair, pair);
    if (!this.switches.keepOldAccess) this.deadPairs.add(claims.pair);
    return this.issuePair(claims, pair);
  }

  /** The user of a live access token. @throws ApiError 401 `unauthorized` or `token_expired`. */
  userOf(nation: string, accessToken: string | undefined): string {
    const claims = accessToken === undefined ? undefined : this.tokens.read('access', accessToken);
    if (!claims || claims.nation !== nation) throw unauthorized();
    const refusal = this.refusalOf(claims);
    if (refusal) throw refusal;
    this.usedPairs.add(claims.pair);
    return claims.user;
  }

  /** Whom a token names, live or not; for the request log and for matching faults. */
  nameOf(accessToken: string | undefined): string | undefined {
    return accessToken === undefined ? undefined : this.tokens.read('access', accessToken)?.user;
  }

  /** Ends every token of a user, or of everyone, that was issued until now. */
  revoke(user = '*'): void {
    this.revokedBefore.set(user, this.clock());
  }

  private refusalOf(claims: Claims): ApiError | undefined {
    if (this.isRevoked(claims) || this.deadPairs.has(claims.pair)) return unauthorized();
    return this.seconds() >= (claims.exp ?? 0) ? tokenExpired() : undefined;
  }

  private isRevoked(claims: Claims): boolean {
    const before = Math.max(this.revokedBefore.get('*') ?? -1, this.revokedBefore.get(claims.user) ?? -1);
    return this.revokedFamilies.has(claims.family) || claims.at <= before;
  }

  private issuePair({ nation, user, family }: Claims, pair: string): TokenPair {
    const iat = this.seconds();
    const common = { nation, user, family, pair, iat, at: this.clock() };
    return {
      access_token: this.tokens.issue({ kind: 'access', ...common, exp: iat + ACCESS_SECONDS }),
      refresh_token: this.tokens.issue({ kind: 'refresh', ...common }),
      token_type: 'Bearer',
      ...(!this.switches.omitExpiresIn && { expires_in: ACCESS_SECONDS }),
      scope: 'default',
      created_at: iat,
    };
  }

  private seconds(): number {
    return Math.floor(this.clock() / 1000);
  }
}

const fresh = (): string => randomBytes(16).toString('base64url');

/** PKCE S256, RFC 7636. */
export const challengeOf = (verifier: string): string => createHash('sha256').update(verifier).digest('base64url');
