import { Injectable } from '@nestjs/common';
import type { NationSlug } from '@nat/contracts';
import { factsFromContext, OutboxRelay } from '@nat/event-bus';
import { AppError, Clock, Rng, type ServiceIdentity } from '@nat/service-kit';
import { type Account, BillingStore } from '../billing.store';
import { Catalogs, lookupKey } from '../catalog/catalog';
import { StripeAccount } from '../stripe/stripe-account';
import { Customers } from './customers';
import { type Operation, operationId, type OperationKind } from './operation';
import { OperationMoved, Operations, spoken } from './operations';
import {
  isLive,
  projectSubscription,
  sameSubscription,
  type StripeSubscription,
  type Subscription,
  subscriptionUpdated,
} from './subscription';

/** Each round ends with the account a version further, by us or by another. */
const rounds = 5;

/** A nation's one subscription. Stripe has the truth: every change is made there, read back, and only then kept and published. */
@Injectable()
export class SubscriptionsService {
  constructor(
    private readonly store: BillingStore,
    private readonly stripe: StripeAccount,
    private readonly customers: Customers,
    private readonly operations: Operations,
    private readonly catalogs: Catalogs,
    private readonly relay: OutboxRelay,
    private readonly clock: Clock,
    private readonly rng: Rng,
  ) {}

  async get(nation: NationSlug): Promise<Subscription> {
    const { subscription } = await this.store.account(nation);
    if (!subscription) throw noSubscription();
    return subscription;
  }

  /** Starts the subscription of a nation that has none, or none that lives. */
  start({ nationSlug: nation, userId }: ServiceIdentity, plan: string): Promise<Subscription> {
    const { catalog, version } = this.onSale(plan);
    return this.settled(nation, userId, async account => {
      const current = account.subscription && (await this.refreshed(nation, account, account.subscription.id, userId));
      if (current === 'moved') return 'again';
      if (current && isLive(current)) {
        const detail = 'This nation has a subscription. Change its plan instead of starting another one.';
        throw new AppError('subscription_exists', detail, { existing: current.id });
      }
      if (current !== account.subscription) return 'again';
      const customer = await this.customers.of(nation);
      // Two who ask for the same at once are two: the subscription is one's, and the other is told that there is one.
      const params = { nation, customer, price: await this.priceId(catalog, version), plan, asked: this.rng.uuid() };
      return this.begun(nation, account, userId, 'subscription.create', params);
    });
  }

  /** Changes to another plan at once. To the same plan it only looks whether Stripe says anything new. */
  change({ nationSlug: nation, userId }: ServiceIdentity, plan: string): Promise<Subscription> {
    const { catalog, version } = this.onSale(plan);
    return this.settled(nation, userId, async account => {
      if (!account.subscription) throw noSubscription();
      const facts = await this.retrieved(account.subscription.id);
      const current = await this.kept(nation, account, facts, userId);
      if (current === 'moved') return 'again';
      if (!isLive(current)) throw new AppError('subscription_ended', 'The subscription has ended. Start a new one.');
      if (current.plan === plan) return current;
      if (current !== account.subscription) return 'again';
      const pinned = this.catalogs.pinned(current.plan, current.planVersion).version;
      return this.begun(nation, account, userId, 'subscription.change', {
        subscriptionId: facts.id,
        itemId: facts.itemId,
        price: await this.priceId(catalog, version),
        lookupKey: lookupKey(catalog, version),
        upgrade: String(version.amountMinor > pinned.amountMinor),
      });
    });
  }

  /** Goes on until an answer is there; what somebody began on the account before, a crash included, is brought to its end first. */
  private async settled(
    nation: NationSlug,
    actor: string,
    step: (account: Account) => Promise<Subscription | 'again'>,
  ): Promise<Subscription> {
    for (let round = 0; round < rounds; round++) {
      try {
        const account = await this.store.account(nation);
        const pending = await this.store.operation(operationId('subscription', nation, account.version));
        if (pending?.state === 'started') {
          await this.finished(nation, account, pending, actor).catch(refusedBefore);
          continue;
        }
        const answer = await step(account);
        if (answer !== 'again') return answer;
      } catch (error) {
        if (!(error instanceof OperationMoved)) throw error;
      }
    }
    throw new AppError('dependency_unavailable', 'The subscription is being changed at this moment. Try again.', {
      retryAfter: 2,
    });
  }

