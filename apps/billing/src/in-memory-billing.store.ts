import type { NationSlug } from '@nat/contracts';
import type { InMemoryOutbox } from '@nat/event-bus';
import { type Account, BillingStore, type Claim, type SubscriptionChange } from './billing.store';
import { type LedgerLine, type LedgerSum, sum } from './ledger/ledger';
import type { Operation } from './subscriptions/operation';

/** The honest twin for unit tests: each method runs without an await inside, so it is as atomic as the database's. */
export class InMemoryBillingStore extends BillingStore {
  private readonly claims = new Map<NationSlug, Claim>();
  private readonly customers = new Map<string, string>();
  private readonly accounts = new Map<NationSlug, Account>();
  private readonly operations = new Map<string, Operation>();
  private readonly inbox = new Set<string>();
  private readonly lines = new Map<string, LedgerLine>();
  /** Append-only: what the change rows of the table are. */
  readonly changes: { nation: NationSlug; version: number; plan: string; actor?: string }[] = [];

  constructor(private readonly outbox: Pick<InMemoryOutbox, 'add'>) {
    super();
  }

  async claim(nation: NationSlug): Promise<Claim> {
    return this.claims.get(nation) ?? {};
  }

  async keepCustomer(nation: NationSlug, customerId: string, operation: Operation): Promise<void> {
    const claim = this.claims.get(nation) ?? {};
    if (claim.customerId) return;
    this.claims.set(nation, { ...claim, customerId });
    this.customers.set(customerId, nation);
    this.operations.set(operation.id, { ...operation, state: 'done' });
  }

  async nationOfCustomer(customerId: string): Promise<string | undefined> {
    return this.customers.get(customerId);
  }

  async noteConnection(nation: NationSlug, connection: NonNullable<Claim['connection']>, eventId: string): Promise<void> {
    const heard = `claim ${nation} ${eventId}`;
    const claim = this.claims.get(nation) ?? {};
    if (this.inbox.has(heard)) return;
    this.inbox.add(heard);
    if (claim.connection && claim.connection.generation >= connection.generation) return;
    this.claims.set(nation, { ...claim, connection });
  }

  async account(nation: NationSlug): Promise<Account> {
    return this.accounts.get(nation) ?? { version: 0 };
  }

  async keepSubscription(nation: NationSlug, change: SubscriptionChange): Promise<'kept' | 'moved'> {
    const { from, subscription, operation, updated, actor } = change;
    const version = from.version + 1;
    if ((this.accounts.get(nation)?.version ?? 0) !== from.version) return 'moved';
    this.accounts.set(nation, { version, subscription });
    this.changes.push({ nation, version, plan: subscription.plan, actor });
    if (operation) this.operations.set(operation.id, { ...operation, state: 'done' });
    this.outbox.add(updated);
    return 'kept';
  }

  async operation(id: string): Promise<Operation | undefined> {
    return this.operations.get(id);
  }

  async beginOperation(operation: Operation): Promise<Operation> {
    const known = this.operations.get(operation.id);
    if (known && known.state !== 'failed') return known;
    const begun = { ...operation, attempt: known ? known.attempt + 1 : operation.attempt };
    this.operations.set(operation.id, begun);
    return begun;
  }

  async replaceOperation(seen: Operation, next: Operation): Promise<Operation> {
    const known = this.operations.get(seen.id);
    if (known && (known.attempt !== seen.attempt || known.state !== seen.state)) return known;
    this.operations.set(seen.id, next);
    return next;
  }

  async recordUsage(nation: NationSlug, lines: LedgerLine[], eventId: string): Promise<'recorded' | 'duplicate'> {
    const heard = `ledger ${nation} ${eventId}`;
    const keys = lines.map(line => `${nation} ${line.meter} ${line.periodId} ${line.usageId}`);
    for (const [index, line] of lines.entries()) {
      const known = this.lines.get(keys[index]!);
      if (known && known.quantity !== line.quantity) throw new Error(`${line.usageId} is in the ledger with another quantity`);
    }
    if (this.inbox.has(heard) || keys.some(key => this.lines.has(key))) return 'duplicate';
    this.inbox.add(heard);
    for (const [index, line] of lines.entries()) this.lines.set(keys[index]!, line);
    return 'recorded';
  }

  async usageOf(nation: NationSlug, meter: string, periodId: string): Promise<LedgerSum> {
    const prefix = `${nation} ${meter} ${periodId} `;
    const found = [...this.lines].filter(([key]) => key.startsWith(prefix)).map(([, { quantity }]) => quantity);
    return { quantity: sum(found), lines: found.length };
  }
}
