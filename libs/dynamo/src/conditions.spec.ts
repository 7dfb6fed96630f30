import { isConditionFailed, isContention, isTransient, oldItem } from './conditions';

const named = (name: string, more: object = {}): Error => Object.assign(new Error(name), { name, ...more });
const canceled = (...codes: string[]): Error =>
  named('TransactionCanceledException', { CancellationReasons: codes.map(Code => ({ Code })) });

it('tells a refused condition from every other error', () => {
  expect(isConditionFailed(named('ConditionalCheckFailedException'))).toBe(true);
  expect(isConditionFailed(named('ThrottlingException'))).toBe(false);
  expect(isConditionFailed('text')).toBe(false);
});

it.each([
  ['throttling', named('ThrottlingException'), true],
  ['two transactions that met', canceled('None', 'TransactionConflict'), true],
  ['a refused condition, even beside a conflict', canceled('TransactionConflict', 'ConditionalCheckFailed'), false],
  ['a refused condition', canceled('ConditionalCheckFailed'), false],
  ['an invalid request', named('ValidationException'), false],
])('repeats after contention only: %s', (_, error, repeated) => {
  expect(isContention(error)).toBe(repeated);
});

it.each([
  ['a call without an answer', named('TimeoutError'), true],
  ['a connection that broke', named('Error', { code: 'ECONNRESET' }), true],
  ['an endpoint that is not there', named('AggregateError', { code: 'ECONNREFUSED' }), true],
  ['an answer of 503', named('Whatever', { $metadata: { httpStatusCode: 503 } }), true],
  ['an invalid request', named('ValidationException', { $metadata: { httpStatusCode: 400 } }), false],
  ['a refused condition', named('ConditionalCheckFailedException', { $metadata: { httpStatusCode: 400 } }), false],
  ['what is no error at all', 'text', false],
])('tells what may or may not have happened from what did not: %s', (_, error, unknown) => {
  expect(isTransient(error)).toBe(unknown);
});

it('reads the old row with and without type descriptors', () => {
  expect(oldItem({ Item: { pk: { S: 'a' }, n: { N: '5' }, m: { M: { x: { BOOL: true } } } } })).toEqual({
    pk: 'a',
    n: 5,
    m: { x: true },
  });
  expect(oldItem({ Item: { pk: 'a', n: 5 } })).toEqual({ pk: 'a', n: 5 });
  expect(oldItem({})).toBeUndefined();
});
