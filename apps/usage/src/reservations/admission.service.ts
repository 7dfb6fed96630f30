import { Injectable } from '@nestjs/common';
import { type Admission, type NationSlug, type RateState, reservationLeaseSeconds, type ReserveRequest } from '@nat/contracts';
import { AppError, Clock, type ServiceIdentity } from '@nat/service-kit';
import { entitlementPeriodAt, type Period, periodId } from '../limits/billing-period';
import type { NationPlan } from '../limits/nation-plan';
import { PlanCache } from '../limits/plan-cache';
import { UsageStore } from '../usage.store';
import { decide, periodsOf, type RefusalCode } from './admission';
import { answerTo, type Outcome, type Refused, repeatIn } from './admission-answers';
import { type Balance, type Hold, openingBalance, queryCount } from './balance';
import { lapsedHolds } from './lapse';
import { RateGate, windowOwner } from './rate-gate';
import type { Entry } from './settlement';

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
    const { outcome, by: plan } =
      'refused' in passage
        ? { outcome: await this.unlessHeld(nation, passage.plan, request, passage.refused), by: passage.plan }
        : await this.holdUnder(nation, userId, request, passage.plan);
    return answerTo(outcome, { queryId: request.queryId, plan, rate: passage.rate, now: this.clock.now() });
  }

  /** The plan to admit under and its rate window after this call, or why neither is asked further. */
  private async passage(
    nation: NationSlug,
    userId: string,
    queryId: string,
  ): Promise<{ plan: NationPlan; rate?: RateState } | { plan?: NationPlan; refused: Refused; rate?: undefined }> {
    const { plan, block } = await this.plans.usable(nation);
    if (block || !plan) return { plan, refused: { code: block ?? 'subscription_inactive' } };
    const answer = plan.rate && (await this.rates.pass(nation, windowOwner(plan.rate, userId), plan.rate, queryId));
    if (!answer || answer.passed) return { plan, rate: answer?.rate };
    return { plan, refused: { code: 'rate_limited', retryAfterSeconds: answer.retryAfterSeconds } };
  }

  /** A refusal; but the repeat of a query that is held asks for nothing new: it gets its own answer again. */
  private async unlessHeld(
    nation: NationSlug,
    plan: NationPlan | undefined,
    request: ReserveRequest,
    refused: Refused,
  ): Promise<Outcome> {
    if (!plan) return refused;
    const now = this.clock.now();
    const periods = periodsOf(plan, now).filter(period => period !== undefined);
    const balances = await Promise.all(periods.map(period => this.store.balance(nation, periodId(period))));
    return repeatIn(balances, { ...request, now }) ?? { ...refused, balance: balances[0] };
  }

  /** Holds under `plan`; when that is refused by terms older than the newest plan's, once more under that one. */
  private async holdUnder(nation: NationSlug, userId: string, request: ReserveRequest, plan: NationPlan) {
    const before = await this.heldBefore(nation, plan, request);
    const outcome = before ?? (await this.hold(nation, userId, request, plan));
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
      const repeat = repeatIn([answer.balance], { ...request, now });
      if (repeat) return repeat;
      const decision = decide(answer.balance, { ...request, now });
      if (decision.kind === 'refuse' && !(await this.gaveBack(nation, answer.balance, decision.code, now))) {
        return { code: decision.code, balance: answer.balance };
      }
    }
    throw new AppError('dependency_unavailable', 'The usage count is busy at this moment. Try again.', { retryAfter: 1 });
  }

  /** What a query is told that was admitted in the period before. Most of a period nobody can have waited since then. */
  private async heldBefore(nation: NationSlug, plan: NationPlan, request: ReserveRequest): Promise<Outcome | undefined> {
    const now = this.clock.now();
    const [, before] = periodsOf(plan, now);
    return before && repeatIn([await this.store.balance(nation, periodId(before))], { ...request, now });
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
