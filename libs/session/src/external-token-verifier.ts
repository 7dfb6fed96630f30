import type { Clock } from '@nat/service-kit';
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { checkTimes, NumericDate, readClaims, readHeader, type SigningAlgorithm, unauthenticated } from './compact-token';
import { KeySet } from './key-set';

export interface ExternalIssuer {
  /** Compared with `iss` byte for byte. */
  issuer: string;
  /** The only accepted algorithms; a key is good for one of them. */
  algorithms: readonly SigningAlgorithm[];
  /** Gets the issuer's JWKS document, or rejects. Its address is never taken from a token. */
  fetchKeys: () => Promise<unknown>;
  clock: Clock;
}

/** Whose access tokens count. */
export interface AcceptedAccess {
  /** Clients whose tokens count, by `client_id` (or `azp` where there is none). */
  clientIds: readonly string[];
  /** Names by which `aud` may call us. A token without `aud`, as Cognito's are, is told by its client alone. */
  audiences: readonly string[];
}

/** What an ID token must belong to. */
export interface ExpectedIdToken {
  clientId: string;
  /** The one this very sign-in was begun with. */
  nonce: string;
  /** The access token that came along, for `at_hash`. */
  accessToken: string;
}

/** Somebody, as an external issuer names them. */
export interface ExternalPerson {
  readonly issuer: string;
  /** Unique and never reassigned within the issuer (OpenID Connect Core, section 2). */
  readonly subject: string;
}

/** What an access token proves. */
export interface ExternalAccess extends ExternalPerson {
  /** Tells this token from every other, however its signature is written. Hexadecimal. */
  readonly tokenHash: string;
  /** End of the token, epoch seconds. */
  readonly expiresAt: number;
}

/** What an ID token says about its person, as far as it says so in a usable form. */
export interface ExternalProfile extends ExternalPerson {
  readonly name?: string;
  readonly email?: string;
  /** True only where the issuer says so itself, as a boolean. */
  readonly emailVerified: boolean;
}

/** Members that would change what is verified, or by what. They are refused, not ignored: an honest issuer sends none. */
const forbidden = ['b64', 'crit', 'jku', 'jwk', 'x5c', 'x5u', 'zip'];
const accessTypes = ['at+jwt', 'application/at+jwt'];
const idTypes = ['JWT', undefined];

function headerOf(algorithms: readonly SigningAlgorithm[]) {
  const header = z.looseObject({
    alg: z.enum(algorithms),
    kid: z.string().regex(/^[A-Za-z0-9+/=._~:-]{1,128}$/),
    typ: z.string().optional(),
  });
  return header.refine(members => !forbidden.some(name => Object.hasOwn(members, name)));
}

/** Text a person or a program wrote, of reasonable length. */
const Short = z.string().min(1).max(255);
/** `sub`: at most 255 ASCII characters (OpenID Connect Core, section 2). */
const Subject = z.string().regex(/^[\x21-\x7e]{1,255}$/);

const Common = z.object({
  iss: z.string(),
  sub: Subject,
  iat: NumericDate,
  nbf: NumericDate.optional(),
  exp: NumericDate,
  aud: z.union([Short, z.array(Short).min(1).max(20)]).optional(),
  azp: Short.optional(),
  token_use: Short.optional(),
});
const AccessClaims = Common.extend({ client_id: Short.optional() });
const IdClaims = Common.extend({
  nonce: Short,
  at_hash: z.string().optional(),
  name: z.string().optional().catch(undefined),
  email: z.string().optional().catch(undefined),
  email_verified: z.boolean().optional().catch(undefined),
});

/**
 * Verifies what one external OpenID Connect issuer signs (agent design, section 13; OpenID Connect Core, RFC 9068). Nothing a
 * token says decides how it is checked. Every refusal is the same `unauthenticated`, a token that has ended is `token_expired`,
 * and `dependency_unavailable` is thrown while the issuer's keys were never read.
 */
export class ExternalTokenVerifier {
  private readonly keys: KeySet;
  private readonly header: ReturnType<typeof headerOf>;

  constructor(private readonly options: ExternalIssuer) {
    this.keys = new KeySet(options.fetchKeys, options.clock, options.algorithms);
    this.header = headerOf(options.algorithms);
  }

  /**
   * Who an access token stands for. It must say itself that it is one, by `typ` (RFC 9068) or `token_use` (Cognito): what could
   * as well be an ID token is refused, and so is the token of a program that stands for nobody.
   */
  async accessToken(token: string, { clientIds, audiences }: AcceptedAccess): Promise<ExternalAccess> {
    const { typ, claims } = await this.verified(token, AccessClaims);
    const { aud, token_use: use, client_id: client = claims.azp } = claims;
    const saysSo = use === 'access' || (use === undefined && accessTypes.includes(typ ?? ''));
    const typed = typ === undefined || typ === 'JWT' || accessTypes.includes(typ);
    if (!saysSo || !typed || client === undefined || !clientIds.includes(client)) throw unauthenticated();
    if (aud === undefined ? use !== 'access' : ![aud].flat().some(each => audiences.includes(each))) throw unauthenticated();
    if (claims.sub === client) throw unauthenticated();
    const tokenHash = createHash('sha256')
      .update(token.slice(0, token.lastIndexOf('.')))
      .digest('hex');
    return { issuer: claims.iss, subject: claims.sub, tokenHash, expiresAt: claims.exp };
  }

  /** Who has just signed in, by the ID token of exactly this sign-in. */
  async idToken(token: string, { clientId, nonce, accessToken }: ExpectedIdToken): Promise<ExternalProfile> {
    const { typ, claims } = await this.verified(token, IdClaims);
    const { aud, azp, token_use: use } = claims;
    if (!idTypes.includes(typ) || (use !== undefined && use !== 'id') || claims.nonce !== nonce) throw unauthenticated();
    const audiences = aud === undefined ? [] : [aud].flat();
    if (!audiences.includes(clientId) || (azp ?? (audiences.length === 1 ? clientId : undefined)) !== clientId)
      throw unauthenticated();
    if (claims.at_hash !== undefined && claims.at_hash !== halfHash(accessToken)) throw unauthenticated();
    const { iss: issuer, sub: subject, name, email, email_verified: verified } = claims;
    return { issuer, subject, ...(name && { name }), ...(email && { email }), emailVerified: verified === true };
  }

  private async verified<Schema extends typeof AccessClaims | typeof IdClaims>(token: string, schema: Schema) {
    const { kid, typ } = readHeader(token, this.header);
    const key = await this.keys.find(kid);
    if (!key) throw unauthenticated();
    const { data: claims } = schema.safeParse(await readClaims(token, key));
    if (!claims || claims.iss !== this.options.issuer) throw unauthenticated();
    checkTimes(claims, this.options.clock.now());
    return { typ, claims: claims as z.output<Schema> };
  }
}

/** `at_hash` (OpenID Connect Core, section 3.1.3.6): both algorithms hash with SHA-256. */
function halfHash(accessToken: string): string {
  return createHash('sha256').update(accessToken).digest().subarray(0, 16).toString('base64url');
}
