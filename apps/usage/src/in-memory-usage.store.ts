import type { NationSlug } from '@nat/contracts';
import type { InMemoryOutbox } from '@nat/event-bus';
import { type Period, periodId } from './limits/billing-period';
import type { NationPlan } from './limits/nation-plan';
import { decide } from './reservations/admission';
import { type Balance, type Hold, holdOf, openingBalance, placed, type PlacedHold, withPlan } from './reservations/balance';
import { type LapsedHold, lapsedHolds } from './reservations/lapse';
import { type Renewal, renewed } from './reservations/renewal';
import type { Entry } from './reservations/settlement';
import { type HoldAnswer, type RateWindow, type SavedWindow, type Settlement, UsageStore } from './usage.store';

/** All of one nation. */
class NationUsage {
  plan?: NationPlan;
  readonly balances = new Map<string, Balance>();
  readonly entries = new Map<string, Entry>();
  readonly inbox = new Set<string>();
  readonly windows = new Map<string, RateWindow>();
}

/** The honest twin for unit tests: each method runs without an await inside, so it is as atomic as the database's. */
export class InMemoryUsageStore extends UsageStore {
  private readonly nations = new Map<NationSlug, NationUsage>();

  constructor(private readonly outbox: Pick<InMemoryOutbox, 'add'>) {
    super();
  }

  async plan(nation: NationSlug): Promise<NationPlan | undefined> {
    return this.of(nation).plan;
  }

  async keepPlan(nation: NationSlug, plan: NationPlan, period: Period): Promise<'kept' | 'older'> {
    const usage = this.of(nation);
    if (usage.plan && usage.plan.version >= plan.version) return 'older';
    usage.plan = plan;
    const open = usage.balances.get(periodId(period));
    usage.balances.set(periodId(period), open ? withPlan(open, plan) : openingBalance(plan, period));
    return 'kept';
  }

  async balance(nation: NationSlug, periodStart: string): Promise<Balance | undefined> {
    return this.of(nation).balances.get(periodStart);
  }

  async openPeriod(nation: NationSlug, plan: NationPlan, period: Period): Promise<void> {
    const usage = this.of(nation);
    if (usage.plan?.version !== plan.version || usage.balances.has(periodId(period))) return;
    usage.balances.set(periodId(period), openingBalance(plan, period));
  }

  async hold(nation: NationSlug, periodStart: string, queryId: string, hold: Hold): Promise<HoldAnswer> {
    const balance = this.of(nation).balances.get(periodStart);
    if (!balance) return { held: false };
    const ask = { queryId, requestHash: hold.requestHash, now: hold.admittedAt };
    if (decide(balance, ask).kind !== 'admit') return { held: false, balance };
    const inflight = { ...balance.inflight, [queryId]: hold };
    return { held: true, balance: this.write(nation, { ...balance, inflight, held: balance.held + 1, room: balance.room - 1 }) };
  }

  async renew(nation: NationSlug, periodStart: string, queryId: string, renewal: Renewal): Promise<Balance | undefined> {
    const balance = this.of(nation).balances.get(periodStart);
    const known = balance && holdOf(balance, queryId);
    const moved = known && renewed(known, renewal);
    return moved ? this.write(nation, placed(balance, queryId, moved)) : known && balance;
  }

  async release(nation: NationSlug, periodStart: string, queryId: string): Promise<boolean> {
    return this.giveBack(nation, periodStart, queryId, ({ state }) => state === 'inflight');
  }

  async expire(nation: NationSlug, periodStart: string, { queryId, state, lease }: LapsedHold): Promise<boolean> {
    return this.giveBack(nation, periodStart, queryId, known => known.state === state && known.hold.lease === lease);
  }

  async settle(nation: NationSlug, { entry, hold, recorded }: Settlement): Promise<'settled' | 'duplicate' | 'moved'> {
    const usage = this.of(nation);
    if (usage.entries.has(entry.queryId) || usage.inbox.has(entry.eventId)) return 'duplicate';
    const balance = usage.balances.get(entry.periodStart);
    if ((balance && holdOf(balance, entry.queryId)?.state) !== hold) return 'moved';
    usage.entries.set(entry.queryId, entry);
    usage.inbox.add(entry.eventId);
    this.outbox.add(recorded);
    if (!balance || !hold) return 'settled';
    this.write(nation, {
      ...placed(balance, entry.queryId),
      held: balance.held - 1,
      used: balance.used + entry.quantity,
      room: balance.room + 1 - entry.quantity,
    });
    return 'settled';
  }

  async entry(nation: NationSlug, queryId: string): Promise<Entry | undefined> {
    return this.of(nation).entries.get(queryId);
  }

  async *entries(nation: NationSlug, periodStart: string): AsyncIterable<Entry> {
    for (const entry of this.of(nation).entries.values()) if (entry.periodStart === periodStart) yield entry;
  }

  async rateWindow(nation: NationSlug, owner: string): Promise<RateWindow> {
    return this.windowOf(nation, owner);
  }

  async saveRateWindow(nation: NationSlug, owner: string, { version, calls }: RateWindow): Promise<SavedWindow> {
    const current = this.windowOf(nation, owner);
    if (current.version !== version) return { saved: false, current };
    this.of(nation).windows.set(owner, { version: version + 1, calls });
    return { saved: true };
  }

  async *balancesToSweep(now: number): AsyncIterable<{ nation: NationSlug; periodStart: string }> {
    for (const [nation, { balances }] of this.nations) {
      for (const balance of balances.values()) {
        if (lapsedHolds(balance, now).length > 0) yield { nation, periodStart: balance.periodStart };
      }
    }
  }

  async sweepAgain(): Promise<void> {
    // Nothing to note: the balances themselves are looked at.
  }

  private giveBack(nation: NationSlug, periodStart: string, queryId: string, ifSo: (known: PlacedHold) => boolean): boolean {
    const balance = this.of(nation).balances.get(periodStart);
    const known = balance && holdOf(balance, queryId);
    if (!known || !ifSo(known)) return false;
    this.write(nation, { ...placed(balance, queryId), held: balance.held - 1, room: balance.room + 1 });
    return true;
  }

  private windowOf(nation: NationSlug, owner: string): RateWindow {
    return this.of(nation).windows.get(owner) ?? { version: 0, calls: {} };
  }

  private of(nation: NationSlug): NationUsage {
    const usage = this.nations.get(nation) ?? new NationUsage();
    this.nations.set(nation, usage);
    return usage;
  }

  private write(nation: NationSlug, balance: Balance): Balance {
    this.of(nation).balances.set(balance.periodStart, balance);
    return balance;
  }
}
