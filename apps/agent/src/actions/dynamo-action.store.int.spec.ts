import 'reflect-metadata';
import { anAgentTable, closeTables, storesOver } from '../../test/agent-table';
import type { MakeStores } from '../../test/action-scene';
import { describeActionLeases } from '../../test/describe-action-leases';
import { describeActionStore } from '../../test/describe-action-store';
import { describeUndos } from '../../test/describe-undos';

afterAll(closeTables);

// A table for each test: outbox and leases of one are not those of another.
const make: MakeStores = async clock => storesOver(await anAgentTable(clock), clock);
describeActionStore('ActionStore in DynamoDB', make);
describeActionLeases('ActionStore in DynamoDB: leases', make);
describeUndos('ActionStore in DynamoDB: undos', make);
