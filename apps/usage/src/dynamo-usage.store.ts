import type { NationSlug } from '@nat/contracts';
import { type Expression, type Key, type Row, type Table, type WriteOutcome, WriteTransaction } from '@nat/dynamo';
import { type DynamoOutbox, inboxPut } from '@nat/event-bus';
import { type Period, periodId } from './limits/billing-period';
import type { NationPlan } from './limits/nation-plan';
import { type Balance, type Hold, holdOf, openingBalance, placed, termsOf } from './reservations/balance';
import {
  admission,
  type BalanceWrite,
  expiry,
  giveBack,
  holdsNothing,
  iso,
  move,
  named,
  posting,
  unseen,
} from './reservations/balance-writes';
import { type LapsedHold, nextLapse } from './reservations/lapse';
import { type Renewal, renewed } from './reservations/renewal';
import type { Entry } from './reservations/settlement';
import {
  balanceKey,
  BalanceRow,
  entryKey,
  EntryRow,
  fromBalanceKey,
  meterPeriod,
  planKey,
  PlanRow,
  rateKey,
  RateRow,
  sweepShard,
  sweepShards,
} from './usage.rows';
import { type HoldAnswer, type RateWindow, type SavedWindow, type Settlement, UsageStore } from './usage.store';

export class DynamoUsageStore extends UsageStore {
  constructor(
    private readonly table: Table,
    private readonly outbox: DynamoOutbox,
  ) {
    super();
  }

  async plan(nation: NationSlug): Promise<NationPlan | undefined> {
    const row = await this.table.get(planKey(nation));
    return row && PlanRow.parse(row);
  }

  async keepPlan(nation: NationSlug, plan: NationPlan, period: Period): Promise<'kept' | 'older'> {
    // Every lost round is another plan change of this nation: they are rare, and each ends the race for one of us.
    for (let round = 0; round < 10; round++) {
      const open = await this.balance(nation, periodId(period));
      const transaction = new WriteTransaction(this.table);
      const newer: Expression = {
        expression: 'attribute_not_exists(pk) OR #version < :version',
        names: named('version'),
        values: { ':version': plan.version },
      };
      const kept = transaction.put({ ...planKey(nation), ...plan }, newer);
      if (open) this.changeTerms(transaction, nation, open, plan);
      else transaction.putNew(this.balanceRow(nation, openingBalance(plan, period)));
      const outcome = await transaction.commit();
      if (outcome.committed) return 'kept';
      if (outcome.failed.some(({ index }) => index === kept)) return 'older';
    }
    throw new Error(`The plan of ${nation} changed with every try to write it`);
  }

  async balance(nation: NationSlug, periodStart: string): Promise<Balance | undefined> {
    return balanceOf(await this.table.get(balanceKey(nation, periodStart)));
  }

  async openPeriod(nation: NationSlug, plan: NationPlan, period: Period): Promise<void> {
    const transaction = new WriteTransaction(this.table);
    transaction.check(planKey(nation), {
      expression: '#version = :version',
      names: named('version'),
      values: { ':version': plan.version },
    });
    transaction.putNew(this.balanceRow(nation, openingBalance(plan, period)));
    await transaction.commit();
  }

  async hold(nation: NationSlug, periodStart: string, queryId: string, hold: Hold): Promise<HoldAnswer> {
    const outcome = await this.write(nation, periodStart, admission(queryId, hold, sweepShard(nation)));
    if (outcome.written) return { held: true, balance: BalanceRow.parse(outcome.row) };
    return { held: false, balance: balanceOf(outcome.old) };
  }

  async renew(nation: NationSlug, periodStart: string, queryId: string, renewal: Renewal): Promise<Balance | undefined> {
    const likely = unseen(queryId, renewal);
    const outcome = likely && (await this.write(nation, periodStart, likely));
    if (outcome?.written) return BalanceRow.parse(outcome.row);
    let row = outcome ? outcome.old : await this.table.get(balanceKey(nation, periodStart));
    // Every lost round is another word on this one query: there is a handful of them at most.
    for (let round = 0; round < 10; round++) {
      const balance = balanceOf(row);
      const from = balance && holdOf(balance, queryId);
      const to = from && renewed(from, renewal);
      if (!from || !to) return from && balance;
      if (row && !('waiting' in row)) await this.letWait(nation, periodStart);
      const moved = await this.write(nation, periodStart, move(queryId, from, to, nextLapse(placed(balance, queryId, to))));
      if (moved.written) return BalanceRow.parse(moved.row);
      row = moved.old;
    }
    throw new Error(`The hold of ${queryId} moved with every look at it`);
  }

  async release(nation: NationSlug, periodStart: string, queryId: string): Promise<boolean> {
    return (await this.write(nation, periodStart, giveBack(queryId, 'inflight'))).written;
  }

  async expire(nation: NationSlug, periodStart: string, lapsed: LapsedHold): Promise<boolean> {
    return (await this.write(nation, periodStart, expiry(lapsed))).written;
  }

