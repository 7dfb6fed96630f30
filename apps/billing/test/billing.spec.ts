import 'reflect-metadata';
import {
  eventOf,
  LedgerAnswer,
  NationConnected,
  type NationSlug,
  PlansAnswer,
  SubscriptionAnswer,
  SubscriptionUpdated,
  UsageRecorded,
} from '@nat/contracts';
import { AppError, type ServiceIdentity } from '@nat/service-kit';
import { Operations } from '../src/subscriptions/operations';
import { newNation } from './describe-billing-store';
import { type BillingUnderTest, startBilling } from './start-billing';

let app: BillingUnderTest;
let nation: NationSlug;
let admin: ServiceIdentity;

beforeAll(async () => (app = await startBilling()));
afterAll(() => app.service.close());
afterEach(() => jest.restoreAllMocks());
beforeEach(() => {
  nation = newNation();
  admin = {
    userId: 'usr_0123456789abcdefghjkmnpqrs',
    sessionId: 'ses_0123456789abcdefghjkmnpqrs',
    nationSlug: nation,
    role: 'admin',
  };
});

const path = '/internal/subscription';
const start = (plan: string) => app.call('POST', path, { as: admin, body: { plan } });
const change = (plan: string) => app.call('PATCH', path, { as: admin, body: { plan } });
const read = () => app.call('GET', path, { as: admin });

/** What the double has of the nation, asked as the vendor is asked. */
async function atStripe(what: 'customers' | 'subscriptions'): Promise<Record<string, unknown>[]> {
  const url = `${process.env.STRIPE_DOUBLE_URL}/v1/${what}?limit=100`;
  const answer = await fetch(url, { headers: { authorization: 'Bearer sk_test_double' } });
  const { data } = (await answer.json()) as { data: { metadata: Record<string, string> }[] };
  return data.filter(({ metadata }) => metadata.nation === nation);
}

async function fault(method: string, resource: string, kind: string, times = 1): Promise<void> {
  const body = JSON.stringify({ method, path: `/v1/${resource}`, kind, times });
  await fetch(`${process.env.STRIPE_DOUBLE_URL}/_sandbox/faults`, { method: 'POST', body });
}

async function published(): Promise<SubscriptionUpdated['data'][]> {
  await new Promise(resolve => setImmediate(resolve));
  const events = app.bus.of<SubscriptionUpdated>(SubscriptionUpdated.type).filter(event => event.nationslug === nation);
  return events.map(({ data }) => data).toSorted((a, b) => a.version - b.version);
}

const facts = (id: string) => ({ id, nationSlug: nation, time: new Date().toISOString(), correlationId: 'cor_test' });

describe('plans', () => {
  it('are listed to anybody', async () => {
    const { plans } = PlansAnswer.parse((await app.call('GET', '/internal/plans')).body);
    expect(plans.map(({ plan, price }) => [plan, price])).toEqual([
      ['nat', { amountMinor: 2900, currency: 'USD' }],
      ['nat_pro', { amountMinor: 7900, currency: 'USD' }],
    ]);
  });

  it('of the sandbox are on sale beside the double', async () => {
    const { body } = await app.call('GET', '/internal/plans?catalog=sandbox');
    expect(PlansAnswer.parse(body).plans.map(({ plan }) => plan)).toEqual(['sandbox_small', 'sandbox_load', 'sandbox_burst']);
    expect((await app.call('GET', '/internal/plans?catalog=gold')).status).toBe(404);
  });
});

