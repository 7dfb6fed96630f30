import type { NationConnected } from '@nat/contracts';
import type { InMemoryOutbox } from '@nat/event-bus';
import type { AuditEntry } from '../audit/audit-entry';
import { InMemoryAudit } from '../audit/in-memory-audit';
import { type Connection, type ConnectionKey, ConnectionsStore, type Lease, type NewTokens } from './connections.store';

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
    const row = this.rows.get(keyOf(key));
    return Promise.resolve(row && { ...row });
  }

  create(connection: Connection, event: NationConnected, audit: AuditEntry): Promise<boolean> {
    if (this.rows.has(keyOf(connection))) return Promise.resolve(false);
    this.outbox.add(event);
    return this.write(connection, audit);
  }

  reconnect(seen: Connection, tokens: NewTokens, audit: AuditEntry): Promise<boolean> {
    const row = this.rows.get(keyOf(seen));
    if (row?.generation !== seen.generation) return Promise.resolve(false);
    const generation = row.generation + 1;
    return this.write({ ...row, ...tokens, generation, status: 'connected', leased: false }, audit);
  }

  takeLease(seen: Connection): Promise<Lease | undefined> {
    const row = this.rows.get(keyOf(seen));
    const lost = row?.status !== 'connected' || row.generation !== seen.generation || row.fence !== seen.fence;
    if (lost) return Promise.resolve(undefined);
    Object.assign(row, { fence: row.fence + 1, leased: true });
    const key = { nationSlug: row.nationSlug, ...(row.userId && { userId: row.userId }) };
    return Promise.resolve({ key, generation: row.generation, fence: row.fence });
  }

  releaseLease(lease: Lease): Promise<void> {
    const row = this.held(lease);
    if (row) row.leased = false;
    return Promise.resolve();
  }

  replaceTokens(lease: Lease, tokens: NewTokens, audit: AuditEntry): Promise<boolean> {
    const row = this.held(lease);
    if (!row) return Promise.resolve(false);
    return this.write({ ...row, ...tokens, generation: row.generation + 1, leased: false }, audit);
  }

  requireReauth(lease: Lease, audit: AuditEntry): Promise<boolean> {
    const row = this.held(lease);
    if (!row) return Promise.resolve(false);
    return this.write({ ...row, status: 'reauth_required', leased: false }, audit);
  }

  private held({ key, generation, fence }: Lease): Connection | undefined {
    const row = this.rows.get(keyOf(key));
    return row?.leased && row.generation === generation && row.fence === fence ? row : undefined;
  }

  private write(connection: Connection, audit: AuditEntry): Promise<boolean> {
    this.rows.set(keyOf(connection), { ...connection });
    this.audit.add(connection.nationSlug, audit);
    return Promise.resolve(true);
  }
}

function keyOf({ nationSlug, userId }: ConnectionKey): string {
  return `${nationSlug}#${userId ?? ''}`;
}
