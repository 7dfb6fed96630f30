import { NationSlug } from '@nat/contracts';
import { ManualClock, type Rng, SeededRng } from '@nat/service-kit';
import type { Connection, ConnectionKey } from '../../src/connections/connection';
import { ConnectionFacts } from '../../src/connections/connection-facts';
import type { ConnectionsStore } from '../../src/connections/connections.store';
import type { TokenPair, TokenSecrets } from '../../src/connections/token-secrets';

export const nationSlug = NationSlug.parse('demo');
export const granter = 'usr_0123456789abcdefghjkmnpqrs';

/** A row that needs nothing but its key. */
export function aRow(key: ConnectionKey, rng: Rng, more: Partial<Connection> = {}): Connection {
  const now = new ManualClock().now();
  return {
    ...key,
    connectionId: rng.id('con'),
    signupId: '11',
    status: 'connected',
    generation: 1,
    secret: `secret-${rng.hex(4)}`,
    secretVersionId: rng.uuid(),
    accessExpiresAt: now + 86_400_000,
    connectedBy: granter,
    connectedAt: new Date(now).toISOString(),
    fence: 0,
    renewals: 0,
    leased: false,
    lookAt: now + 43_200_000,
    ...more,
  };
}

/** A pair whose access token ends at an instant. */
export function aPair(name: string, accessExpiresAt: number, more: Partial<TokenPair> = {}): TokenPair {
  return { signupId: '1', accessToken: `access-${name}`, refreshToken: `refresh-${name}`, accessExpiresAt, ...more };
}

/** Stores a first connection with its tokens, as a sign-in does. */
export async function connected(
  { store, secrets, clock }: { store: ConnectionsStore; secrets: TokenSecrets; clock: ManualClock },
  key: ConnectionKey,
  pair: TokenPair,
  more: Partial<Connection> = {},
): Promise<Connection> {
  const rng = new SeededRng(1);
  const { tokens } = (await secrets.offer(key, 1, pair))!;
  const connection = aRow(key, rng, { ...tokens, connectedAt: clock.iso(), lookAt: clock.now(), ...more });
  await store.create(connection, new ConnectionFacts({ clock, rng }).connected(connection, true));
  return connection;
}