describe('a subscription', () => {
  it('is started at Stripe, kept, and published with all it allows', async () => {
    const answer = await start('nat');
    expect(answer.status).toBe(201);
    const { id, periodStart, periodEnd, ...rest } = SubscriptionAnswer.parse(answer.body);
    expect(rest).toEqual({ plan: 'nat', planVersion: 1, status: 'active', cadence: 'month', seats: 1 });
    const days = (Date.parse(periodEnd) - Date.parse(periodStart)) / 86_400_000;
    expect([28, 29, 30, 31]).toContain(days);
    expect((await read()).body).toEqual(answer.body);
    expect((await atStripe('subscriptions')).map(each => each.id)).toEqual([id]);
    expect(await published()).toEqual([
      expect.objectContaining({
        subscriptionId: id,
        version: 1,
        upgradeTo: ['nat_pro'],
        usableUntil: new Date(Date.parse(periodEnd) + 72 * 3_600_000).toISOString(),
        entitlements: expect.arrayContaining([
          { feature: 'queries', type: 'metered', meter: 'queries', limit: { kind: 'finite', amount: '500', mode: 'block' } },
        ]),
      }),
    ]);
  });

  it('changes its plan at once and keeps its period', async () => {
    const before = (await start('sandbox_small')).body;
    const after = await change('nat_pro');
    expect(after).toMatchObject({ status: 200, body: { id: before.id, plan: 'nat_pro', periodStart: before.periodStart } });
    const events = await published();
    expect(events.map(({ plan, version }) => [plan, version])).toEqual([
      ['sandbox_small', 1],
      ['nat_pro', 2],
    ]);
    expect(app.store.changes.filter(each => each.nation === nation)).toMatchObject([
      { version: 1 },
      { version: 2, actor: admin.userId },
    ]);
  });

  it('changed to its own plan is only looked at, and published when Stripe says something new', async () => {
    const { id } = (await start('nat')).body;
    await change('nat');
    await change('nat');
    expect(await published()).toHaveLength(1);
    const headers = { authorization: 'Bearer sk_test_double', 'content-type': 'application/x-www-form-urlencoded' };
    const url = `${process.env.STRIPE_DOUBLE_URL}/v1/subscriptions/${String(id)}`;
    await fetch(url, { method: 'POST', headers, body: 'cancel_at_period_end=true' });
    expect((await change('nat')).status).toBe(200);
    const [, second] = await published();
    expect(second).toMatchObject({ version: 2, usableUntil: second!.periodEnd });
  });

  it('that was canceled at Stripe is known as ended, and makes room for another', async () => {
    const { id } = (await start('nat')).body;
    const url = `${process.env.STRIPE_DOUBLE_URL}/v1/subscriptions/${String(id)}`;
    await fetch(url, { method: 'DELETE', headers: { authorization: 'Bearer sk_test_double' } });
    expect(await change('nat_pro')).toMatchObject({ status: 409, body: { code: 'subscription_ended' } });
    expect((await read()).body).toMatchObject({ status: 'canceled' });
    const again = await start('nat_pro');
    expect(again).toMatchObject({ status: 201, body: { plan: 'nat_pro', status: 'active' } });
    expect(again.body.id).not.toBe(id);
    expect((await published()).map(({ status, version }) => [status, version])).toEqual([
      ['active', 1],
      ['canceled', 2],
      ['active', 3],
    ]);
  });

  it('is one, however many ask at once', async () => {
    const answers = await Promise.all(['nat', 'nat_pro', 'nat', 'sandbox_small', 'nat'].map(start));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    const refused = answers.filter(({ status }) => status !== 201);
    const { id } = (await read()).body;
    for (const { body } of refused) expect(body).toMatchObject({ code: 'subscription_exists', existing: id });
    expect([await atStripe('subscriptions'), await atStripe('customers'), await published()].map(list => list.length)).toEqual([
      1, 1, 1,
    ]);
  });

  it('ends with one of the plans when several changes meet, as Stripe has it', async () => {
    await start('nat');
    const answers = await Promise.all(['nat_pro', 'sandbox_small', 'sandbox_load', 'nat_pro'].map(change));
    expect(answers.map(({ status }) => status).filter(status => status !== 200 && status !== 503)).toEqual([]);
    const { plan } = (await read()).body;
    await change(String(plan));
    expect((await published()).at(-1)?.plan).toBe(plan);
    expect((await published()).map(({ version }) => version)).toEqual((await published()).map((_, index) => index + 1));
  });

  it('that another change overtook between Stripe and its reading back is changed again, and no card is blamed', async () => {
    await start('nat');
    const operations = app.service.app.get(Operations);
    const run = operations.run.bind(operations);
    jest.spyOn(operations, 'run').mockImplementationOnce(async (operation, doing) => {
      const done = await run(operation, doing);
      expect(await change('sandbox_load')).toMatchObject({ status: 200, body: { plan: 'sandbox_load' } });
      return done;
    });
    expect(await change('nat_pro')).toMatchObject({ status: 200, body: { plan: 'nat_pro' } });
    expect((await published()).map(({ plan }) => plan)).toEqual(['nat', 'nat_pro', 'sandbox_load', 'nat_pro']);
  });

  it('is not refused because a change that somebody else had begun is', async () => {
    await start('nat');
    jest.spyOn(app.store, 'beginOperation').mockImplementationOnce(async operation => {
      const others = { ...operation, params: { ...operation.params, lookupKey: 'nat.refused' } };
      return app.store.beginOperation(others);
    });
    const operations = app.service.app.get(Operations);
    const refused = new AppError('payment_method_required', 'The payment did not go through.');
    jest.spyOn(operations, 'run').mockImplementationOnce(async operation => {
      await operations.fail(operation);
      throw refused;
    });
    expect(await change('nat_pro')).toMatchObject({ status: 200, body: { plan: 'nat_pro' } });
  });
});

