import 'reflect-metadata';
import { anAgentTable, closeTables, storesOver } from '../../test/agent-table';
import { describeConfirmationStore } from '../../test/describe-confirmation-store';

afterAll(closeTables);

// A table for each test: outbox and leases of one are not those of another.
describeConfirmationStore('ConfirmationStore in DynamoDB', async clock => storesOver(await anAgentTable(clock), clock));
