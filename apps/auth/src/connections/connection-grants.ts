import type { OutboxRelay } from '@nat/event-bus';
import { AppError, type Clock, retry, type Rng } from '@nat/service-kit';
import { type Connection, type ConnectionKey, keyOf } from './connection';
import { ConnectionFacts } from './connection-facts';
import { ConnectionsStore } from './connections.store';
import { Disconnections } from './disconnections';
import { isComfortable } from './freshness';
import { refreshDueAt } from './refresh-schedule';
import { type StoredPair, type TokenPair, TokenSecrets } from './token-secrets';

/** Rounds of a lost race; each is lost to somebody who made progress. */
const rounds = 5;

export interface GrantsParts {
  store: ConnectionsStore;
  secrets: TokenSecrets;
  disconnections: Disconnections;
  /** Told of every committed event, so that it need not wait for the next sweep. */
  relay: Pick<OutboxRelay, 'nudge'>;
  clock: Clock;
  rng: Rng;
}

/** What a round of a connect found and claimed. */
interface Claim {
  key: ConnectionKey;
  existing?: Connection;
  stored: StoredPair;
  actor: string;
}

/** Stores what people grant: first connections, new grants for old connections, and new connections after a disconnect. */
export class ConnectionGrants {
  private readonly facts: ConnectionFacts;

  constructor(private readonly parts: GrantsParts) {
    this.facts = new ConnectionFacts(parts);
  }

  /** As {@link ConnectionsService.connect}. */
  async connect(key: ConnectionKey, grant: TokenPair, actor: string): Promise<void> {
    const { store, secrets, disconnections } = this.parts;
    let served: number | undefined;
    for (let round = 1; round <= rounds; round++) {
      const existing = await store.find(key);
      // What was claimed in the round before is in force, whoever put it there.
      if (served !== undefined && existing?.status === 'connected' && existing.generation >= served) return;
      requireSamePerson(key, existing, grant);
      // The new secret must not be the one that a disconnect is still to erase.
      if (existing?.status === 'disconnected' && existing.lookAt !== undefined) await disconnections.erase(existing);
      const generation = (existing?.generation ?? 0) + 1;
      const address = existing?.status === 'disconnected' ? undefined : existing?.secret;
      const stored = await this.patiently(() => secrets.offer(key, generation, grant, address));
      if (!stored) continue; // others connected twice since the row was read, or the connection was ended
      const serves = this.serves(stored.pair, grant);
      if (serves) served = generation;
      if ((await this.write({ key, existing, stored, actor })) && serves) return;
    }
    throw new AppError('conflict', 'The connection is being changed by somebody else. Try again.');
  }

  /** False when the row has changed since it was read. */
  private async write(claim: Claim): Promise<boolean> {
    const { existing } = claim;
    const open = existing !== undefined && existing.status !== 'disconnected';
    const written = open ? await this.replace(claim, existing) : await this.begin(claim);
    if (written) this.parts.relay.nudge();
    return written;
  }

  private replace({ stored, actor }: Claim, existing: Connection): Promise<boolean> {
    const { store } = this.parts;
    const facts = this.facts.granted(existing, actor, existing.reauthCause);
    return store.advance(existing, this.granted(stored, actor), facts);
  }

  /** A connection of its own: the first there ever was, or the next after one that was ended. */
  private begin({ key, existing, stored, actor }: Claim): Promise<boolean> {
    const { store, rng } = this.parts;
    const begun = { ...this.granted(stored, actor), connectionId: rng.id('con') };
    const first: Connection = { ...keyOf(key), ...begun, generation: 1, fence: 0, renewals: 0, leased: false };
    if (!existing) return store.create(first, this.facts.connected(first, !key.userId));
    const next: Connection = { ...first, generation: existing.generation + 1 };
    return store.advance(existing, { ...begun, lastRefreshedAt: undefined }, this.facts.connected(next, false));
  }

  private granted({ tokens }: StoredPair, actor: string) {
    const { clock, rng } = this.parts;
    const lookAt = refreshDueAt(clock.now(), tokens.accessExpiresAt, rng.next());
    return { ...tokens, status: 'connected' as const, connectedBy: actor, connectedAt: clock.iso(), lookAt };
  }

  /** What another process left behind or stored at the same moment serves as well, if it is of the same person and fresh. */
  private serves(stored: TokenPair, grant: TokenPair): boolean {
    if (stored.accessToken === grant.accessToken) return true;
    return stored.signupId === grant.signupId && isComfortable(stored.accessExpiresAt, this.parts.clock.now());
  }

  /** A code is good once, so its grant is worth some seconds of tries: the vault may still be erasing the secret before. */
  private patiently<T>(work: () => Promise<T>): Promise<T> {
    const { clock, rng } = this.parts;
    const down = (error: unknown): boolean => error instanceof AppError && error.code === 'dependency_unavailable';
    return retry({ clock, rng, attempts: 6, baseMs: 100, capMs: 2_000, retryable: down }, work);
  }
}

function requireSamePerson({ userId }: ConnectionKey, existing: Connection | undefined, grant: TokenPair): void {
  const foreign = userId && existing && existing.status !== 'disconnected' && existing.signupId !== grant.signupId;
  if (foreign) throw new AppError('forbidden', 'This connection belongs to another person of the nation.');
}
