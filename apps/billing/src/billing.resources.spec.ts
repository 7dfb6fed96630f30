import 'reflect-metadata';
import { subscriptionsOf } from '@nat/event-bus';
import { BillingConsumer } from './billing.consumer';
import { resources } from './billing.resources';

it('is deployed with rules for exactly what it reacts to', () => {
  expect(subscriptionsOf(BillingConsumer)).toEqual(resources.subscriptions.toSorted());
});
