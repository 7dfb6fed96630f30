import { Injectable } from '@nestjs/common';
import { type Admission, type NationSlug, type RateState, reservationLeaseSeconds, type ReserveRequest } from '@nat/contracts';
import { AppError, Clock, type ServiceIdentity } from '@nat/service-kit';
import { entitlementPeriodAt, type Period, periodId } from '../limits/billing-period';
import type { NationPlan } from '../limits/nation-plan';
import { PlanCache } from '../limits/plan-cache';
import { UsageStore } from '../usage.store';
import { decide, type RefusalCode, secondsUntil } from './admission';
import { type Balance, type Hold, openingBalance, queryCount } from './balance';
import { lapsedHolds } from './lapse';
import { RateGate, windowOwner } from './rate-gate';
import type { Entry } from './settlement';

type Refused = { code: RefusalCode | 'idempotency_mismatch'; balance?: Balance };
type Outcome = { hold: Hold; repeated: boolean; balance: Balance } | Refused;

/** A running query ends within seconds; there is nothing better to tell somebody who has too many of them. */
const concurrencyRetrySeconds = 2;
/** Opening a period, giving back lapsed holds: each makes the next round another one. */
const rounds = 5;

/** Answers whether a query may start, and holds it if so. A refusal changes nothing but the rate window that passed it. */
@Injectable()
export class AdmissionService {
  constructor(
    private readonly store: UsageStore,
    private readonly plans: PlanCache,
    private readonly rates: RateGate,
    private readonly clock: Clock,
  ) {}

  async admit(identity: ServiceIdentity, request: ReserveRequest): Promise<Admission> {
    const { nationSlug: nation, userId } = identity;
    const [entry, passage] = await Promise.all([
      this.store.entry(nation, request.queryId),
      this.passage(nation, userId, request.queryId),
    ]);
    if (entry) return this.repeatOf(nation, entry, request);
    if ('code' in passage) return refusal(passage, passage.newest, this.clock.now());
    const { plan, answer } = passage;
    if (answer && !answer.passed) return this.rateRefusal(nation, plan, request, answer.retryAfterSeconds);
    const { outcome, by } = await this.holdUnder(nation, userId, request, plan);
    if ('code' in outcome) return refusal(outcome, by, this.clock.now());
    return admission(request.queryId, outcome, answer?.rate);
  }

  /** The plan to admit under, and what its rate window says of this call. */
  private async passage(nation: NationSlug, userId: string, queryId: string) {
    const plan = await this.usablePlan(nation, await this.plans.get(nation));
    if ('code' in plan) return plan;
    return { plan, answer: plan.rate && (await this.rates.pass(nation, windowOwner(plan.rate, userId), plan.rate, queryId)) };
  }

  /** The plan to admit under. Before it refuses for the plan's sake it looks at the newest one. */
  private async usablePlan(nation: NationSlug, cached: { plan?: NationPlan; fresh: boolean }) {
    const blocked = (plan: NationPlan | undefined): RefusalCode | undefined => {
      if (!plan || plan.usableUntil <= this.clock.now()) return 'subscription_inactive';
      return plan.terms.limit.kind === 'disabled' ? 'feature_not_available' : undefined;
    };
    const plan = blocked(cached.plan) && !cached.fresh ? await this.plans.newest(nation) : cached.plan;
    const code = blocked(plan);
    return code || !plan ? { code: code ?? ('subscription_inactive' as const), newest: plan } : plan;
  }

  /** Holds under `plan`; when that is refused by terms older than the newest plan's, once more under that one. */
  private async holdUnder(nation: NationSlug, userId: string, request: ReserveRequest, plan: NationPlan) {
    const outcome = await this.hold(nation, userId, request, plan);
    if (!('code' in outcome) || outcome.code === 'idempotency_mismatch') return { outcome, by: plan };
    const newest = await this.plans.newest(nation);
    if (!newest || newest.version === plan.version) return { outcome, by: plan };
    return { outcome: await this.hold(nation, userId, request, newest), by: newest };
  }

