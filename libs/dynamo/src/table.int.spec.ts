import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { createDocumentClient } from './document-client';
import { ensureTable } from './ensure-table';
import { Table } from './table';
import { absent, present, WriteTransaction } from './write-transaction';

const definition = {
  name: `nat-dynamo-${Date.now()}`,
  indexes: [{ name: 'unsent', partitionKey: 'unsentShard', sortKey: 'unsentAt' }],
} as const;
let client: DynamoDBDocumentClient;
let table: Table;

beforeAll(async () => {
  client = createDocumentClient({ region: 'us-east-1', endpoint: process.env.AWS_ENDPOINT_URL });
  await Promise.all([ensureTable(client, definition), ensureTable(client, definition)]);
  table = new Table(client, definition.name);
});
afterAll(() => client.destroy());

describe('a single write', () => {
  it('is refused with the row that stood in the way', async () => {
    await table.put({ pk: 'S#nation:demo', sk: 'ENT', plan: 'nat', limits: { queries: 500 } });
    expect(await table.put({ pk: 'S#nation:demo', sk: 'ENT', plan: 'nat_pro' }, absent)).toEqual({
      written: false,
      old: { pk: 'S#nation:demo', sk: 'ENT', plan: 'nat', limits: { queries: 500 } },
    });
    expect(await table.get({ pk: 'S#nation:demo', sk: 'ENT' })).toMatchObject({ plan: 'nat' });
  });

  it('tells when there was no row at all', async () => {
    const condition = { expression: 'attribute_exists(pk)' };
    const update = { expression: 'SET used = :one', values: { ':one': 1 } };
    expect(await table.update({ pk: 'absent', sk: 'x' }, update, condition)).toEqual({ written: false, old: undefined });
  });

  it('that deletes a row hands it to exactly one of many', async () => {
    await table.put({ pk: 'ticket', sk: 'x', holder: 'ada' });
    const take = () => table.delete({ pk: 'ticket', sk: 'x' }, present);
    const outcomes = await Promise.all(Array.from({ length: 20 }, take));
    expect(outcomes.filter(({ written }) => written)).toEqual([{ written: true, row: { pk: 'ticket', sk: 'x', holder: 'ada' } }]);
    expect(await table.get({ pk: 'ticket', sk: 'x' })).toBeUndefined();
  });

  it('lets exactly 50 of 200 simultaneous takers have 50 units', async () => {
    await table.put({ pk: 'room', sk: 'x', room: 50 });
    const take = () =>
      table.update(
        { pk: 'room', sk: 'x' },
        { expression: 'SET room = room - :one', values: { ':one': 1 } },
        { expression: 'room >= :one', values: { ':one': 1 } },
      );
    const outcomes = await Promise.all(Array.from({ length: 200 }, take));
    expect(outcomes.filter(({ written }) => written)).toHaveLength(50);
    expect(await table.get({ pk: 'room', sk: 'x' })).toMatchObject({ room: 0 });
  });
});

describe('a transaction', () => {
  it('writes everything or nothing, and names the refused writes in order', async () => {
    await table.put({ pk: 'taken', sk: 'x', by: 'first' });
    const transaction = new WriteTransaction(table);
    const fresh = transaction.putNew({ pk: 'fresh', sk: 'x' });
    const taken = transaction.putNew({ pk: 'taken', sk: 'x', by: 'second' });
    expect([fresh, taken]).toEqual([0, 1]);
    expect(await transaction.commit()).toEqual({
      committed: false,
      failed: [{ index: taken, item: { pk: 'taken', sk: 'x', by: 'first' } }],
    });
    expect(await table.get({ pk: 'fresh', sk: 'x' })).toBeUndefined();
  });

  it('checks a row that it does not write', async () => {
    await table.put({ pk: 'state', sk: 'x', open: true });
    const attempt = async (open: boolean) => {
      const transaction = new WriteTransaction(table);
      transaction.check(
        { pk: 'state', sk: 'x' },
        { expression: '#open = :open', names: { '#open': 'open' }, values: { ':open': open } },
      );
      transaction.put({ pk: `made-${open}`, sk: 'x' });
      return transaction.commit();
    };
    expect(await attempt(false)).toMatchObject({ committed: false, failed: [{ index: 0 }] });
    expect(await attempt(true)).toEqual({ committed: true });
  });

  it('is written once although its answer was lost', async () => {
    await table.put({ pk: 'lost', sk: 'x', count: 0 });
    let losses = 2;
    const forgetful = {
      send: async (command: never) => {
        const answer: unknown = await client.send(command);
        if (losses-- > 0) throw Object.assign(new Error('lost'), { name: 'TimeoutError' });
        return answer;
      },
    };
    const transaction = new WriteTransaction(new Table(forgetful as unknown as DynamoDBDocumentClient, definition.name));
    const names = { '#count': 'count' };
    transaction.update({ pk: 'lost', sk: 'x' }, { expression: 'SET #count = #count + :one', names, values: { ':one': 1 } });
    transaction.putNew({ pk: 'lost', sk: 'entry' });
    expect(await transaction.commit()).toEqual({ committed: true });
    expect(losses).toBeLessThan(0);
    expect(await table.get({ pk: 'lost', sk: 'x' })).toMatchObject({ count: 1 });
  });

  it('loses nothing when 40 of them meet on one row', async () => {
    await table.put({ pk: 'hot', sk: 'x', count: 0 });
    const add = async (index: number) => {
      const transaction = new WriteTransaction(table);
      transaction.update(
        { pk: 'hot', sk: 'x' },
        { expression: 'SET #count = #count + :one', names: { '#count': 'count' }, values: { ':one': 1 } },
      );
      transaction.putNew({ pk: 'entry', sk: String(index) });
      return transaction.commit();
    };
    const outcomes = await Promise.all(Array.from({ length: 40 }, (_, index) => add(index)));
    const committed = outcomes.filter(outcome => outcome.committed).length;
    expect(await table.get({ pk: 'hot', sk: 'x' })).toMatchObject({ count: committed });
    expect(committed).toBe(40);
  });
});

describe('a query', () => {
  it('reads over all pages in order, and an index holds only rows with its keys', async () => {
    for (let number = 0; number < 7; number++) {
      const unsent = number % 2 === 0 ? { unsentShard: 'OUT#0', unsentAt: `2026-01-0${number + 1}` } : {};
      await table.put({ pk: 'list', sk: String(number), ...unsent });
    }
    const read = async (options: Parameters<Table['query']>[0]): Promise<unknown[]> => {
      const found: unknown[] = [];
      for await (const row of table.query(options)) found.push(row.sk);
      return found;
    };
    const where = { expression: 'pk = :pk', values: { ':pk': 'list' } };
    expect(await read({ where, pageSize: 2 })).toEqual(['0', '1', '2', '3', '4', '5', '6']);
    expect(await read({ where, pageSize: 3, ascending: false })).toEqual(['6', '5', '4', '3', '2', '1', '0']);
    const unsent = { expression: 'unsentShard = :shard', values: { ':shard': 'OUT#0' } };
    expect(await read({ index: 'unsent', where: unsent })).toEqual(['0', '2', '4', '6']);
  });
});
