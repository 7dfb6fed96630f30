import 'reflect-metadata';
import { unsentIndex } from '@nat/event-bus';
import { resources } from './agent.resources';
import { leaseIndex } from './conversation/dynamo-agent.store';

it('has the indexes its store and its outbox read', () => {
  expect(resources.table.indexes).toContainEqual(unsentIndex);
  expect(resources.table.indexes).toContainEqual({ name: leaseIndex, partitionKey: 'leaseShard', sortKey: 'leaseUntil' });
});

it('hears nothing, so it has no queue', () => {
  expect(resources.subscriptions).toEqual([]);
  expect(resources).not.toHaveProperty('queue');
});