  private async hold(nation: NationSlug, userId: string, request: ReserveRequest, plan: NationPlan): Promise<Outcome> {
    for (let round = 0; round < rounds; round++) {
      const now = this.clock.now();
      const period = entitlementPeriodAt(plan.period, now);
      const hold: Hold = {
        requestHash: request.requestHash,
        admittedAt: now,
        lease: now + reservationLeaseSeconds * 1000,
        userId,
        catalogVersion: plan.catalogVersion,
      };
      const answer = await this.store.hold(nation, periodId(period), request.queryId, hold);
      if (answer.held) return { hold, repeated: false, balance: answer.balance };
      if (!answer.balance) {
        plan = await this.open(nation, plan, period);
        continue;
      }
      const decision = decide(answer.balance, { ...request, now });
      if (decision.kind === 'repeat') return { hold: decision.hold, repeated: true, balance: answer.balance };
      if (decision.kind === 'mismatch') return { code: 'idempotency_mismatch' };
      if (decision.kind === 'refuse' && !(await this.gaveBack(nation, answer.balance, decision.code, now))) {
        return { code: decision.code, balance: answer.balance };
      }
    }
    throw new AppError('dependency_unavailable', 'The usage count is busy at this moment. Try again.', { retryAfter: 1 });
  }

  /** Opens the period, and answers the plan to go on with: another one when it changed meanwhile. */
  private async open(nation: NationSlug, plan: NationPlan, period: Period): Promise<NationPlan> {
    await this.store.openPeriod(nation, plan, period);
    if (await this.store.balance(nation, periodId(period))) return plan;
    return (await this.plans.newest(nation)) ?? plan;
  }

  /** Gives back at once what lapsed holds keep from an admission. True when there was any: it is worth another round. */
  private async gaveBack(nation: NationSlug, balance: Balance, code: RefusalCode, now: number): Promise<boolean> {
    if (code !== 'concurrency_limited' && code !== 'quota_exceeded') return false;
    const lapsed = lapsedHolds(balance, now);
    await Promise.all(lapsed.map(hold => this.store.expire(nation, balance.periodStart, hold)));
    return lapsed.length > 0;
  }

  /** Too many calls; but the repeat of a query that still runs is no call, it gets its own answer again. */
  private async rateRefusal(
    nation: NationSlug,
    plan: NationPlan,
    request: ReserveRequest,
    retryAfterSeconds: number,
  ): Promise<Admission> {
    const now = this.clock.now();
    const balance = await this.store.balance(nation, periodId(entitlementPeriodAt(plan.period, now)));
    const decision = balance && decide(balance, { ...request, now });
    if (balance && decision?.kind === 'repeat') {
      return admission(request.queryId, { hold: decision.hold, repeated: true, balance }, undefined);
    }
    if (decision?.kind === 'mismatch') return refusal({ code: 'idempotency_mismatch' }, plan, now);
    return {
      admitted: false,
      code: 'rate_limited',
      retryAfterSeconds,
      upgradeTo: [],
      ...(balance && { queries: queryCount(balance) }),
    };
  }

  /** A query that has ended: its repeat is told what it was admitted with. */
  private async repeatOf(nation: NationSlug, entry: Entry, request: ReserveRequest): Promise<Admission> {
    // Without a hash the hold had expired before the end; the agent, which keeps the hash with the query, compares it.
    if (entry.requestHash !== undefined && entry.requestHash !== request.requestHash) {
      return { admitted: false, code: 'idempotency_mismatch', upgradeTo: [] };
    }
    const plan = await this.plans.newest(nation);
    const now = this.clock.now();
    const current = plan && entitlementPeriodAt(plan.period, now);
    const balance = current && ((await this.store.balance(nation, periodId(current))) ?? openingBalance(plan, current));
    if (!balance) return { admitted: false, code: 'subscription_inactive', upgradeTo: [] };
    const reservation = { queryId: entry.queryId, periodStart: entry.periodStart, admittedAt: entry.occurredAt };
    return { admitted: true, repeated: true, reservation, queries: queryCount(balance) };
  }
}

function admission(queryId: string, outcome: Exclude<Outcome, Refused>, rate: RateState | undefined): Admission {
  const { hold, repeated, balance } = outcome;
  const admittedAt = new Date(hold.admittedAt).toISOString();
  return {
    admitted: true,
    repeated,
    reservation: { queryId, periodStart: balance.periodStart, admittedAt },
    queries: queryCount(balance),
    ...(rate && { rate }),
  };
}

function refusal({ code, balance }: Refused, plan: NationPlan | undefined, now: number): Admission {
  const moreHelps = code === 'quota_exceeded' || code === 'feature_not_available';
  const retryAfterSeconds =
    code === 'quota_exceeded' && balance
      ? secondsUntil(balance.periodEnd, now)
      : code === 'concurrency_limited'
        ? concurrencyRetrySeconds
        : undefined;
  return {
    admitted: false,
    code,
    ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
    ...(balance && { queries: queryCount(balance) }),
    upgradeTo: moreHelps ? (plan?.upgradeTo ?? []) : [],
  };
}
