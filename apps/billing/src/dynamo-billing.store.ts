import type { NationSlug } from '@nat/contracts';
import { absent, type Expression, type Table, WriteTransaction } from '@nat/dynamo';
import { type DynamoOutbox, inboxPut } from '@nat/event-bus';
import {
  accountKey,
  AccountRow,
  changeKey,
  claimKey,
  ClaimRow,
  customerMapKey,
  CustomerMapRow,
  ledgerKey,
  ledgerPartition,
  LedgerRow,
  operationKey,
  OperationRow,
  subscriptionKey,
  SubscriptionRow,
} from './billing.rows';
import { type Account, BillingStore, type Claim, type SubscriptionChange } from './billing.store';
import { type LedgerLine, type LedgerSum, sum } from './ledger/ledger';
import type { Operation } from './subscriptions/operation';

/** Holds while the operation is in the attempt and state that were seen. */
const asSeen = ({ attempt, state }: Operation): Expression => ({
  expression: '#attempt = :attempt AND #state = :state',
  names: { '#attempt': 'attempt', '#state': 'state' },
  values: { ':attempt': attempt, ':state': state },
});

export class DynamoBillingStore extends BillingStore {
  constructor(
    private readonly table: Table,
    private readonly outbox: DynamoOutbox,
  ) {
    super();
  }

  async claim(nation: NationSlug): Promise<Claim> {
    return ClaimRow.parse((await this.table.get(claimKey(nation))) ?? {});
  }

  async keepCustomer(nation: NationSlug, customerId: string, operation: Operation): Promise<void> {
    const transaction = new WriteTransaction(this.table);
    transaction.update(
      claimKey(nation),
      { expression: 'SET #customerId = :customer', names: { '#customerId': 'customerId' }, values: { ':customer': customerId } },
      { expression: 'attribute_not_exists(#customerId)' },
    );
    transaction.put({ ...customerMapKey(customerId), nation });
    transaction.put({ ...operationKey(operation.id), ...operation, state: 'done' });
    // Refused means that another call kept its customer: by the same key it is the same one.
    await transaction.commit();
  }

  async nationOfCustomer(customerId: string): Promise<string | undefined> {
    const row = await this.table.get(customerMapKey(customerId));
    return row && CustomerMapRow.parse(row).nation;
  }

  async noteConnection(nation: NationSlug, connection: NonNullable<Claim['connection']>, eventId: string): Promise<void> {
    const transaction = new WriteTransaction(this.table);
    inboxPut(transaction, 'claim', `${nation}/${eventId}`);
    transaction.update(
      claimKey(nation),
      {
        expression: 'SET #connection = :connection',
        names: { '#connection': 'connection' },
        values: { ':connection': connection },
      },
      {
        expression: 'attribute_not_exists(#connection) OR #connection.#generation < :generation',
        names: { '#generation': 'generation' },
        values: { ':generation': connection.generation },
      },
    );
    // Refused by either: heard before, or older than what is known. There is nothing to change.
    await transaction.commit();
  }

  async account(nation: NationSlug): Promise<Account> {
    const row = await this.table.get(accountKey(nation));
    if (!row) return { version: 0 };
    const { version, subscriptionId } = AccountRow.parse(row);
    const subscription = SubscriptionRow.parse(await this.table.get(subscriptionKey(nation, subscriptionId)));
    return { version, subscription };
  }

  async keepSubscription(nation: NationSlug, change: SubscriptionChange): Promise<'kept' | 'moved'> {
    const { from, subscription, at, actor, operation, updated } = change;
    const version = from.version + 1;
    const transaction = new WriteTransaction(this.table);
    const unchanged: Expression =
      from.version === 0
        ? absent
        : { expression: '#version = :version', names: { '#version': 'version' }, values: { ':version': from.version } };
    transaction.put({ ...accountKey(nation), version, subscriptionId: subscription.id }, unchanged);
    transaction.put({ ...subscriptionKey(nation, subscription.id), ...subscription, version });
    transaction.putNew({ ...changeKey(nation, at, version), version, at, actor, from: from.subscription, to: subscription });
    if (operation) transaction.put({ ...operationKey(operation.id), ...operation, state: 'done' });
    this.outbox.add(transaction, updated);
    return (await transaction.commit()).committed ? 'kept' : 'moved';
  }

  async operation(id: string): Promise<Operation | undefined> {
    const row = await this.table.get(operationKey(id));
    return row && OperationRow.parse(row);
  }

  async beginOperation(operation: Operation): Promise<Operation> {
    const begun = await this.table.put({ ...operationKey(operation.id), ...operation }, absent);
    if (begun.written) return operation;
    const known = OperationRow.parse(begun.old);
    return known.state === 'failed' ? this.replaceOperation(known, { ...operation, attempt: known.attempt + 1 }) : known;
  }

  async replaceOperation(seen: Operation, next: Operation): Promise<Operation> {
    const outcome = await this.table.put({ ...operationKey(next.id), ...next }, asSeen(seen));
    return outcome.written ? next : OperationRow.parse(outcome.old);
  }

  async recordUsage(nation: NationSlug, lines: LedgerLine[], eventId: string): Promise<'recorded' | 'duplicate'> {
    const transaction = new WriteTransaction(this.table);
    inboxPut(transaction, 'ledger', `${nation}/${eventId}`);
    const places = new Map(
      lines.map(line => [transaction.putNew({ ...ledgerKey(nation, line.meter, line.periodId, line.usageId), ...line }), line]),
    );
    const outcome = await transaction.commit();
    if (outcome.committed) return 'recorded';
    for (const { index, item } of outcome.failed) {
      const line = places.get(index);
      if (line && LedgerRow.parse(item).quantity !== line.quantity) {
        throw new Error(`${line.usageId} is in the ledger with another quantity`);
      }
    }
    return 'duplicate';
  }

  async usageOf(nation: NationSlug, meter: string, periodId: string): Promise<LedgerSum> {
    const quantities: string[] = [];
    const where = { expression: 'pk = :pk', values: { ':pk': ledgerPartition(nation, meter, periodId) } };
    for await (const row of this.table.query({ where })) quantities.push(LedgerRow.parse(row).quantity);
    return { quantity: sum(quantities), lines: quantities.length };
  }
}