  async settle(nation: NationSlug, { entry, hold, recorded }: Settlement): Promise<'settled' | 'duplicate' | 'moved'> {
    const transaction = new WriteTransaction(this.table);
    const entered = transaction.putNew({
      ...entryKey(nation, entry.queryId),
      ...entry,
      meterPeriod: meterPeriod(nation, entry.periodStart),
      entryAt: `${entry.occurredAt}#${entry.queryId}`,
    });
    const heard = inboxPut(transaction, 'settle', `${nation}/${entry.eventId}`);
    const key = balanceKey(nation, entry.periodStart);
    if (hold) {
      const { update, condition } = posting(entry, hold);
      transaction.update(key, update, condition);
    } else transaction.check(key, holdsNothing(entry.queryId));
    this.outbox.add(transaction, recorded);
    const outcome = await transaction.commit();
    if (outcome.committed) return 'settled';
    return outcome.failed.some(({ index }) => index === entered || index === heard) ? 'duplicate' : 'moved';
  }

  async entry(nation: NationSlug, queryId: string): Promise<Entry | undefined> {
    const row = await this.table.get(entryKey(nation, queryId));
    return row && EntryRow.parse(row);
  }

  async *entries(nation: NationSlug, periodStart: string): AsyncIterable<Entry> {
    const where: Expression = {
      expression: '#meterPeriod = :period',
      names: named('meterPeriod'),
      values: { ':period': meterPeriod(nation, periodStart) },
    };
    for await (const row of this.table.query({ index: 'entries-by-period', where })) yield EntryRow.parse(row);
  }

  async rateWindow(nation: NationSlug, owner: string): Promise<RateWindow> {
    return windowOf(await this.table.get(rateKey(nation, owner)));
  }

  async saveRateWindow(
    nation: NationSlug,
    owner: string,
    { version, calls }: RateWindow,
    expiresAt: number,
  ): Promise<SavedWindow> {
    const row = { ...rateKey(nation, owner), version: version + 1, calls, expiresAt: Math.ceil(expiresAt / 1000) };
    const unchanged: Expression =
      version === 0
        ? { expression: 'attribute_not_exists(pk)' }
        : { expression: '#version = :version', names: named('version'), values: { ':version': version } };
    const outcome = await this.table.put(row, unchanged);
    return outcome.written ? { saved: true } : { saved: false, current: windowOf(outcome.old) };
  }

  async *balancesToSweep(now: number): AsyncIterable<{ nation: NationSlug; periodStart: string }> {
    for (const shard of sweepShards) {
      const where: Expression = {
        expression: '#sweepShard = :shard AND #sweepAt <= :now',
        names: named('sweepShard', 'sweepAt'),
        values: { ':shard': shard, ':now': iso(now) },
      };
      for await (const row of this.table.query({ index: 'open-reservations', where })) yield fromBalanceKey(row as Row & Key);
    }
  }

  async sweepAgain(nation: NationSlug, periodStart: string, at: number | undefined): Promise<void> {
    const key = balanceKey(nation, periodStart);
    // Never too late: a hold made meanwhile lapses later than `at`, which is less than a lease away.
    if (at !== undefined) {
      const later: Expression = { expression: 'SET #sweepAt = :at', names: named('sweepAt'), values: { ':at': iso(at) } };
      await this.table.update(key, later, { expression: 'attribute_exists(#sweepShard)', names: named('sweepShard') });
      return;
    }
    const never: Expression = { expression: 'REMOVE #sweepShard, #sweepAt', names: named('sweepShard', 'sweepAt') };
    await this.table.update(key, never, {
      expression: 'size(#inflight) = :none AND (attribute_not_exists(#waiting) OR size(#waiting) = :none)',
      names: named('inflight', 'waiting'),
      values: { ':none': 0 },
    });
  }

  /** `room` moves by the difference of the limits, so this never races with admissions, only with other plan changes. */
  private changeTerms(transaction: WriteTransaction, nation: NationSlug, open: Balance, plan: NationPlan): void {
    const { atOnce, ...terms } = termsOf(plan);
    const attributes = Object.keys(terms);
    const sets = attributes.map(attribute => `#${attribute} = :${attribute}`).join(', ');
    transaction.update(
      balanceKey(nation, open.periodStart),
      {
        expression:
          `SET #room = #room + :difference, ${sets}` + (atOnce === undefined ? ' REMOVE #atOnce' : ', #atOnce = :atOnce'),
        names: named('room', 'atOnce', ...attributes),
        values: {
          ':difference': terms.units - open.units,
          ...Object.fromEntries(Object.entries(terms).map(([attribute, value]) => [`:${attribute}`, value])),
          ...(atOnce !== undefined && { ':atOnce': atOnce }),
        },
      },
      { expression: '#planVersion = :open', values: { ':open': open.planVersion } },
    );
  }

  /** Gives a row from before queries could wait the map for them. */
  private async letWait(nation: NationSlug, periodStart: string): Promise<void> {
    const update: Expression = {
      expression: 'SET #waiting = :none',
      names: named('waiting'),
      values: { ':none': {} },
    };
    const old: Expression = { expression: 'attribute_exists(pk) AND attribute_not_exists(#waiting)' };
    await this.write(nation, periodStart, { update, condition: old });
  }

  private write(nation: NationSlug, periodStart: string, { update, condition }: BalanceWrite): Promise<WriteOutcome> {
    return this.table.update(balanceKey(nation, periodStart), update, condition);
  }

  private balanceRow(nation: NationSlug, balance: Balance): Key & Row {
    return { ...balanceKey(nation, balance.periodStart), ...balance };
  }
}

function balanceOf(row: Row | undefined): Balance | undefined {
  return row && BalanceRow.parse(row);
}

function windowOf(row: Row | undefined): RateWindow {
  return row ? RateRow.parse(row) : { version: 0, calls: {} };
}
