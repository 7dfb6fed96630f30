import type { NationSlug, SubscriptionUpdated } from '@nat/contracts';
import type { LedgerLine, LedgerSum } from './ledger/ledger';
import type { Operation } from './subscriptions/operation';
import type { Subscription } from './subscriptions/subscription';

/** A nation as a customer. */
export interface Claim {
  /** Stripe's customer, once there is one. */
  customerId?: string;
  /** The grant of access by which the claim was proven; the newest generation. */
  connection?: { connectionId: string; generation: number; connectedAt: string };
}

/** The one live subscription of a nation. `version` is 0 before the first, and rises by one with every change. */
export interface Account {
  version: number;
  subscription?: Subscription;
}

/** A change of a nation's subscription, seen from the account version it was made of. */
export interface SubscriptionChange {
  from: Account;
  subscription: Subscription;
  /** RFC 3339 UTC. */
  at: string;
  /** User id of whoever asked for it. */
  actor?: string;
  /** Ends with the change. */
  operation?: Operation;
  updated: SubscriptionUpdated;
}

/** What it costs. Every method is one atomic step; a refused condition is an answer. */
export abstract class BillingStore {
  abstract claim(nation: NationSlug): Promise<Claim>;

  /** Notes the nation's customer with the map back from Stripe, and ends the operation. Keeps the first one there is. */
  abstract keepCustomer(nation: NationSlug, customerId: string, operation: Operation): Promise<void>;

  /** The nation of a Stripe customer. */
  abstract nationOfCustomer(customerId: string): Promise<string | undefined>;

  /** Notes a proven claim, unless the event was heard of before or a newer generation is known. */
  abstract noteConnection(nation: NationSlug, connection: NonNullable<Claim['connection']>, eventId: string): Promise<void>;

  abstract account(nation: NationSlug): Promise<Account>;

  /** Subscription, change row, outbox and the end of the operation in one step. `moved`: the account is another by now. */
  abstract keepSubscription(nation: NationSlug, change: SubscriptionChange): Promise<'kept' | 'moved'>;

  abstract operation(id: string): Promise<Operation | undefined>;

  /** Notes an operation before it is sent. Answers the one in force: another's, if that was noted before and has not failed. */
  abstract beginOperation(operation: Operation): Promise<Operation>;

  /** Replaces an operation that still is in the attempt and state of `seen`; answers the one in force. */
  abstract replaceOperation(seen: Operation, next: Operation): Promise<Operation>;

  /** Puts a fact of consumption into the ledger, once. Throws when its line is there with another quantity. */
  abstract recordUsage(nation: NationSlug, lines: LedgerLine[], eventId: string): Promise<'recorded' | 'duplicate'>;

  /** Everything in the ledger of one meter and period. */
  abstract usageOf(nation: NationSlug, meter: string, periodId: string): Promise<LedgerSum>;
}
