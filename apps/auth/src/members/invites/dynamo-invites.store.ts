import { type EmailAddress, normalizedEmail, type NationSlug } from '@nat/contracts';
import { type Expression, type Key, type Table, WriteTransaction } from '@nat/dynamo';
import type { DynamoOutbox } from '@nat/event-bus';
import { secretHash } from '../../one-time/one-time-secret';
import { addChange, addTold } from '../member-rows';
import type { NationChange } from '../membership';
import type { Told } from '../members.store';
import { InviteRecord } from './invite';
import { type InviteOutcome, InvitesStore, type MailLimit } from './invites.store';

const partition = (nation: NationSlug): string => `NATION#${nation}#INVITES`;
const inviteKey = (nation: NationSlug, inviteId: string): Key => ({ pk: partition(nation), sk: inviteId });
/** The invitation an address has. By a hash, so that keys hold no address. */
const addressKey = (nation: NationSlug, address: EmailAddress): Key => ({
  pk: `NATION#${nation}#INVITED`,
  sk: secretHash(normalizedEmail(address)),
});
const counterKey = (nation: NationSlug, counter: string): Key => ({ pk: `NATION#${nation}#MAILS`, sk: counter });

/** Sorts after every id. */
const afterAll = 'inv~';
/** Rounds of a lost race; each is lost to another invitation of the same address. */
const rounds = 20;

/** {@link InvitesStore} in DynamoDB: the invitation, and a row that leads to it from its address. */
export class DynamoInvitesStore extends InvitesStore {
  constructor(
    private readonly table: Table,
    private readonly outbox: Pick<DynamoOutbox, 'add'>,
  ) {
    super();
  }

  async create(invite: InviteRecord, limits: readonly MailLimit[], told: Told): Promise<InviteOutcome> {
    const { nationSlug, inviteId, address, expiresAt } = invite;
    for (let round = 1; round <= rounds; round++) {
      const before = (await this.table.get(addressKey(nationSlug, address)))?.['inviteId'] as string | undefined;
      const transaction = new WriteTransaction(this.table);
      for (const limit of limits) count(transaction, nationSlug, limit);
      transaction.put({ ...addressKey(nationSlug, address), inviteId, expiresAt }, stillLeadsTo(before));
      if (before) transaction.delete(inviteKey(nationSlug, before));
      transaction.putNew({ ...inviteKey(nationSlug, inviteId), ...invite });
      addTold(transaction, nationSlug, told, this.outbox);
      const outcome = await transaction.commit();
      if (outcome.committed) return { created: true };
      const limit = outcome.failed.find(({ index }) => index < limits.length);
      if (limit) return { created: false, limit: limit.index };
    }
    throw new Error('an invitation could not be kept: the race never ended');
  }

  async find(nationSlug: NationSlug, inviteId: string, now: number): Promise<InviteRecord | undefined> {
    const row = await this.table.get(inviteKey(nationSlug, inviteId));
    const invite = row && InviteRecord.parse(row);
    return invite && invite.expiresAt > now ? invite : undefined;
  }

  async list(
    nationSlug: NationSlug,
    { limit, before = afterAll, now }: { limit: number; before?: string; now: number },
  ): Promise<InviteRecord[]> {
    const invites: InviteRecord[] = [];
    const where = { expression: 'pk = :pk AND sk < :before', values: { ':pk': partition(nationSlug), ':before': before } };
    for await (const row of this.table.query({ where, ascending: false, pageSize: limit })) {
      const invite = InviteRecord.parse(row);
      if (invite.expiresAt > now) invites.push(invite);
      if (invites.length === limit) break;
    }
    return invites;
  }

  async revoke(invite: InviteRecord, told: Told): Promise<boolean> {
    const transaction = this.ending(invite, { expression: 'attribute_exists(pk)' });
    addTold(transaction, invite.nationSlug, told, this.outbox);
    return (await transaction.commit()).committed;
  }

  async accept(invite: InviteRecord, change: NationChange, told: Told, now: number): Promise<boolean> {
    const transaction = this.ending(invite, { expression: 'expiresAt > :now', values: { ':now': now } });
    addChange(transaction, change);
    addTold(transaction, change.nationSlug, told, this.outbox);
    return (await transaction.commit()).committed;
  }

  /** While there is an invitation, the row of its address leads to it: both go together. */
  private ending({ nationSlug, inviteId, address }: InviteRecord, condition: Expression): WriteTransaction {
    const transaction = new WriteTransaction(this.table);
    transaction.delete(inviteKey(nationSlug, inviteId), condition);
    transaction.delete(addressKey(nationSlug, address));
    return transaction;
  }
}

function count(transaction: WriteTransaction, nationSlug: NationSlug, { counter, most, endsAt }: MailLimit): void {
  const update = { expression: 'ADD counted :one SET expiresAt = :end', values: { ':one': 1, ':end': endsAt } };
  const room = { expression: 'attribute_not_exists(counted) OR counted < :most', values: { ':most': most } };
  transaction.update(counterKey(nationSlug, counter), update, room);
}

function stillLeadsTo(inviteId: string | undefined): Expression {
  if (inviteId === undefined) return { expression: 'attribute_not_exists(inviteId)' };
  return { expression: 'inviteId = :before', values: { ':before': inviteId } };
}
