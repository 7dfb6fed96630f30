import type { Connection, ConnectionKey, Lease } from '../../../src/connections/connection';
import { InMemoryConnectionsStore } from '../../../src/connections/in-memory-connections.store';
import { type StoredPair, type TokenPair, TokenSecrets } from '../../../src/connections/token-secrets';
import type { Guards } from './refresh-simulation';

/** Who was overtaken may go on writing. */
class WithoutFence extends InMemoryConnectionsStore {
  protected override held({ key, connectionId, generation }: Lease): Connection | undefined {
    const row = this.row(key);
    return row?.connectionId === connectionId && row.generation === generation ? row : undefined;
  }
}

/** Nothing is in the row before NationBuilder is called. */
class WithoutWriteAhead extends InMemoryConnectionsStore {
  override openAttempt(lease: Lease): Promise<boolean> {
    return Promise.resolve(this.held(lease) !== undefined);
  }
}

/** Whoever holds tokens that the vault does not take is taken for dead after a while. */
class WithoutRenewal extends InMemoryConnectionsStore {
  override renewLease(): Promise<boolean> {
    return Promise.resolve(false);
  }
}

/** Whoever looks takes the lease, however new it is. */
class WithoutLease extends InMemoryConnectionsStore {
  override async find(key: ConnectionKey): Promise<Connection | undefined> {
    const row = await super.find(key);
    return row && { ...row, leased: false };
  }
}

/** What a process left in the vault is not looked for. */
class WithoutLeftBehind extends TokenSecrets {
  override leftBehind(): Promise<undefined> {
    return Promise.resolve(undefined);
  }
}

/** Refreshed tokens go wherever the name leads, and make a secret where there is none. */
class WithoutAddress extends TokenSecrets {
  override offer(key: ConnectionKey, generation: number, pair: TokenPair): Promise<StoredPair | undefined> {
    return super.offer(key, generation, pair);
  }
}

/** Worlds in which one thing is missing that keeps connections whole: each must be found out. */
export const removedGuards: Record<string, Guards> = {
  'the fence': { store: WithoutFence },
  'the write-ahead': { store: WithoutWriteAhead },
  'the time that must be left before a call': { alwaysSends: true },
  'the lease': { store: WithoutLease },
  'the renewal of a lease': { store: WithoutRenewal },
  'the look for what was left behind': { secrets: WithoutLeftBehind },
  'the address of a secret': { secrets: WithoutAddress },
};