describe('when Stripe fails', () => {
  it.each([
    ['before the change', 'error_before'],
    ['after the change', 'error_after'],
    ['by cutting the line after the change', 'drop_after'],
    ['by asking to slow down', 'rate_limited'],
  ])('%s, a subscription is started all the same, and once', async (_name, kind) => {
    await fault('POST', 'subscriptions', kind);
    expect((await start('nat')).status).toBe(201);
    expect([await atStripe('subscriptions'), await atStripe('customers')].map(list => list.length)).toEqual([1, 1]);
  });

  it('after a customer was made, that customer is found and used', async () => {
    await fault('POST', 'customers', 'error_after');
    expect((await start('nat')).status).toBe(201);
    expect(await atStripe('customers')).toHaveLength(1);
  });

  it('after a plan was changed, the change is found and kept', async () => {
    await start('nat');
    await fault('POST', 'subscriptions/', 'error_after');
    expect(await change('nat_pro')).toMatchObject({ status: 200, body: { plan: 'nat_pro' } });
    expect((await published()).map(({ plan }) => plan)).toEqual(['nat', 'nat_pro']);
  });

  it('for longer, says so, and the next request goes on where the first one stopped', async () => {
    await fault('POST', 'subscriptions', 'rate_limited', 3);
    expect(await start('nat')).toMatchObject({ status: 503, body: { code: 'dependency_unavailable', retryAfter: 5 } });
    expect(await start('nat_pro')).toMatchObject({ status: 409, body: { code: 'subscription_exists' } });
    expect((await read()).body).toMatchObject({ plan: 'nat' });
    expect(await atStripe('subscriptions')).toHaveLength(1);
  });
});

describe('when billing dies between Stripe and its own table', () => {
  it('finishes what was begun, under its key, before anything else', async () => {
    jest.spyOn(app.store, 'keepSubscription').mockRejectedValueOnce(new Error('the process was killed'));
    expect((await start('nat')).status).toBe(500);
    expect((await read()).status).toBe(404);
    expect(await change('nat_pro')).toMatchObject({ status: 200, body: { plan: 'nat_pro' } });
    expect(await atStripe('subscriptions')).toHaveLength(1);
    expect((await published()).map(({ plan }) => plan)).toEqual(['nat', 'nat_pro']);
  });

  it('finds by itself what it made when the key is too old to be trusted', async () => {
    jest.spyOn(app.store, 'keepSubscription').mockRejectedValueOnce(new Error('the process was killed'));
    await start('nat');
    app.clock.setForward(25 * 3_600_000);
    expect((await start('nat')).body).toMatchObject({ code: 'subscription_exists' });
    expect(await atStripe('subscriptions')).toHaveLength(1);
  });
});

