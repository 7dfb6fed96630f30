import { NationSlug } from '@nat/contracts';
import { randomBytes } from 'node:crypto';
import type { BillingStore, SubscriptionChange } from '../src/billing.store';
import { Catalogs } from '../src/catalog/catalog';
import { natCatalog } from '../src/catalog/nat.catalog';
import type { LedgerLine } from '../src/ledger/ledger';
import { type Operation, operationId } from '../src/subscriptions/operation';
import { projectSubscription, subscriptionUpdated } from '../src/subscriptions/subscription';

/** A store under test and what its outbox holds of a nation, as event ids. */
export interface StoreUnderTest {
  store: BillingStore;
  outboxIds: (nation: NationSlug) => Promise<string[]>;
}

const at = '2026-11-20T10:00:00.000Z';
const catalogs = new Catalogs([natCatalog], ['nat']);
const facts = {
  id: 'sub_1',
  itemId: 'si_1',
  status: 'active',
  quantity: 1,
  periodStart: Date.parse(at),
  periodEnd: Date.parse(at) + 1,
};

/** Names that no earlier run used: integration specs may share an endpoint that outlives them. */
export function newNation(): NationSlug {
  return NationSlug.parse(`n${randomBytes(8).toString('hex')}`);
}

function change(
  nation: NationSlug,
  from: SubscriptionChange['from'],
  plan: string,
  more: Partial<SubscriptionChange> = {},
): SubscriptionChange {
  const subscription = projectSubscription({ ...facts, lookupKey: `nat:${plan}:1:base:month` }, catalogs);
  const updated = subscriptionUpdated(nation, subscription, from.version + 1, catalogs, { time: at, correlationId: 'cor_1' });
  return { from, subscription, at, updated, ...more };
}

function operation(nation: NationSlug, more: Partial<Operation> = {}): Operation {
  const id = operationId('subscription', nation, 0);
  return {
    id,
    kind: 'subscription.create',
    params: { plan: 'nat' },
    attempt: 1,
    firstAttemptAt: 0,
    suspect: false,
    state: 'started',
    ...more,
  };
}

function line(usageId: string, more: Partial<LedgerLine> = {}): LedgerLine {
  return { usageId, meter: 'queries', periodId: at, quantity: '1', occurredAt: at, catalogVersion: 'nat@1', ...more };
}

/** What every form of {@link BillingStore} promises. */
export function describeBillingStore(name: string, make: () => Promise<StoreUnderTest>): void {
  describe(`billing store ${name}`, () => {
    let store: BillingStore;
    let outboxIds: StoreUnderTest['outboxIds'];
    let nation: NationSlug;
    beforeAll(async () => ({ store, outboxIds } = await make()));
    beforeEach(() => (nation = newNation()));

    it('keeps the first customer of a nation, with the map back, and ends its operation', async () => {
      const begun = await store.beginOperation(operation(nation, { kind: 'customer.create' }));
      const [first, second] = [`cus_${nation}_1`, `cus_${nation}_2`];
      await store.keepCustomer(nation, first, begun);
      await store.keepCustomer(nation, second, begun);
      expect(await store.claim(nation)).toEqual({ customerId: first });
      expect([await store.nationOfCustomer(first), await store.nationOfCustomer(second)]).toEqual([nation, undefined]);
      expect(await store.operation(begun.id)).toMatchObject({ state: 'done' });
    });

    it('notes a proven claim once, and never goes back to an older generation', async () => {
      const connection = (generation: number) => ({ connectionId: 'con_1', generation, connectedAt: at });
      await store.noteConnection(nation, connection(2), 'event_2');
      await store.noteConnection(nation, connection(1), 'event_1');
      await store.noteConnection(nation, connection(3), 'event_2');
      expect(await store.claim(nation)).toEqual({ connection: connection(2) });
      await store.keepCustomer(nation, `cus_${nation}`, operation(nation));
      await store.noteConnection(nation, connection(3), 'event_3');
      expect(await store.claim(nation)).toEqual({ customerId: `cus_${nation}`, connection: connection(3) });
    });

    it('changes a subscription only from the version that was seen, and publishes each version once', async () => {
      const begun = await store.beginOperation(operation(nation));
      expect(await store.account(nation)).toEqual({ version: 0 });
      const starts = await Promise.all(
        ['nat', 'nat_pro', 'nat'].map(plan =>
          store.keepSubscription(nation, change(nation, { version: 0 }, plan, { operation: begun })),
        ),
      );
      expect(starts.toSorted()).toEqual(['kept', 'moved', 'moved']);
      const started = await store.account(nation);
      expect(started.version).toBe(1);
      expect(await store.operation(begun.id)).toMatchObject({ state: 'done' });
      expect(await store.keepSubscription(nation, change(nation, started, 'nat_pro'))).toBe('kept');
      expect(await store.keepSubscription(nation, change(nation, started, 'nat'))).toBe('moved');
      expect(await store.account(nation)).toMatchObject({ version: 2, subscription: { plan: 'nat_pro' } });
      expect((await outboxIds(nation)).toSorted()).toEqual([`${nation}.subscription.1`, `${nation}.subscription.2`]);
    });

    it('notes one operation of a revision, and a new attempt only after the one before has failed', async () => {
      const first = operation(nation, { params: { plan: 'nat' } });
      const second = operation(nation, { params: { plan: 'nat_pro' } });
      expect(await store.beginOperation(first)).toEqual(first);
      expect(await store.beginOperation(second)).toEqual(first);
      const failed: Operation = { ...first, state: 'failed' };
      expect(await store.replaceOperation(first, failed)).toEqual(failed);
      expect(await store.beginOperation(second)).toEqual({ ...second, attempt: 2 });
    });

    it('replaces an operation only as it was seen', async () => {
      const first = await store.beginOperation(operation(nation));
      const next: Operation = { ...first, attempt: 2, firstAttemptAt: 5 };
      const outcomes = await Promise.all([
        store.replaceOperation(first, next),
        store.replaceOperation(first, { ...next, firstAttemptAt: 6 }),
      ]);
      expect(outcomes[0]).toEqual(outcomes[1]);
      expect(await store.operation(first.id)).toEqual(outcomes[0]);
    });

    it('records usage once, whichever event brings it, and adds it up by period', async () => {
      const results = await Promise.all(Array.from({ length: 5 }, () => store.recordUsage(nation, [line('a')], 'event_a')));
      expect(results.filter(result => result === 'recorded')).toHaveLength(1);
      expect(await store.recordUsage(nation, [line('a')], 'another event')).toBe('duplicate');
      await store.recordUsage(nation, [line('b', { quantity: '0' })], 'event_b');
      await store.recordUsage(nation, [line('c', { quantity: '0.5' }), line('c', { meter: 'tokens', quantity: '7' })], 'event_c');
      await store.recordUsage(nation, [line('d', { periodId: '2026-12-20T10:00:00.000Z' })], 'event_d');
      expect(await store.usageOf(nation, 'queries', at)).toEqual({ quantity: '1.5', lines: 3 });
      expect(await store.usageOf(nation, 'tokens', at)).toEqual({ quantity: '7', lines: 1 });
      expect(await store.usageOf(newNation(), 'queries', at)).toEqual({ quantity: '0', lines: 0 });
    });

    it('does not take another quantity for a usage that is in the ledger', async () => {
      await store.recordUsage(nation, [line('a')], 'event_a');
      await expect(store.recordUsage(nation, [line('a', { quantity: '2' })], 'event_b')).rejects.toThrow('another quantity');
      expect(await store.usageOf(nation, 'queries', at)).toEqual({ quantity: '1', lines: 1 });
    });
  });
}
