import 'reflect-metadata';
import { eventOf, LedgerAnswer, NationConnected, UsageRecorded } from '@nat/contracts';
import { useBilling } from './billing-bench';

const billing = useBilling();
const { atStripe } = billing;

const facts = (id: string) => ({ id, nationSlug: billing.nation, time: new Date().toISOString(), correlationId: 'cor_test' });

describe('events', () => {
  it('UsageRecorded becomes a line of the ledger, once, however often it comes', async () => {
    const recorded = (usageId: string, quantity: string) => {
      const data = { ...UsageRecorded.example, usageId, meters: [{ meter: 'queries', quantity }] };
      return eventOf(UsageRecorded, { ...facts(`${usageId}.usage`), data });
    };
    const events = [recorded('a', '1'), recorded('b', '0'), recorded('c', '1')];
    await Promise.all([...events, ...events.toReversed(), ...events].map(event => billing.app.consumer.recordUsage(event)));
    const query = new URLSearchParams({ meter: 'queries', periodId: UsageRecorded.example.periodId });
    const answer = await billing.app.call('GET', `/internal/ledger?${query.toString()}`, { as: billing.admin });
    expect(LedgerAnswer.parse(answer.body)).toEqual({
      meter: 'queries',
      periodId: query.get('periodId'),
      quantity: '2',
      lines: 3,
    });
    await expect(billing.app.consumer.recordUsage(recorded('a', '5'))).rejects.toThrow('another quantity');
  });

  it('NationConnected makes the customer once, and the claim is known', async () => {
    const connected = (generation: number) =>
      eventOf(NationConnected, { ...facts(`con_1.${generation}`), data: { ...NationConnected.example, generation } });
    await Promise.all(
      [connected(1), connected(1), connected(2), connected(1)].map(event => billing.app.consumer.nationConnected(event)),
    );
    const [customer, ...others] = await atStripe('customers');
    expect(others).toEqual([]);
    expect(await billing.app.store.claim(billing.nation)).toMatchObject({
      customerId: customer!.id,
      connection: { generation: 2 },
    });
    expect(await billing.app.store.nationOfCustomer(String(customer!.id))).toBe(billing.nation);
  });

  it('NationConnected of one person is not the nation’s claim', async () => {
    const data = { ...NationConnected.example, connectionKind: 'personal' as const };
    await billing.app.consumer.nationConnected(eventOf(NationConnected, { ...facts('con_2.1'), data }));
    expect(await billing.app.store.claim(billing.nation)).toEqual({});
  });
});