describe('a caller', () => {
  it('without a subscription finds none, and can change none', async () => {
    expect(await read()).toMatchObject({ status: 404, body: { code: 'not_found' } });
    expect(await change('nat')).toMatchObject({ status: 404, body: { code: 'not_found' } });
  });

  it.each([
    ['a plan that does not exist', { plan: 'gold' }, '/plan'],
    ['a price of its own', { plan: 'nat', amountMinor: 1 }, '/amountMinor'],
    ['no plan', {}, '/plan'],
  ])('that sends %s is told where', async (_name, body, pointer) => {
    const answer = await app.call('POST', path, { as: admin, body });
    expect(answer).toMatchObject({ status: 422, body: { code: 'invalid', errors: [{ pointer }] } });
    expect(await atStripe('customers')).toEqual([]);
  });

  it.each(['GET', 'POST', 'PATCH'])('who is no admin is refused by %s', async method => {
    const body = method === 'GET' ? undefined : { plan: 'nat' };
    const answer = await app.call(method, path, { as: { ...admin, role: 'member' }, body });
    expect(answer).toMatchObject({ status: 403, body: { code: 'role_required' } });
  });

  it('that is another service, or none, is refused', async () => {
    expect((await app.call('GET', path, { from: 'agent', as: admin })).status).toBe(403);
    expect((await app.call('GET', path, { from: null })).status).toBe(401);
  });
});

describe('events', () => {
  it('UsageRecorded becomes a line of the ledger, once, however often it comes', async () => {
    const recorded = (usageId: string, quantity: string) => {
      const data = { ...UsageRecorded.example, usageId, meters: [{ meter: 'queries', quantity }] };
      return eventOf(UsageRecorded, { ...facts(`${usageId}.usage`), data });
    };
    const events = [recorded('a', '1'), recorded('b', '0'), recorded('c', '1')];
    await Promise.all([...events, ...events.toReversed(), ...events].map(event => app.consumer.recordUsage(event)));
    const query = new URLSearchParams({ meter: 'queries', periodId: UsageRecorded.example.periodId });
    const answer = await app.call('GET', `/internal/ledger?${query.toString()}`, { as: admin });
    expect(LedgerAnswer.parse(answer.body)).toEqual({
      meter: 'queries',
      periodId: query.get('periodId'),
      quantity: '2',
      lines: 3,
    });
    await expect(app.consumer.recordUsage(recorded('a', '5'))).rejects.toThrow('another quantity');
  });

  it('NationConnected makes the customer once, and the claim is known', async () => {
    const connected = (generation: number) =>
      eventOf(NationConnected, { ...facts(`con_1.${generation}`), data: { ...NationConnected.example, generation } });
    await Promise.all([connected(1), connected(1), connected(2), connected(1)].map(event => app.consumer.nationConnected(event)));
    const [customer, ...others] = await atStripe('customers');
    expect(others).toEqual([]);
    expect(await app.store.claim(nation)).toMatchObject({ customerId: customer!.id, connection: { generation: 2 } });
    expect(await app.store.nationOfCustomer(String(customer!.id))).toBe(nation);
  });

  it('NationConnected of one person is not the nation’s claim', async () => {
    const data = { ...NationConnected.example, connectionKind: 'personal' as const };
    await app.consumer.nationConnected(eventOf(NationConnected, { ...facts('con_2.1'), data }));
    expect(await app.store.claim(nation)).toEqual({});
  });
});
