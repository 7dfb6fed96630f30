import type { NationSlug } from '@nat/contracts';
import type { InMemoryOutbox } from '@nat/event-bus';
import { InMemoryAudit } from '../audit/in-memory-audit';
import {
  always,
  type Attempt,
  type Change,
  type Connection,
  type ConnectionKey,
  keyOf,
  type Lease,
  type Seen,
} from './connection';
import { ConnectionsStore, type Told } from './connections.store';

/** The twin for tests: no await between reading and writing, so every call is one conditional write. */
export class InMemoryConnectionsStore extends ConnectionsStore {
  private readonly rows = new Map<string, Connection>();

  constructor(
    private readonly outbox: InMemoryOutbox,
    private readonly audit = new InMemoryAudit(),
  ) {
    super();
  }

  find(key: ConnectionKey): Promise<Connection | undefined> {
    const row = this.row(key);
    return Promise.resolve(row && structuredClone(row));
  }

  ofNation(nationSlug: NationSlug): Promise<Connection[]> {
    return Promise.resolve(structuredClone([...this.rows.values()].filter(row => row.nationSlug === nationSlug)));
  }

  due(now: number, limit: number): Promise<ConnectionKey[]> {
    const due = [...this.rows.values()].filter(({ lookAt = Infinity }) => lookAt <= now);
    return Promise.resolve(due.slice(0, limit).map(keyOf));
  }

  create(connection: Connection, told: Told): Promise<boolean> {
    if (this.row(connection)) return Promise.resolve(false);
    this.rows.set(rowKey(connection), structuredClone(connection));
    return this.tell(connection, told);
  }

  advance(seen: Seen, change: Change, told: Told): Promise<boolean> {
    const row = this.row(seen);
    if (!row || !isAsSeen(row, seen)) return Promise.resolve(false);
    const next = { ...row, attempt: undefined, failing: undefined, reauthCause: undefined, ...change };
    this.put({ ...next, generation: row.generation + 1, leased: false });
    return this.tell(row, told);
  }

  takeLease(seen: Connection): Promise<Lease | undefined> {
    const row = this.row(seen);
    if (row?.status !== 'connected' || !isAsSeen(row, seen)) return Promise.resolve(undefined);
    if (row.fence !== seen.fence || row.renewals !== seen.renewals) return Promise.resolve(undefined);
    Object.assign(row, { fence: row.fence + 1, renewals: 0, leased: true, lookAt: always });
    const { connectionId, generation, fence, attempt } = row;
    return Promise.resolve({ key: keyOf(row), connectionId, generation, fence, doubt: attempt !== undefined });
  }

  renewLease(lease: Lease): Promise<boolean> {
    const row = this.held(lease);
    if (row) row.renewals++;
    return Promise.resolve(row !== undefined);
  }

  openAttempt(lease: Lease, attempt: Attempt): Promise<boolean> {
    const row = this.held(lease);
    if (row) row.attempt = { ...attempt };
    return Promise.resolve(row !== undefined);
  }

  settle(lease: Lease, change: Change, told?: Told): Promise<boolean> {
    const row = this.held(lease);
    if (!row) return Promise.resolve(false);
    this.put({ ...row, ...change, leased: false });
    return told ? this.tell(row, told) : Promise.resolve(true);
  }

  erased(seen: Seen): Promise<void> {
    const row = this.row(seen);
    if (row && isAsSeen(row, seen)) this.put({ ...row, lookAt: undefined });
    return Promise.resolve();
  }

  protected row(key: ConnectionKey): Connection | undefined {
    return this.rows.get(rowKey(key));
  }

  /** The row while the lease is this one. */
  protected held({ key, connectionId, generation, fence }: Lease): Connection | undefined {
    const row = this.row(key);
    const same = row?.connectionId === connectionId && row.generation === generation && row.fence === fence;
    return same && row.leased ? row : undefined;
  }

  private put(row: Connection): void {
    const present = Object.entries(structuredClone(row)).filter(([, value]) => value !== undefined);
    this.rows.set(rowKey(row), Object.fromEntries(present) as unknown as Connection);
  }

  private tell({ nationSlug }: ConnectionKey, { audit, events }: Told): Promise<boolean> {
    this.audit.add(nationSlug, audit);
    for (const event of events) this.outbox.add(event);
    return Promise.resolve(true);
  }
}

function isAsSeen(row: Connection, { connectionId, generation, status }: Seen): boolean {
  return row.connectionId === connectionId && row.generation === generation && row.status === status;
}

function rowKey({ nationSlug, userId }: ConnectionKey): string {
  return `${nationSlug}#${userId ?? ''}`;
}
