import { ManualClock } from '@nat/service-kit';
import { anAgentTable, closeTables } from '../../test/agent-table';
import { describeNationSettingsStore } from '../../test/describe-nation-settings-store';
import { DynamoNationSettingsStore } from './dynamo-nation-settings.store';

const shared = anAgentTable(new ManualClock());
afterAll(closeTables);

describeNationSettingsStore('NationSettingsStore in DynamoDB', async () => new DynamoNationSettingsStore((await shared).table));
