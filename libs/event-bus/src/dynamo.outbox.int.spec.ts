import { createDocumentClient, ensureTable, Table, WriteTransaction } from '@nat/dynamo';
import { ManualClock } from '@nat/service-kit';
import { recorded } from '../test/events';
import { describeOutbox } from '../test/outbox-suite';
import { DynamoOutbox, unsentIndex } from './dynamo.outbox';

const client = createDocumentClient({ region: 'us-east-1', endpoint: process.env.AWS_ENDPOINT_URL });
const clock = new ManualClock('2026-11-20T10:00:00.000Z');
let tables = 0;

async function newTable(): Promise<Table> {
  const name = `nat-outbox-${Date.now()}-${tables++}`;
  await ensureTable(client, { name, indexes: [unsentIndex] });
  return new Table(client, name);
}

afterAll(() => client.destroy());

describeOutbox('the outbox in a table', async () => {
  const table = await newTable();
  const outbox = new DynamoOutbox(table, clock);
  return {
    outbox,
    commit: async (event, { stateRefused = false } = {}) => {
      const transaction = new WriteTransaction(table);
      const condition = { expression: stateRefused ? 'attribute_exists(pk)' : 'attribute_not_exists(pk)' };
      transaction.put({ pk: 'STATE', sk: event.id }, condition);
      outbox.add(transaction, event);
      return (await transaction.commit()).committed;
    },
  };
});

it('refuses the second transaction that tells the same fact, whenever it says it happened', async () => {
  const table = await newTable();
  const outbox = new DynamoOutbox(table, clock);
  const commit = (time: string) => {
    const transaction = new WriteTransaction(table);
    const index = outbox.add(transaction, { ...recorded(1), time });
    return transaction.commit().then(outcome => ({ index, outcome }));
  };
  expect(await commit('2026-11-20T10:00:00.000Z')).toMatchObject({ outcome: { committed: true } });
  await outbox.markSent(await outbox.unsent(1));
  const second = await commit('2026-11-20T11:00:00.000Z');
  expect(second.outcome).toMatchObject({ committed: false, failed: [{ index: second.index }] });
});

it('keeps a sent event for seven days, as the record against telling it twice', async () => {
  const table = await newTable();
  const outbox = new DynamoOutbox(table, clock);
  const transaction = new WriteTransaction(table);
  outbox.add(transaction, recorded(1));
  await transaction.commit();
  const [entry] = await outbox.unsent(1);
  await outbox.markSent([entry!]);
  const rows: Record<string, unknown>[] = [];
  for (const shard of [0, 1, 2, 3]) {
    const where = { expression: 'pk = :pk', values: { ':pk': `OUT#${shard}` } };
    for await (const row of table.query({ where })) rows.push(row);
  }
  expect(rows).toMatchObject([
    { sk: 'use_1', sentAt: '2026-11-20T10:00:00.000Z', expiresAt: Date.parse('2026-11-27T10:00:00Z') / 1000 },
  ]);
  expect(rows[0]).not.toHaveProperty('unsentShard');
});

it('refuses an event that is too large before anything is sent', async () => {
  const outbox = new DynamoOutbox(await newTable(), clock);
  const transaction = new WriteTransaction(await newTable());
  expect(() => outbox.add(transaction, recorded(1, { usageId: 'x'.repeat(40_000) }))).toThrow('more than 32768');
  expect(transaction.size).toBe(0);
});
