import { Form, type Params } from './form';
import { customerObject, priceObject, productObject, subscriptionObject } from './resources';
import { missing, StripeError, unfit } from './stripe-error';
import type { Metadata, StoredSubscription, StripeState } from './stripe-state';

export interface Call {
  state: StripeState;
  params: Params;
  /** The id in the path, where the route has one. */
  id: string;
}

type Handler = (call: Call) => unknown;

/** A payment method every test account of the vendor has; any other is unknown here. */
const testCards = ['pm_card_visa', 'pm_card_mastercard'];

/** Everything this double answers; `:id` stands for one path segment. */
export const routes: Record<string, Handler> = {
  'POST /v1/products': ({ state, params }) => {
    const form = new Form(params, ['id', 'name', 'metadata']);
    const id = form.text('id') ?? state.id('prod');
    if (state.data.products[id]) throw unfit(`Product already exists.`, 'id', 'resource_already_exists');
    const product = { id, created: state.seconds(), name: form.needed('name'), metadata: form.texts('metadata') };
    state.data.products[id] = product;
    return productObject(product);
  },
  'GET /v1/products/:id': ({ state, id }) => productObject(state.data.products[id] ?? raise(missing('product', id))),

  'POST /v1/prices': createPrice,
  'GET /v1/prices/:id': ({ state, id }) => priceObject(state.data.prices[id] ?? raise(missing('price', id))),
  'GET /v1/prices': ({ state, params }) => {
    const form = new Form(params, ['lookup_keys', 'active', ...paging]);
    const keys = Object.values(form.texts('lookup_keys'));
    const active = form.flag('active');
    const found = Object.values(state.data.prices)
      .filter(price => keys.length === 0 || keys.includes(price.lookupKey ?? ''))
      .filter(price => active === undefined || price.active === active);
    return page('/v1/prices', form, found, priceObject);
  },

  'POST /v1/customers': ({ state, params }) => {
    const form = new Form(params, ['name', 'email', 'description', 'metadata', 'payment_method', 'invoice_settings']);
    const attached = form.text('payment_method');
    if (attached && !testCards.includes(attached)) throw missing('PaymentMethod', attached, 'payment_method');
    const chosen = form.object('invoice_settings', ['default_payment_method'])?.text('default_payment_method');
    if (chosen && chosen !== attached) throw unfit('The customer does not have that payment method.', 'invoice_settings');
    const customer = {
      id: state.id('cus'),
      created: state.seconds(),
      name: form.text('name'),
      email: form.text('email'),
      description: form.text('description'),
      defaultPaymentMethod: chosen,
      metadata: form.texts('metadata'),
    };
    state.data.customers[customer.id] = customer;
    return customerObject(customer);
  },
  'GET /v1/customers/:id': ({ state, id }) => customerObject(state.data.customers[id] ?? raise(missing('customer', id))),
  'GET /v1/customers': ({ state, params }) => {
    const form = new Form(params, ['created', 'email', ...paging]);
    const since = form.object('created', ['gte'])?.integer('gte') ?? 0;
    const email = form.text('email');
    const found = Object.values(state.data.customers).filter(
      customer => customer.created >= since && (email === undefined || customer.email === email),
    );
    return page('/v1/customers', form, found, customerObject);
  },

  'POST /v1/subscriptions': createSubscription,
  'GET /v1/subscriptions/:id': ({ state, id }) => shown(state, subscription(state, id)),
  'POST /v1/subscriptions/:id': updateSubscription,
  'DELETE /v1/subscriptions/:id': ({ state, params, id }) => {
    void new Form(params, ['invoice_now', 'prorate']);
    const found = live(subscription(state, id));
    found.canceledAt = found.endedAt = state.seconds();
    return shown(state, found);
  },
  'GET /v1/subscriptions': ({ state, params }) => {
    const form = new Form(params, ['customer', 'status', ...paging]);
    const status = form.oneOf('status', ['all', 'active', 'canceled', 'ended']);
    const customer = form.text('customer');
    const found = Object.values(state.data.subscriptions)
      .filter(each => customer === undefined || each.customer === customer)
      .filter(each => status === 'all' || (each.endedAt === undefined) === (status === undefined || status === 'active'));
    return page('/v1/subscriptions', form, found, each => shown(state, each));
  },
};

const paging = ['limit', 'starting_after'];

/** Newest first, as the vendor lists. */
function page<Stored extends { id: string }>(url: string, form: Form, found: Stored[], show: (stored: Stored) => unknown) {
  const limit = form.integer('limit') ?? 10;
  if (limit < 1 || limit > 100) throw unfit('Invalid limit: must be between 1 and 100', 'limit');
  const newestFirst = found.toSorted((a, b) => (a.id < b.id ? 1 : -1));
  const after = form.text('starting_after');
  const start = after === undefined ? 0 : newestFirst.findIndex(({ id }) => id === after) + 1;
  const data = newestFirst.slice(start, start + limit);
  return { object: 'list', url, has_more: start + limit < newestFirst.length, data: data.map(show) };
}