  private async begun(
    nation: NationSlug,
    account: Account,
    actor: string,
    kind: OperationKind,
    params: Record<string, string>,
  ): Promise<Subscription | 'again'> {
    const operation: Operation = {
      id: operationId('subscription', nation, account.version),
      kind,
      params,
      attempt: 1,
      firstAttemptAt: this.clock.now(),
      suspect: false,
      state: 'started',
    };
    const inForce = await this.store.beginOperation(operation);
    const ours = inForce.kind === kind && Object.keys(params).every(name => inForce.params[name] === params[name]);
    const finished = this.finished(nation, account, inForce, actor).catch(overtaken);
    const kept = await (ours ? finished : finished.catch(refusedBefore));
    if (!ours || !kept) return 'again';
    return kept === 'moved' ? this.endedByAnother(nation, inForce) : kept;
  }

  /** What this call began, when another one that came upon it brought it to its end first. */
  private async endedByAnother(nation: NationSlug, { id, kind, params }: Operation): Promise<Subscription | 'again'> {
    const ended = await this.store.operation(id);
    const done = ended?.state === 'done' && ended.params.asked === params.asked;
    return kind === 'subscription.create' && done ? this.get(nation) : 'again';
  }

  /** Does a noted operation at Stripe, reads back what it made, and keeps that. */
  private async finished(nation: NationSlug, account: Account, noted: Operation, actor: string): Promise<Subscription | 'moved'> {
    if (noted.state !== 'started') return 'moved';
    const { made, operation } = await this.operations.run(noted, this.doing(noted));
    const facts = await this.retrieved(made.id);
    if (noted.kind === 'subscription.change' && facts.lookupKey !== noted.params.lookupKey) {
      await this.operations.fail(operation);
      throw new AppError(
        'payment_method_required',
        'The plan changes once its price is paid. Check the payment method, then try again.',
      );
    }
    return this.kept(nation, account, facts, actor, operation);
  }

  private doing({ id, kind, params }: Operation) {
    const { subscriptionId = '', itemId = '', price = '', customer = '', nation = '' } = params;
    if (kind === 'subscription.create') {
      return {
        send: (key: string) => this.stripe.createSubscription({ customer, price, nation, opId: id }, key),
        find: () => this.stripe.findSubscription(customer, id),
      };
    }
    const change = { subscriptionId, itemId, price, upgrade: params.upgrade === 'true' };
    return {
      send: (key: string) => this.stripe.changePlan(change, key),
      find: async (): Promise<StripeSubscription | undefined> => {
        const facts = await this.stripe.subscription(subscriptionId);
        return facts.lookupKey === params.lookupKey ? facts : undefined;
      },
    };
  }

  private async refreshed(nation: NationSlug, account: Account, id: string, actor: string): Promise<Subscription | 'moved'> {
    return this.kept(nation, account, await this.retrieved(id), actor);
  }

  /**
   * Keeps and publishes what Stripe says, if it is new. `account` was read before Stripe was, so whoever kept something in
   * between makes this one look again: an older reading never replaces a newer one.
   */
  private async kept(
    nation: NationSlug,
    account: Account,
    facts: StripeSubscription,
    actor: string,
    operation?: Operation,
  ): Promise<Subscription | 'moved'> {
    const subscription = projectSubscription(facts, this.catalogs);
    if (!operation && account.subscription && sameSubscription(subscription, account.subscription)) return account.subscription;
    const at = this.clock.iso();
    const about = { time: at, userId: actor, ...factsFromContext() };
    const updated = subscriptionUpdated(nation, subscription, account.version + 1, this.catalogs, about);
    const change = { from: account, subscription, at, actor, operation, updated };
    if ((await this.store.keepSubscription(nation, change)) === 'moved') return 'moved';
    this.relay.nudge();
    return subscription;
  }

  private async retrieved(id: string): Promise<StripeSubscription> {
    try {
      return await this.operations.repeatedly(() => this.stripe.subscription(id));
    } catch (error) {
      throw spoken(error);
    }
  }

  private async priceId(...plan: Parameters<StripeAccount['priceId']>): Promise<string> {
    try {
      return await this.operations.repeatedly(() => this.stripe.priceId(...plan));
    } catch (error) {
      throw spoken(error);
    }
  }

  private onSale(plan: string) {
    const found = this.catalogs.find(plan);
    if (!found) {
      const errors = [{ pointer: '/plan', code: 'unknown_plan', message: 'is not a plan' }];
      throw new AppError('invalid', 'There is no such plan. The plans on sale are listed at /v1/plans.', { errors });
    }
    if (!found.onSale) throw new AppError('plan_closed', 'This plan is not on sale any more. Choose another one.');
    return found;
  }
}

function noSubscription(): AppError {
  return new AppError('not_found', 'This nation has no subscription yet.');
}

/** Somebody else took the operation further. */
function overtaken(error: unknown): 'moved' {
  if (error instanceof OperationMoved) return 'moved';
  throw error;
}

/** An earlier operation that Stripe refuses now has ended: what was asked today goes on without it. */
function refusedBefore(error: unknown): void {
  if (!(error instanceof AppError && error.code === 'payment_method_required')) throw error;
}
