import 'reflect-metadata';
import { subscriptionsOf } from '@nat/event-bus';
import { UsageConsumer } from './usage.consumer';
import { resources } from './usage.resources';

it('is deployed with rules for exactly what it reacts to', () => {
  expect(subscriptionsOf(UsageConsumer)).toEqual(resources.subscriptions.toSorted());
});
