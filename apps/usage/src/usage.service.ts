import { Injectable } from '@nestjs/common';
import {
  type Admission,
  eventOf,
  NationSlug,
  type RenewAnswer,
  type RenewRequest,
  reservationLeaseSeconds,
  reservationWaitSeconds,
  type ReserveRequest,
  type SubscriptionUpdated,
  type UsageAnswer,
  UsageRecorded,
} from '@nat/contracts';
import { OutboxRelay } from '@nat/event-bus';
import { AppError, Clock, requestContext, type ServiceIdentity } from '@nat/service-kit';
import { entitlementPeriodAt, periodId } from './limits/billing-period';
import { planOf, queriesMeter } from './limits/nation-plan';
import { PlanCache } from './limits/plan-cache';
import { AdmissionService } from './reservations/admission.service';
import { type Balance, holdOf, openingBalance, queryCount } from './reservations/balance';
import { type Entry, postingOf, type TerminalEvent } from './reservations/settlement';
import { UsageStore } from './usage.store';

/** The hold of one query, as its holder names it. */
interface Held {
  queryId: string;
  /** RFC 3339, in any of its spellings. */
  periodStart: string;
}

/** What others may ask of this service, and what it does on their events. */
@Injectable()
export class UsageService {
  constructor(
    private readonly store: UsageStore,
    private readonly plans: PlanCache,
    private readonly admissions: AdmissionService,
    private readonly relay: OutboxRelay,
    private readonly clock: Clock,
  ) {}

  reserve(identity: ServiceIdentity, request: ReserveRequest): Promise<Admission> {
    return this.admissions.admit(identity, request);
  }

  /** @throws AppError `invalid` for a wait that is longer than anybody may wait. */
  async renew(nation: NationSlug, queryId: string, request: RenewRequest): Promise<RenewAnswer> {
    const { periodStart, state, fence } = request;
    const lease = state === 'waiting' ? this.endOfWait(request.until) : this.clock.now() + reservationLeaseSeconds * 1000;
    const balance = await this.store.renew(nation, normalized(periodStart), queryId, { state, lease, fence });
    if (!balance) return { held: false };
    const { block } = await this.plans.usable(nation);
    return { held: true, queries: queryCount(balance), usable: block === undefined };
  }

  /** Idempotent. A query that waits is not released, nor a finishing one: a repeat that finds nothing to run gives back in vain. */
  async release(nation: NationSlug, { queryId, periodStart }: Held): Promise<void> {
    await this.store.release(nation, normalized(periodStart), queryId);
  }

  /** Posts the end of a query, once, however often and late it is heard of. */
  async settle(event: TerminalEvent): Promise<void> {
    const nation = NationSlug.parse(event.nationslug);
    const periodStart = normalized(event.data.periodStart);
    for (let round = 0; round < 5; round++) {
      const balance = await this.store.balance(nation, periodStart);
      const settlement = await this.settlementOf(nation, event, periodStart, balance);
      if ((await this.store.settle(nation, settlement)) !== 'moved') return this.relay.nudge();
    }
    throw new Error(`The hold of ${event.data.queryId} moved with every look at it`);
  }

  /** Applies a subscription's state if it is newer than what is known: from the next admission on. */
  async updateLimits(event: SubscriptionUpdated): Promise<void> {
    const nation = NationSlug.parse(event.nationslug);
    const plan = planOf(event);
    // A clock behind billing's must not put the first terms on the period before.
    const period = entitlementPeriodAt(plan.period, Math.max(this.clock.now(), plan.period.start));
    await this.store.keepPlan(nation, plan, period);
    this.plans.drop(nation);
  }

  async usage(nation: NationSlug): Promise<UsageAnswer> {
    const plan = await this.plans.newest(nation);
    if (!plan) throw new AppError('not_found', 'This nation has no subscription yet.');
    const period = entitlementPeriodAt(plan.period, this.clock.now());
    const balance = (await this.store.balance(nation, periodId(period))) ?? openingBalance(plan, period);
    return { plan: plan.plan, periodStart: balance.periodStart, meters: [meterUsage(balance)] };
  }

  /** Epoch milliseconds. One that has passed is taken: the hold then lapses at once. */
  private endOfWait(until: string): number {
    const end = Date.parse(until);
    if (end <= this.clock.now() + reservationWaitSeconds * 1000) return end;
    const message = `is more than ${reservationWaitSeconds / 3600} hours ahead`;
    throw new AppError('invalid', `The request is not valid: /until ${message}.`, {
      errors: [{ pointer: '/until', code: 'too_big', message }],
    });
  }

  private async settlementOf(nation: NationSlug, event: TerminalEvent, periodStart: string, balance: Balance | undefined) {
    const { queryId, billable } = event.data;
    const known = balance && holdOf(balance, queryId);
    const occurredAt = known ? new Date(known.hold.admittedAt).toISOString() : normalized(event.data.admittedAt);
    const entry: Entry = {
      queryId,
      meter: queriesMeter,
      periodStart,
      ...postingOf(billable, known?.hold),
      occurredAt,
      userId: known?.hold.userId ?? event.userid,
      requestHash: known?.hold.requestHash,
      eventId: event.id,
    };
    const catalogVersion = known?.hold.catalogVersion ?? (await this.store.plan(nation))?.catalogVersion ?? 'none@0';
    const recorded = eventOf(UsageRecorded, {
      id: `${nation}.${queryId}.usage`,
      nationSlug: nation,
      time: this.clock.iso(),
      correlationId: event.correlationid,
      causationId: event.id,
      userId: entry.userId,
      traceparent: requestContext.current()?.traceparent ?? event.traceparent,
      data: {
        usageId: queryId,
        queryId,
        meters: [{ meter: queriesMeter, quantity: String(entry.quantity) }],
        periodId: periodStart,
        occurredAt,
        catalogVersion,
      },
    });
    return { entry, hold: known?.state, recorded };
  }
}

function meterUsage({ used, held, limit, capped, room, units, periodEnd }: Balance): UsageAnswer['meters'][number] {
  const finite = limit.kind === 'finite';
  return {
    meter: queriesMeter,
    unit: 'query',
    used: String(used),
    held: String(held),
    limit,
    remaining: finite || capped ? String(Math.max(0, room)) : 'unlimited',
    ...(finite && units > 0 && { percent: Math.floor((used * 100) / units) }),
    resetAt: new Date(periodEnd).toISOString(),
  };
}

/** The one spelling of an instant that is used in keys. */
function normalized(instant: string): string {
  return new Date(instant).toISOString();
}
