import 'reflect-metadata';
import { anAgentTable, closeTables, storesOver } from '../../test/agent-table';
import { describeAgentStore } from '../../test/describe-agent-store';
import { describeWaitingQueries } from '../../test/describe-waiting-queries';

afterAll(closeTables);

// A table for each test: outbox and leases of one are not those of another.
describeAgentStore('AgentStore in DynamoDB', async clock => storesOver(await anAgentTable(clock), clock));
describeWaitingQueries('Waiting queries in DynamoDB', async clock => storesOver(await anAgentTable(clock), clock));
