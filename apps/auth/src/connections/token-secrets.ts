import type { SecretVault } from '@nat/secrets';
import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Connection, ConnectionKey, NewTokens } from './connections.store';

/** One pair of tokens as it rests in the vault, and whose it is. */
export const TokenPair = z.object({
  signupId: z.string(),
  accessToken: z.string(),
  refreshToken: z.string(),
  /** Epoch milliseconds. */
  accessExpiresAt: z.number().int(),
});
export type TokenPair = z.output<typeof TokenPair>;

/** Access tokens kept in memory. A version never changes, so what was read once stays right. */
const remembered = 500;

/**
 * The tokens of connections, in the vault: one version for each generation, and the first pair written for a generation is
 * the only one it can ever have. So whoever died between writing a pair and putting it in force has left it for the next.
 * Refresh tokens leave this class for a refresh only and are never kept in memory.
 */
export class TokenSecrets {
  private readonly accessTokens = new Map<string, string>();

  constructor(private readonly vault: SecretVault) {}

  /** Offers a pair for a generation; returns the pair the generation has from then on, or nothing when it is long over. */
  async claim(key: ConnectionKey, generation: number, pair: TokenPair): Promise<TokenPair | undefined> {
    const stored = await this.vault.claim(secretName(key), versionOf(key, generation), JSON.stringify(pair));
    return stored === undefined ? undefined : TokenPair.parse(JSON.parse(stored));
  }

  /** The pair of a generation, or nothing. */
  async pair(key: ConnectionKey, generation: number): Promise<TokenPair | undefined> {
    const stored = await this.vault.get(secretName(key), versionOf(key, generation));
    return stored === undefined ? undefined : TokenPair.parse(JSON.parse(stored));
  }

  /** The access token in force; nothing when the tokens were replaced since the connection was read. */
  async accessToken(connection: Connection): Promise<string | undefined> {
    const cacheKey = `${connection.connectionId}#${connection.secretVersionId}`;
    const known = this.accessTokens.get(cacheKey);
    if (known !== undefined) return known;
    const pair = await this.pair(connection, connection.generation);
    if (!pair) return undefined;
    if (this.accessTokens.size >= remembered) this.accessTokens.clear();
    this.accessTokens.set(cacheKey, pair.accessToken);
    return pair.accessToken;
  }
}

/** What the row of a connection says about the pair of a generation. */
export function tokensInForce(key: ConnectionKey, generation: number, pair: TokenPair): NewTokens {
  return { secretVersionId: versionOf(key, generation), accessExpiresAt: pair.accessExpiresAt, signupId: pair.signupId };
}

function secretName({ nationSlug, userId }: ConnectionKey): string {
  return userId ? `nat/nation/${nationSlug}/user/${userId}/nb-tokens` : `nat/nation/${nationSlug}/nb-tokens`;
}

/** A UUID that follows from connection and generation. */
function versionOf(key: ConnectionKey, generation: number): string {
  const hex = createHash('sha256')
    .update(`${secretName(key)}\n${generation}`)
    .digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
