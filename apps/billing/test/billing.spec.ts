import 'reflect-metadata';
import { PlansAnswer, SubscriptionAnswer } from '@nat/contracts';
import { path, useBilling } from './billing-bench';

const billing = useBilling();
const { start, change, read, atStripe, published } = billing;

describe('plans', () => {
  it('are listed to anybody', async () => {
    const { plans } = PlansAnswer.parse((await billing.app.call('GET', '/internal/plans')).body);
    expect(plans.map(({ plan, price }) => [plan, price])).toEqual([
      ['nat', { amountMinor: 2900, currency: 'USD' }],
      ['nat_pro', { amountMinor: 7900, currency: 'USD' }],
    ]);
  });

  it('of the sandbox are on sale beside the double', async () => {
    const { body } = await billing.app.call('GET', '/internal/plans?catalog=sandbox');
    expect(PlansAnswer.parse(body).plans.map(({ plan }) => plan)).toEqual(['sandbox_small', 'sandbox_load', 'sandbox_burst']);
    expect((await billing.app.call('GET', '/internal/plans?catalog=gold')).status).toBe(404);
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
    expect(billing.app.store.changes.filter(each => each.nation === billing.nation)).toMatchObject([
      { version: 1 },
      { version: 2, actor: billing.admin.userId },
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
    const answer = await billing.app.call('POST', path, { as: billing.admin, body });
    expect(answer).toMatchObject({ status: 422, body: { code: 'invalid', errors: [{ pointer }] } });
    expect(await atStripe('customers')).toEqual([]);
  });

  it.each(['GET', 'POST', 'PATCH'])('who is no admin is refused by %s', async method => {
    const body = method === 'GET' ? undefined : { plan: 'nat' };
    const answer = await billing.app.call(method, path, { as: { ...billing.admin, role: 'member' }, body });
    expect(answer).toMatchObject({ status: 403, body: { code: 'role_required' } });
  });

  it('that is another service, or none, is refused', async () => {
    expect((await billing.app.call('GET', path, { from: 'agent', as: billing.admin })).status).toBe(403);
    expect((await billing.app.call('GET', path, { from: null })).status).toBe(401);
  });
});