function createPrice({ state, params }: Call) {
  const form = new Form(params, ['currency', 'unit_amount', 'product', 'lookup_key', 'recurring', 'metadata']);
  const product = form.needed('product');
  if (!state.data.products[product]) throw missing('product', product, 'product');
  const lookupKey = form.text('lookup_key');
  if (lookupKey && Object.values(state.data.prices).some(price => price.lookupKey === lookupKey)) {
    throw unfit(`A price already uses that lookup key: ${lookupKey}`, 'lookup_key', 'resource_already_exists');
  }
  const recurring = form.object('recurring', ['interval']) ?? raise(unfit('This double has recurring prices only.', 'recurring'));
  const price = {
    id: state.id('price'),
    created: state.seconds(),
    product,
    active: true,
    currency: form.needed('currency'),
    unitAmount: form.integer('unit_amount') ?? raise(unfit('Missing required param: unit_amount.', 'unit_amount')),
    interval: recurring.oneOf('interval', ['month', 'year']) ?? raise(unfit('Missing required param: interval.', 'recurring')),
    lookupKey,
    metadata: form.texts('metadata'),
  };
  state.data.prices[price.id] = price;
  return priceObject(price);
}

function createSubscription({ state, params }: Call) {
  const form = new Form(params, ['customer', 'items', 'metadata', 'payment_behavior', 'off_session']);
  const customerId = form.needed('customer');
  const customer = state.data.customers[customerId] ?? raise(missing('customer', customerId, 'customer'));
  if (!customer.defaultPaymentMethod) {
    throw unfit(
      'This customer has no attached payment source or default payment method. Please consider adding a default payment method.',
      undefined,
      'resource_missing',
    );
  }
  const [item, ...others] = form.list('items', ['price', 'quantity']);
  if (!item || others.length > 0) throw unfit('This double takes exactly one item.', 'items');
  const created = state.seconds();
  const made: StoredSubscription = {
    id: state.id('sub'),
    itemId: state.id('si'),
    created,
    customer: customerId,
    price: existingPrice(state, item.needed('price')),
    quantity: item.integer('quantity') ?? 1,
    anchor: created,
    latestInvoice: state.id('in'),
    metadata: form.texts('metadata'),
  };
  state.data.subscriptions[made.id] = made;
  return shown(state, made);
}

function updateSubscription({ state, params, id }: Call) {
  const allowed = ['items', 'metadata', 'proration_behavior', 'payment_behavior', 'cancel_at_period_end'];
  const form = new Form(params, allowed);
  const found = live(subscription(state, id));
  const items = form.list('items', ['id', 'price', 'quantity']);
  form.oneOf('proration_behavior', ['always_invoice', 'create_prorations', 'none']);
  for (const item of items) {
    // Without the item's id the vendor would add a second item beside it: the mistake this double must not forgive.
    if (item.needed('id') !== found.itemId) throw missing('subscription item', item.needed('id'), 'items');
    const price = item.text('price');
    if (price) found.price = existingPrice(state, price);
    found.quantity = item.integer('quantity') ?? found.quantity;
  }
  if (items.length > 0) found.latestInvoice = state.id('in');
  const cancels = form.flag('cancel_at_period_end');
  if (cancels !== undefined) {
    found.cancelAt = cancels ? shown(state, found).items.data[0]!.current_period_end : undefined;
    found.canceledAt = cancels ? state.seconds() : undefined;
  }
  found.metadata = merged(found.metadata, form.texts('metadata'));
  return shown(state, found);
}

function subscription(state: StripeState, id: string): StoredSubscription {
  const found = state.data.subscriptions[id] ?? raise(missing('subscription', id));
  // A cancellation at the period's end happens when somebody looks after it: nothing else moves this double's time.
  if (found.endedAt === undefined && found.cancelAt !== undefined && found.cancelAt <= state.seconds()) {
    found.endedAt = found.cancelAt;
  }
  return found;
}

function live(found: StoredSubscription): StoredSubscription {
  if (found.endedAt !== undefined) throw unfit(`No such subscription: '${found.id}' is canceled`, 'id', 'resource_missing');
  return found;
}

function shown(state: StripeState, found: StoredSubscription) {
  return subscriptionObject(found, state.data.prices[found.price]!, state.seconds());
}

function existingPrice(state: StripeState, id: string): string {
  if (!state.data.prices[id]) throw missing('price', id, 'items[0][price]');
  return id;
}

function merged(old: Metadata, changes: Metadata): Metadata {
  return Object.fromEntries(Object.entries({ ...old, ...changes }).filter(([, value]) => value !== ''));
}

function raise(error: StripeError): never {
  throw error;
}
