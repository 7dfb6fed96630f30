import { createHmac, timingSafeEqual } from 'node:crypto';

/** What a code, access or refresh token says. `pair` ties an access token to its refresh token, `family` to the code it came from. */
export interface Claims {
  readonly kind: 'code' | 'access' | 'refresh';
  readonly nation: string;
  readonly user: string;
  readonly family: string;
  readonly pair: string;
  /** Unix seconds. */
  readonly iat: number;
  /** The same in milliseconds, to tell what was issued before a revocation from what came right after it. */
  readonly at: number;
  /** Unix seconds; a refresh token has none. */
  readonly exp?: number;
  /** Codes only: what the exchange must repeat. */
  readonly redirectUri?: string;
  readonly challenge?: string;
}

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const HEADER = encode({ alg: 'HS256', typ: 'JWT' });

/**
 * JWT-shaped tokens that prove themselves by an HMAC, so that a session outlives a restart of the in-memory double as long as
 * the key stays the same.
 */
export class SignedTokens {
  constructor(private readonly key: string) {}

  issue(claims: Claims): string {
    const content = `${HEADER}.${encode(claims)}`;
    return `${content}.${this.sign(content)}`;
  }

  /** The claims of a token of that kind with a good signature, expired or not. */
  read(kind: Claims['kind'], token: string): Claims | undefined {
    const [header, payload, signature, ...rest] = token.split('.');
    if (header !== HEADER || payload === undefined || signature === undefined || rest.length > 0) return undefined;
    const expected = Buffer.from(this.sign(`${header}.${payload}`));
    const given = Buffer.from(signature);
    if (expected.length !== given.length || !timingSafeEqual(expected, given)) return undefined;
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Claims;
    return claims.kind === kind ? claims : undefined;
  }

  private sign(content: string): string {
    return createHmac('sha256', this.key).update(content).digest('base64url');
  }
}
