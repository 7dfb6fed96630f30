import { WriteTransaction } from '@nat/dynamo';
import { describeAuditStore } from '../../test/describe-audit-store';
import { aTable } from '../../test/local-table';
import { addAudit } from './audit-rows';
import { DynamoAuditStore } from './dynamo-audit.store';

const { table, create, close } = aTable();
beforeAll(create, 60_000);
afterAll(close);

describeAuditStore('DynamoDB', () => ({
  store: new DynamoAuditStore(table),
  async add(nationSlug, entry) {
    const transaction = new WriteTransaction(table);
    addAudit(transaction, nationSlug, entry);
    expect(await transaction.commit()).toEqual({ committed: true });
  },
}));
