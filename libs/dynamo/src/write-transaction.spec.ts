import type { DynamoDBDocumentClient, TransactWriteCommandInput } from '@aws-sdk/lib-dynamodb';
import { ManualClock, SeededRng } from '@nat/service-kit';
import { Table } from './table';
import { WriteTransaction } from './write-transaction';

type Reason = { Code: string; Item?: object };
const named = (name: string, more: object = {}): Error => Object.assign(new Error(name), { name, ...more });
const canceled = (...CancellationReasons: Reason[]): Error => named('TransactionCanceledException', { CancellationReasons });
const none = { Code: 'None' };
const conflict = canceled(none, { Code: 'TransactionConflict' });

/** A table over a client that throws `answers` one after another and then succeeds. Time passes by itself. */
function tableThat(...answers: Error[]) {
  const requests: TransactWriteCommandInput[] = [];
  const client = {
    send: async (command: { input: TransactWriteCommandInput }) => {
      requests.push(command.input);
      const error = answers.shift();
      if (error) throw error;
      return {};
    },
  };
  const clock = new ManualClock();
  clock.sleep = async () => undefined;
  const table = new Table(client as unknown as DynamoDBDocumentClient, 'nat-test', { clock, rng: new SeededRng(1) });
  return { table, requests };
}

function twoSteps(table: Table): WriteTransaction {
  const transaction = new WriteTransaction(table);
  transaction.putNew({ pk: 'IN#settle#evt_1', sk: 'IN' });
  transaction.update({ pk: 'N#demo', sk: 'X' }, { expression: 'SET used = used + :one', values: { ':one': 1 } });
  return transaction;
}

const tokens = (requests: TransactWriteCommandInput[]): (string | undefined)[] =>
  requests.map(request => request.ClientRequestToken);

it('tells every refused write by its place, with the row that stood there', async () => {
  const { table, requests } = tableThat(
    canceled(none, { Code: 'ConditionalCheckFailed', Item: { pk: { S: 'N#demo' }, used: { N: '7' } } }),
  );
  expect(await twoSteps(table).commit()).toEqual({ committed: false, failed: [{ index: 1, item: { pk: 'N#demo', used: 7 } }] });
  expect(requests).toHaveLength(1);
  for (const step of requests[0]!.TransactItems!)
    expect(Object.values(step)[0]).toMatchObject({ ReturnValuesOnConditionCheckFailure: 'ALL_OLD' });
});

it('takes a refusal beside a conflict as the answer it is', async () => {
  const { table, requests } = tableThat(canceled({ Code: 'TransactionConflict' }, { Code: 'ConditionalCheckFailed' }));
  expect(await twoSteps(table).commit()).toMatchObject({ committed: false, failed: [{ index: 1 }] });
  expect(requests).toHaveLength(1);
});

it('tries a transaction that met another up to five times, then passes the conflict on', async () => {
  const patient = tableThat(conflict, conflict, conflict, conflict);
  expect(await twoSteps(patient.table).commit()).toEqual({ committed: true });
  const hopeless = tableThat(conflict, conflict, conflict, conflict, conflict);
  await expect(twoSteps(hopeless.table).commit()).rejects.toBe(conflict);
  expect(hopeless.requests).toHaveLength(5);
});

it('repeats after a lost answer under the same request token, so that nothing is written twice', async () => {
  const { table, requests } = tableThat(named('Error', { code: 'ECONNRESET' }), named('TimeoutError'), conflict);
  expect(await twoSteps(table).commit()).toEqual({ committed: true });
  expect(requests).toHaveLength(4);
  expect(new Set(tokens(requests)).size).toBe(1);
  await twoSteps(table).commit();
  expect(new Set(tokens(requests)).size).toBe(2);
});

it('does not multiply an outage: once the budget is spent, lost answers are passed on at once', async () => {
  const { table, requests } = tableThat(...Array.from({ length: 500 }, () => named('TimeoutError')));
  for (let number = 0; number < 200; number++) await expect(twoSteps(table).commit()).rejects.toThrow('TimeoutError');
  expect(requests.length).toBeLessThanOrEqual(200 * 1.1 + 10);
});

it('does not repeat a single write whose answer was lost: it may have happened', async () => {
  const { table, requests } = tableThat(named('TimeoutError'));
  await expect(table.update({ pk: 'a', sk: 'b' }, { expression: 'SET n = n + :one', values: { ':one': 1 } })).rejects.toThrow(
    'TimeoutError',
  );
  expect(requests).toHaveLength(1);
});

it('passes on what is no answer', async () => {
  const invalid = named('ValidationException');
  const { table, requests } = tableThat(invalid);
  await expect(twoSteps(table).commit()).rejects.toBe(invalid);
  expect(requests).toHaveLength(1);
});

it('has nothing to do without writes, and refuses more than DynamoDB takes', async () => {
  const { table, requests } = tableThat();
  const transaction = new WriteTransaction(table);
  expect(await transaction.commit()).toEqual({ committed: true });
  expect(requests).toEqual([]);
  for (let number = 0; number < 100; number++) expect(transaction.put({ pk: 'p', sk: String(number) })).toBe(number);
  expect(() => transaction.put({ pk: 'p', sk: '100' })).toThrow('at most 100');
});
