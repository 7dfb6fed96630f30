import type { NationSlug } from '@nat/contracts';
import { type Expression, type Key, type Row, type Table, WriteTransaction } from '@nat/dynamo';
import { type DynamoOutbox, inboxPut } from '@nat/event-bus';
import { type Period, periodId } from './limits/billing-period';
import type { NationPlan } from './limits/nation-plan';
import { holdOf } from './reservations/admission';
import { type Balance, type Hold, openingBalance, termsOf } from './reservations/balance';
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

const iso = (milliseconds: number) => new Date(milliseconds).toISOString();

/** Names (`#room`) of attributes, so that none is ever a reserved word. */
const named = (...attributes: string[]) => Object.fromEntries(attributes.map(attribute => [`#${attribute}`, attribute]));

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
    const outcome = await this.table.update(
      balanceKey(nation, periodStart),
      {
        expression:
          'SET #room = #room - :one, #held = #held + :one, #inflight.#query = :hold, ' +
          '#sweepShard = :shard, #sweepAt = if_not_exists(#sweepAt, :lapses)',
        names: { ...named('room', 'held', 'inflight', 'sweepShard', 'sweepAt'), '#query': queryId },
        values: { ':one': 1, ':hold': hold, ':shard': sweepShard(nation), ':lapses': iso(hold.lease) },
      },
      {
        // The same words as `decide`: usable, in the plan, a slot free, room left, and not held yet.
        expression:
          '#usableUntil > :now AND #limit.#kind <> :disabled AND ' +
          '(attribute_not_exists(#atOnce) OR size(#inflight) < #atOnce) AND (#capped = :false OR #room >= :one) AND ' +
          'attribute_not_exists(#inflight.#query) AND attribute_not_exists(#finishing.#query)',
        names: named('usableUntil', 'limit', 'kind', 'atOnce', 'capped', 'finishing'),
        values: { ':now': hold.admittedAt, ':disabled': 'disabled', ':false': false },
      },
    );
    if (outcome.written) return { held: true, balance: BalanceRow.parse(outcome.row) };
    return { held: false, balance: balanceOf(outcome.old) };
  }

  async renew(
    nation: NationSlug,
    periodStart: string,
    queryId: string,
    { state, lease }: { state: 'held' | 'finishing'; lease: number },
  ): Promise<Balance | undefined> {
    const names = { ...named('inflight'), '#query': queryId };
    const renewal: Expression =
      state === 'held'
        ? {
            expression: 'SET #inflight.#query.#lease = :lease',
            names: { ...names, ...named('lease') },
            values: { ':lease': lease },
          }
        : {
            expression: 'SET #finishing.#query = #inflight.#query REMOVE #inflight.#query',
            names: { ...names, ...named('finishing') },
          };
    const running: Expression = { expression: 'attribute_exists(#inflight.#query)', names };
    const outcome = await this.table.update(balanceKey(nation, periodStart), renewal, running);
    if (outcome.written) return BalanceRow.parse(outcome.row);
    const balance = balanceOf(outcome.old);
    return balance && holdOf(balance, queryId) ? balance : undefined;
  }

  async release(nation: NationSlug, periodStart: string, queryId: string, lease?: number): Promise<boolean> {
    const condition: Expression =
      lease === undefined
        ? { expression: 'attribute_exists(#inflight.#query)' }
        : { expression: '#inflight.#query.#lease = :lease', names: named('lease'), values: { ':lease': lease } };
    const update: Expression = {
      expression: 'SET #held = #held - :one, #room = #room + :one REMOVE #inflight.#query',
      names: { ...named('held', 'room', 'inflight'), '#query': queryId },
      values: { ':one': 1 },
    };
    return (await this.table.update(balanceKey(nation, periodStart), update, condition)).written;
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
    if (hold) this.postHold(transaction, nation, entry, hold);
    else this.checkNoHold(transaction, nation, entry);
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
    // Only ever too early, never too late: a hold made meanwhile lapses later than those that were seen.
    if (at !== undefined) {
      const later: Expression = { expression: 'SET #sweepAt = :at', names: named('sweepAt'), values: { ':at': iso(at) } };
      await this.table.update(key, later, { expression: 'attribute_exists(#sweepShard)', names: named('sweepShard') });
      return;
    }
    const never: Expression = { expression: 'REMOVE #sweepShard, #sweepAt', names: named('sweepShard', 'sweepAt') };
    await this.table.update(key, never, {
      expression: 'size(#inflight) = :none',
      names: named('inflight'),
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

  private postHold(transaction: WriteTransaction, nation: NationSlug, entry: Entry, hold: 'inflight' | 'finishing'): void {
    transaction.update(
      balanceKey(nation, entry.periodStart),
      {
        expression: 'SET #held = #held - :one, #used = #used + :quantity, #room = #room + :unused REMOVE #state.#query',
        names: { ...named('held', 'used', 'room'), '#state': hold, '#query': entry.queryId },
        values: { ':one': 1, ':quantity': entry.quantity, ':unused': 1 - entry.quantity },
      },
      { expression: 'attribute_exists(#state.#query)' },
    );
  }

  /** Holds as well when the period was never opened. */
  private checkNoHold(transaction: WriteTransaction, nation: NationSlug, entry: Entry): void {
    transaction.check(balanceKey(nation, entry.periodStart), {
      expression: 'attribute_not_exists(#inflight.#query) AND attribute_not_exists(#finishing.#query)',
      names: { ...named('inflight', 'finishing'), '#query': entry.queryId },
    });
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
