import type { SessionRevoked } from '@nat/contracts';
import { absent, type Expression, type Key, present, type Table, WriteTransaction } from '@nat/dynamo';
import type { DynamoOutbox } from '@nat/event-bus';
import type { PersonIdentity } from '@nat/service-kit';
import { z } from 'zod';
import { addAudit } from '../audit/audit-rows';
import { Session } from './session';
import { type KnownRefreshToken, type NationAudit, type Rotation, SessionsStore } from './sessions.store';

const partition = (userId: string): string => `USER#${userId}#SESSIONS`;
const sessionKey = ({ userId, sessionId }: PersonIdentity): Key => ({ pk: partition(userId), sk: `SESSION#${sessionId}` });
const epochKey = (userId: string): Key => ({ pk: partition(userId), sk: 'EPOCH' });
const refreshKey = (hash: string): Key => ({ pk: `REFRESH#${hash}`, sk: 'REFRESH' });

const EpochRow = z.object({ epoch: z.number().int().positive() });
const RefreshRow = z.object({ userId: z.string(), sessionId: z.string(), state: z.enum(['live', 'used']) });

/** {@link SessionsStore} in DynamoDB. Whatever belongs together is one transaction. */
export class DynamoSessionsStore extends SessionsStore {
  constructor(
    private readonly table: Table,
    private readonly outbox: Pick<DynamoOutbox, 'add'>,
  ) {
    super();
  }

  async epoch(userId: string): Promise<number> {
    const row = await this.table.get(epochKey(userId));
    return row ? EpochRow.parse(row).epoch : 0;
  }

  async open(session: Session, refreshHash: string, audits: readonly NationAudit[]): Promise<void> {
    const transaction = this.transaction(audits);
    transaction.putNew({ ...sessionKey(session), ...session });
    transaction.putNew(refreshRow(refreshHash, session));
    const outcome = await transaction.commit();
    if (!outcome.committed) throw new Error('a new session id or refresh token was taken already');
  }

  async find(person: PersonIdentity): Promise<Session | undefined> {
    const row = await this.table.get(sessionKey(person));
    return row && Session.parse(row);
  }

  async ofUser(userId: string): Promise<Session[]> {
    const sessions: Session[] = [];
    const where = {
      expression: 'pk = :pk AND begins_with(sk, :session)',
      values: { ':pk': partition(userId), ':session': 'SESSION#' },
    };
    for await (const row of this.table.query({ where })) sessions.push(Session.parse(row));
    return sessions;
  }

  async refreshToken(hash: string): Promise<KnownRefreshToken | undefined> {
    const row = await this.table.get(refreshKey(hash));
    return row && RefreshRow.parse(row);
  }

  async rotate({ from, to, session }: Rotation): Promise<'rotated' | 'used' | 'ended'> {
    const transaction = new WriteTransaction(this.table);
    const spent = transaction.update(refreshKey(from), toState('used'), stillLive);
    transaction.putNew(refreshRow(to, session));
    transaction.put({ ...sessionKey(session), ...session }, present);
    const outcome = await transaction.commit();
    if (outcome.committed) return 'rotated';
    return outcome.failed.some(({ index }) => index === spent) ? 'used' : 'ended';
  }

  async end(session: Session, event: SessionRevoked | undefined, audits: readonly NationAudit[]): Promise<boolean> {
    const transaction = this.transaction(audits);
    transaction.delete(sessionKey(session), present);
    if (event) this.outbox.add(transaction, event);
    return (await transaction.commit()).committed;
  }

  async endAll(userId: string, epoch: number, audits: readonly NationAudit[]): Promise<boolean> {
    const transaction = this.transaction(audits);
    // Epoch 0 is that of everybody who never moved on: no row stands for it.
    const unmoved = { expression: '#epoch = :seen', names: { '#epoch': 'epoch' }, values: { ':seen': epoch } };
    transaction.put({ ...epochKey(userId), epoch: epoch + 1 }, epoch === 0 ? absent : unmoved);
    return (await transaction.commit()).committed;
  }

  private transaction(audits: readonly NationAudit[]): WriteTransaction {
    const transaction = new WriteTransaction(this.table);
    for (const { nationSlug, entry } of audits) addAudit(transaction, nationSlug, entry);
    return transaction;
  }
}

function refreshRow(hash: string, { userId, sessionId, endsAt }: Session) {
  return { ...refreshKey(hash), userId, sessionId, state: 'live', expiresAt: endsAt };
}

function toState(state: 'used'): Expression {
  return { expression: 'SET #state = :state', names: { '#state': 'state' }, values: { ':state': state } };
}

const stillLive: Expression = { expression: '#state = :live', names: { '#state': 'state' }, values: { ':live': 'live' } };
