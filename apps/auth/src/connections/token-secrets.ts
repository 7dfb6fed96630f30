import { parsedSecret, type SecretVault, versionIdOf } from '@nat/secrets';
import { z } from 'zod';
import type { Connection, ConnectionKey, NewTokens } from './connection';

/** One pair of tokens as it rests in the vault, and whose it is. */
export const TokenPair = z.object({
  signupId: z.string(),
  accessToken: z.string(),
  refreshToken: z.string(),
  /** Epoch milliseconds. */
  accessExpiresAt: z.number().int(),
});
export type TokenPair = z.output<typeof TokenPair>;

/** A pair that the vault keeps, and what the row of its connection says of it. */
export interface StoredPair {
  pair: TokenPair;
  tokens: NewTokens;
}

/** Access tokens kept in memory. A version never changes, so what was read once stays right. */
const remembered = 500;

/**
 * The tokens of connections, in the vault: one version for each generation, and the first pair written for a generation is
 * the only one it can ever have. So whoever died between writing a pair and putting it in force has left it for the next.
 * Only a new connection creates a secret; everything after it goes to the address of that secret, so that nothing comes back
 * after a disconnect. Refresh tokens leave this class for a refresh only and are never kept in memory.
 */
export class TokenSecrets {
  private readonly accessTokens = new Map<string, string>();

  constructor(private readonly vault: SecretVault) {}

  /**
   * Offers a pair for a generation.
   *
   * @param address of the secret: in this one and no other. Without it in the secret of this connection's name, which is made
   *   where there is none.
   * @returns the pair the generation has from then on; nothing when it is long over, or the secret was erased.
   */
  async offer(key: ConnectionKey, generation: number, pair: TokenPair, address?: string): Promise<StoredPair | undefined> {
    const name = secretName(key);
    const stored = await this.vault.claim(address ?? name, versionOf(key, generation), JSON.stringify(pair));
    const secret = stored === undefined ? undefined : (address ?? (await this.vault.addressOf(name)));
    return secret === undefined ? undefined : storedPair(key, generation, secret, stored!);
  }

  /** The pair in force, or nothing. */
  async inForce(connection: Connection): Promise<TokenPair | undefined> {
    const stored = await this.vault.get(connection.secret, versionOf(connection, connection.generation));
    return stored === undefined ? undefined : parsedSecret(stored, TokenPair);
  }

  /** The successor of the pair in force, which somebody wrote and did not put in force; or nothing. */
  async leftBehind(connection: Connection): Promise<StoredPair | undefined> {
    const generation = connection.generation + 1;
    const stored = await this.vault.get(connection.secret, versionOf(connection, generation));
    return stored === undefined ? undefined : storedPair(connection, generation, connection.secret, stored);
  }

  /** The access token in force; nothing when the tokens were replaced or erased since the connection was read. */
  async accessToken(connection: Connection): Promise<string | undefined> {
    const cacheKey = cacheKeyOf(connection);
    const known = this.accessTokens.get(cacheKey);
    if (known !== undefined) return known;
    const pair = await this.inForce(connection);
    if (!pair) return undefined;
    if (this.accessTokens.size >= remembered) this.accessTokens.clear();
    this.accessTokens.set(cacheKey, pair.accessToken);
    return pair.accessToken;
  }

  /** Erases every token of a connection, at once and for good. */
  async erase(connection: Connection): Promise<void> {
    this.accessTokens.delete(cacheKeyOf(connection));
    await this.vault.erase(connection.secret);
  }
}

function storedPair(key: ConnectionKey, generation: number, secret: string, stored: string): StoredPair {
  const pair = parsedSecret(stored, TokenPair);
  const { accessExpiresAt, signupId } = pair;
  return { pair, tokens: { secret, secretVersionId: versionOf(key, generation), accessExpiresAt, signupId } };
}

function cacheKeyOf({ connectionId, secretVersionId }: Connection): string {
  return `${connectionId}#${secretVersionId}`;
}

function secretName({ nationSlug, userId }: ConnectionKey): string {
  return userId ? `nat/nation/${nationSlug}/user/${userId}/nb-tokens` : `nat/nation/${nationSlug}/nb-tokens`;
}

function versionOf(key: ConnectionKey, generation: number): string {
  return versionIdOf(`${secretName(key)}\n${generation}`);
}
