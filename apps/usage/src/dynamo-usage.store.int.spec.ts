import { describeUsageStore } from '../test/describe-usage-store';
import { usageTable } from '../test/usage-table';

describeUsageStore('DynamoDB', usageTable);
