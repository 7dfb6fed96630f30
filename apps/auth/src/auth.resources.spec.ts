import 'reflect-metadata';
import { allEvents } from '@nat/contracts';
import { subscriptionsOf, unsentIndex } from '@nat/event-bus';
import { unchainedIndex } from './audit/audit-rows';
import { AuthConsumer } from './auth.consumer';
import { resources } from './auth.resources';

it('is deployed with rules for exactly what it reacts to', () => {
  expect(subscriptionsOf(AuthConsumer)).toEqual(resources.subscriptions.toSorted());
});

it('has the indexes that its outbox and its audit log read', () => {
  expect(resources.table.indexes).toEqual(expect.arrayContaining([unsentIndex, unchainedIndex]));
});

it('publishes every event whose author it is, and no other', () => {
  const own = allEvents.filter(({ producer }) => producer === resources.service).map(({ type }) => type);
  expect(resources.publishes.toSorted()).toEqual(own.toSorted());
});
