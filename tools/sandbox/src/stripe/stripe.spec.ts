import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Stripe from 'stripe';
import { type RunningStripe, startStripe, type StripeOptions } from './index';

const lookupKey = 'nat:nat:1:base:month';
let time: number;
let double: RunningStripe;
let stripe: Stripe;
let folder: string;

/** The unmodified SDK, pointed at the double as billing points it. */
function client(port: number, key = 'sk_test_double'): Stripe {
  return new Stripe(key, { host: '127.0.0.1', port, protocol: 'http', maxNetworkRetries: 0, timeout: 5_000, telemetry: false });
}

async function start(options: StripeOptions = {}): Promise<void> {
  double = await startStripe({ now: () => time, ...options });
  stripe = client(double.port);
}

async function fault(method: string, path: string, kind: string): Promise<void> {
  await fetch(`${double.url}/_sandbox/faults`, { method: 'POST', body: JSON.stringify({ method, path, kind }) });
}

async function price(amount: number, lookup_key: string) {
  const product = await stripe.products.create({ name: lookup_key });
  const recurring = { interval: 'month' as const };
  return stripe.prices.create({ product: product.id, currency: 'usd', unit_amount: amount, lookup_key, recurring });
}

const customer = () =>
  stripe.customers.create({
    name: 'acme',
    payment_method: 'pm_card_visa',
    invoice_settings: { default_payment_method: 'pm_card_visa' },
    metadata: { nation: 'acme' },
  });

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'stripe-double-'));
  time = Date.parse('2026-01-31T12:00:00.500Z');
  await start();
});
afterEach(async () => {
  await double.close();
  rmSync(folder, { recursive: true });
});

it('finds a price by its lookup key, and refuses a second price of that key', async () => {
  const made = await price(2900, lookupKey);
  const found = await stripe.prices.list({ lookup_keys: [lookupKey], active: true });
  expect(found.data).toEqual([expect.objectContaining({ id: made.id, unit_amount: 2900, lookup_key: lookupKey })]);
  expect(found.data[0]?.unit_amount_decimal?.toString()).toBe('2900');
  await expect(price(3900, lookupKey)).rejects.toMatchObject({ code: 'resource_already_exists', statusCode: 400 });
});

it('keeps the period on the item, in step with the clock and counted from the anchor', async () => {
  const { id } = await stripe.subscriptions.create({
    customer: (await customer()).id,
    items: [{ price: (await price(2900, lookupKey)).id }],
  });
  const periodNow = async () => {
    const [item] = (await stripe.subscriptions.retrieve(id)).items.data;
    return [item!.current_period_start, item!.current_period_end].map(seconds => new Date(seconds * 1000).toISOString());
  };
  expect(await periodNow()).toEqual(['2026-01-31T12:00:00.000Z', '2026-02-28T12:00:00.000Z']);
  time = Date.parse('2026-02-28T12:00:00.000Z');
  expect(await periodNow()).toEqual(['2026-02-28T12:00:00.000Z', '2026-03-31T12:00:00.000Z']);
  time = Date.parse('2027-02-28T11:59:59.999Z');
  expect(await periodNow()).toEqual(['2027-01-31T12:00:00.000Z', '2027-02-28T12:00:00.000Z']);
});

it('changes the plan of an item and keeps its period', async () => {
  const small = await price(2900, lookupKey);
  const large = await price(7900, 'nat:nat_pro:1:base:month');
  const made = await stripe.subscriptions.create({ customer: (await customer()).id, items: [{ price: small.id }] });
  time += 10 * 24 * 3_600_000;
  const changed = await stripe.subscriptions.update(made.id, {
    items: [{ id: made.items.data[0]!.id, price: large.id }],
    proration_behavior: 'always_invoice',
    metadata: { op_id: 'op_2' },
  });
  expect(changed).toMatchObject({ id: made.id, status: 'active', metadata: { op_id: 'op_2' } });
  expect(changed.items.data[0]).toMatchObject({
    price: { id: large.id },
    current_period_start: made.items.data[0]!.current_period_start,
  });
  await expect(stripe.subscriptions.update(made.id, { items: [{ price: small.id }] })).rejects.toMatchObject({ param: 'id' });
});

