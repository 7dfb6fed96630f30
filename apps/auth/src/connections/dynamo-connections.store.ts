import { type NationConnected, NationSlug } from '@nat/contracts';
import { type Expression, type Key, type Table, WriteTransaction } from '@nat/dynamo';
import type { DynamoOutbox } from '@nat/event-bus';
import { z } from 'zod';
import type { AuditEntry } from '../audit/audit-entry';
import { addAudit } from '../audit/audit-rows';
import { type Connection, type ConnectionKey, ConnectionsStore, type Lease, type NewTokens } from './connections.store';

const rowKey = ({ nationSlug, userId }: ConnectionKey): Key => ({
  pk: `NATION#${nationSlug}`,
  sk: userId ? `CONNECTION#USER#${userId}` : 'CONNECTION#NATION',
});

const ConnectionRow = z.object({
  nationSlug: NationSlug,
  userId: z.string().optional(),
  connectionId: z.string(),
  signupId: z.string(),
  status: z.enum(['connected', 'reauth_required']),
  generation: z.number().int().positive(),
  secretVersionId: z.string(),
  accessExpiresAt: z.number().int(),
  connectedAt: z.string(),
  fence: z.number().int().nonnegative(),
  leased: z.boolean(),
});

/** {@link ConnectionsStore} in DynamoDB: each method that writes is one conditional write or one transaction. */
export class DynamoConnectionsStore extends ConnectionsStore {
  constructor(
    private readonly table: Table,
    private readonly outbox: Pick<DynamoOutbox, 'add'>,
  ) {
    super();
  }

  async find(key: ConnectionKey): Promise<Connection | undefined> {
    const row = await this.table.get(rowKey(key));
    return row && ConnectionRow.parse(row);
  }

  async create(connection: Connection, event: NationConnected, audit: AuditEntry): Promise<boolean> {
    const transaction = new WriteTransaction(this.table);
    transaction.putNew({ ...rowKey(connection), ...connection });
    addAudit(transaction, connection.nationSlug, audit);
    this.outbox.add(transaction, event);
    return (await transaction.commit()).committed;
  }

  reconnect(seen: Connection, tokens: NewTokens, audit: AuditEntry): Promise<boolean> {
    const unchanged = {
      expression: '#generation = :seen',
      names: { '#generation': 'generation' },
      values: { ':seen': seen.generation },
    };
    return this.set(seen, { ...tokens, generation: seen.generation + 1, status: 'connected', leased: false }, unchanged, audit);
  }

  async takeLease(seen: Connection): Promise<Lease | undefined> {
    const { nationSlug, userId, generation, fence } = seen;
    const untouched = {
      expression: '#generation = :generation AND #fence = :seen AND #status = :connected',
      names: { '#generation': 'generation', '#fence': 'fence', '#status': 'status' },
      values: { ':generation': generation, ':seen': fence, ':connected': 'connected' },
    };
    const outcome = await this.table.update(rowKey(seen), setting({ fence: fence + 1, leased: true }), untouched);
    const key = { nationSlug, ...(userId && { userId }) };
    return outcome.written ? { key, generation, fence: fence + 1 } : undefined;
  }

  async releaseLease(lease: Lease): Promise<void> {
    await this.table.update(rowKey(lease.key), setting({ leased: false }), held(lease));
  }

  replaceTokens(lease: Lease, tokens: NewTokens, audit: AuditEntry): Promise<boolean> {
    return this.set(lease.key, { ...tokens, generation: lease.generation + 1, leased: false }, held(lease), audit);
  }

  requireReauth(lease: Lease, audit: AuditEntry): Promise<boolean> {
    return this.set(lease.key, { status: 'reauth_required', leased: false }, held(lease), audit);
  }

  private async set(
    key: ConnectionKey,
    changes: Partial<Connection>,
    condition: Expression,
    audit: AuditEntry,
  ): Promise<boolean> {
    const transaction = new WriteTransaction(this.table);
    transaction.update(rowKey(key), setting(changes), condition);
    addAudit(transaction, key.nationSlug, audit);
    return (await transaction.commit()).committed;
  }
}

/** Holds while the lease is this one. */
function held({ generation, fence }: Lease): Expression {
  return {
    expression: '#generation = :held_generation AND #fence = :held_fence AND #leased = :held',
    names: { '#generation': 'generation', '#fence': 'fence', '#leased': 'leased' },
    values: { ':held_generation': generation, ':held_fence': fence, ':held': true },
  };
}

/** The update that sets these attributes and no other. */
function setting(changes: Partial<Connection>): Expression {
  const names = Object.keys(changes);
  return {
    expression: `SET ${names.map(name => `#${name} = :${name}`).join(', ')}`,
    names: Object.fromEntries(names.map(name => [`#${name}`, name])),
    values: Object.fromEntries(Object.entries(changes).map(([name, value]) => [`:${name}`, value])),
  };
}
