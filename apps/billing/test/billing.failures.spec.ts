import 'reflect-metadata';
import { AppError } from '@nat/service-kit';
import { Operations } from '../src/subscriptions/operations';
import { useBilling } from './billing-bench';

const billing = useBilling();
const { start, change, read, atStripe, published } = billing;
afterEach(() => jest.restoreAllMocks());

async function fault(method: string, resource: string, kind: string, times = 1): Promise<void> {
  const body = JSON.stringify({ method, path: `/v1/${resource}`, kind, times });
  await fetch(`${process.env.STRIPE_DOUBLE_URL}/_sandbox/faults`, { method: 'POST', body });
}

describe('a change of plan', () => {
  it('that another change overtook between Stripe and its reading back is changed again, and no card is blamed', async () => {
    await start('nat');
    const operations = billing.app.service.app.get(Operations);
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
    jest.spyOn(billing.app.store, 'beginOperation').mockImplementationOnce(async operation => {
      const others = { ...operation, params: { ...operation.params, lookupKey: 'nat.refused' } };
      return billing.app.store.beginOperation(others);
    });
    const operations = billing.app.service.app.get(Operations);
    const refused = new AppError('payment_method_required', 'The payment did not go through.');
    jest.spyOn(operations, 'run').mockImplementationOnce(async operation => {
      await operations.fail(operation);
      throw refused;
    });
    expect(await change('nat_pro')).toMatchObject({ status: 200, body: { plan: 'nat_pro' } });
  });
});

describe('a start', () => {
  it('that another call brought to its end is still the one of whoever asked first', async () => {
    const operations = billing.app.service.app.get(Operations);
    const run = operations.run.bind(operations);
    jest
      .spyOn(operations, 'run')
      .mockImplementationOnce(run)
      .mockImplementationOnce(async (operation, doing) => {
        const done = await run(operation, doing);
        expect(await start('nat')).toMatchObject({ status: 409, body: { code: 'subscription_exists' } });
        return done;
      });
    expect(await start('nat')).toMatchObject({ status: 201, body: { plan: 'nat' } });
    expect([await atStripe('subscriptions'), await published()].map(list => list.length)).toEqual([1, 1]);
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
    jest.spyOn(billing.app.store, 'keepSubscription').mockRejectedValueOnce(new Error('the process was killed'));
    expect((await start('nat')).status).toBe(500);
    expect((await read()).status).toBe(404);
    expect(await change('nat_pro')).toMatchObject({ status: 200, body: { plan: 'nat_pro' } });
    expect(await atStripe('subscriptions')).toHaveLength(1);
    expect((await published()).map(({ plan }) => plan)).toEqual(['nat', 'nat_pro']);
  });

  it('finds by itself what it made when the key is too old to be trusted', async () => {
    jest.spyOn(billing.app.store, 'keepSubscription').mockRejectedValueOnce(new Error('the process was killed'));
    await start('nat');
    billing.app.clock.setForward(25 * 3_600_000);
    expect((await start('nat')).body).toMatchObject({ code: 'subscription_exists' });
    expect(await atStripe('subscriptions')).toHaveLength(1);
  });
});
