import { Injectable } from '@nestjs/common';
import {
  type Admission,
  eventOf,
  NationSlug,
  type RenewAnswer,
  type RenewRequest,
  reservationLeaseSeconds,
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
import { holdOf } from './reservations/admission';
import { AdmissionService } from './reservations/admission.service';
import { type Balance, openingBalance, queryCount } from './reservations/balance';
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

  /** A query that waits for its person keeps its hold until its time is up. */
  async renew(nation: NationSlug, queryId: string, request: RenewRequest): Promise<RenewAnswer> {
    const waits = request.state === 'waiting';
    const renewal = {
      state: waits ? 'held' : request.state,
      lease: waits ? Date.parse(request.until) : this.clock.now() + reservationLeaseSeconds * 1000,
    };
    const balance = await this.store.renew(nation, normalized(request.periodStart), queryId, renewal);
    return balance ? { held: true, queries: queryCount(balance) } : { held: false };
  }

  /** Idempotent. A finishing query is not released: only its terminal event ends it. */
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