it('lists by customer, newest first, a page at a time, canceled ones only when asked for', async () => {
  const { id: owner } = await customer();
  const { id: other } = await customer();
  const { id } = await price(2900, lookupKey);
  for (const each of [owner, owner, owner, other]) await stripe.subscriptions.create({ customer: each, items: [{ price: id }] });
  const all: string[] = [];
  for await (const each of stripe.subscriptions.list({ customer: owner, limit: 1 })) all.push(each.id);
  expect(all).toEqual(all.toSorted().toReversed());
  expect(all).toHaveLength(3);
  await stripe.subscriptions.cancel(all[0]!);
  expect((await stripe.subscriptions.list({ customer: owner })).data).toHaveLength(2);
  expect((await stripe.subscriptions.list({ customer: owner, status: 'all' })).data).toHaveLength(3);
  expect((await stripe.subscriptions.retrieve(all[0]!)).status).toBe('canceled');
});

it('ends a subscription at the end of the period it was canceled in', async () => {
  const made = await stripe.subscriptions.create({
    customer: (await customer()).id,
    items: [{ price: (await price(1, 'a')).id }],
  });
  const asked = await stripe.subscriptions.update(made.id, { cancel_at_period_end: true });
  expect(asked).toMatchObject({ status: 'active', cancel_at: made.items.data[0]!.current_period_end });
  time = Date.parse('2026-04-01T00:00:00.000Z');
  expect(await stripe.subscriptions.retrieve(made.id)).toMatchObject({ status: 'canceled', ended_at: asked.cancel_at });
});

it('does a request once per idempotency key, and refuses the key for another request', async () => {
  const make = (name: string) => stripe.customers.create({ name }, { idempotencyKey: 'op_1' });
  const [first, again] = [await make('acme'), await make('acme')];
  expect(again.id).toBe(first.id);
  expect(again.lastResponse.headers['idempotent-replayed']).toBe('true');
  await expect(make('other')).rejects.toBeInstanceOf(Stripe.errors.StripeIdempotencyError);
  expect((await stripe.customers.list()).data).toHaveLength(1);
  time += 25 * 3_600_000;
  expect((await make('other')).id).not.toBe(first.id);
});

it('replays a failure that came after the change, so that only looking finds the object', async () => {
  await fault('POST', '/v1/customers', 'error_after');
  const make = () => stripe.customers.create({ name: 'acme', metadata: { op_id: 'op_1' } }, { idempotencyKey: 'op_1' });
  await expect(make()).rejects.toMatchObject({ statusCode: 500 });
  await expect(make()).rejects.toMatchObject({ statusCode: 500 });
  const found = await stripe.customers.list({ created: { gte: Math.floor(time / 1000) } });
  expect(found.data.map(({ metadata }) => metadata)).toEqual([{ op_id: 'op_1' }]);
});

it('drops the answer, not the change, when told to', async () => {
  await fault('POST', '/v1/customers', 'drop_after');
  // The SDK repeats a closed connection once by itself, under the same key.
  const made = await stripe.customers.create({ name: 'acme' }, { idempotencyKey: 'op_1' });
  expect((await stripe.customers.list()).data.map(({ id }) => id)).toEqual([made.id]);
});

it('keeps everything over a restart, keys included', async () => {
  await double.close();
  const stateFile = join(folder, 'state', 'stripe.json');
  await start({ stateFile });
  const first = await stripe.customers.create({ name: 'acme' }, { idempotencyKey: 'op_1' });
  await double.close();
  await start({ stateFile });
  expect(await stripe.customers.retrieve(first.id)).toMatchObject({ name: 'acme' });
  expect((await stripe.customers.create({ name: 'acme' }, { idempotencyKey: 'op_1' })).id).toBe(first.id);
  expect((await stripe.customers.create({ name: 'second' })).id).not.toBe(first.id);
});

it('answers what it does not know or does not take with an error object and a request id', async () => {
  await expect(stripe.invoices.list()).rejects.toMatchObject({ statusCode: 404, requestId: expect.stringMatching(/^req_/) });
  await expect(stripe.customers.retrieve('cus_none')).rejects.toMatchObject({ statusCode: 404, code: 'resource_missing' });
  await expect(stripe.customers.create({ phone: '1' })).rejects.toMatchObject({ code: 'parameter_unknown', param: 'phone' });
  await expect(client(double.port, 'sk_live_1').customers.list()).rejects.toBeInstanceOf(Stripe.errors.StripeAuthenticationError);
  const { id } = await stripe.customers.create({ name: 'without a card' });
  const without = stripe.subscriptions.create({ customer: id, items: [{ price: (await price(1, 'a')).id }] });
  await expect(without).rejects.toMatchObject({ code: 'resource_missing', message: expect.stringContaining('payment method') });
});
