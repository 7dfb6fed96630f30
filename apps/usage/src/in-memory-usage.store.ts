import type { NationSlug } from '@nat/contracts';
import type { InMemoryOutbox } from '@nat/event-bus';
import { type Period, periodId } from './limits/billing-period';
import type { NationPlan } from './limits/nation-plan';
import { decide, holdOf } from './reservations/admission';
import { type Balance, type Hold, openingBalance, withPlan } from './reservations/balance';
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

  async renew(
    nation: NationSlug,
    periodStart: string,
    queryId: string,
    renewal: { state: 'held' | 'finishing'; lease: number },
  ): Promise<Balance | undefined> {
    const balance = this.of(nation).balances.get(periodStart);
    const known = balance && holdOf(balance, queryId);
    if (!known) return undefined;
    if (known.state === 'finishing') return balance;
    const renewed = { ...known.hold, lease: renewal.lease };
    if (renewal.state === 'held')
      return this.write(nation, { ...balance, inflight: { ...balance.inflight, [queryId]: renewed } });
    const finishing = { ...balance.finishing, [queryId]: renewed };
    return this.write(nation, { ...balance, inflight: without(balance.inflight, queryId), finishing });
  }

  async release(nation: NationSlug, periodStart: string, queryId: string, lease?: number): Promise<boolean> {
    const balance = this.of(nation).balances.get(periodStart);
    const hold = balance?.inflight[queryId];
    if (!balance || !hold || (lease !== undefined && hold.lease !== lease)) return false;
    const inflight = without(balance.inflight, queryId);
    this.write(nation, { ...balance, inflight, held: balance.held - 1, room: balance.room + 1 });
    return true;
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
      ...balance,
      [hold]: without(balance[hold], entry.queryId),
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
      for (const { periodStart, inflight } of balances.values()) {
        if (Object.values(inflight).some(({ lease }) => lease <= now)) yield { nation, periodStart };
      }
    }
  }

  async sweepAgain(): Promise<void> {
    // Nothing to note: the balances themselves are looked at.
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

function without(holds: Readonly<Record<string, Hold>>, queryId: string): Record<string, Hold> {
  return Object.fromEntries(Object.entries(holds).filter(([id]) => id !== queryId));
}
