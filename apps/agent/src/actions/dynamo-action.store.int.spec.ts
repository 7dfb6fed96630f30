import 'reflect-metadata';
import { anAgentTable, closeTables, storesOver } from '../../test/agent-table';
import { describeActionStore } from '../../test/describe-action-store';

afterAll(closeTables);

// A table for each test: outbox and leases of one are not those of another.
describeActionStore('ActionStore in DynamoDB', async clock => storesOver(await anAgentTable(clock), clock));
