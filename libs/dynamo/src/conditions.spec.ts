import { isConditionFailed, isContention, oldItem } from './conditions';

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

it('reads the old row with and without type descriptors', () => {
  expect(oldItem({ Item: { pk: { S: 'a' }, n: { N: '5' }, m: { M: { x: { BOOL: true } } } } })).toEqual({
    pk: 'a',
    n: 5,
    m: { x: true },
  });
  expect(oldItem({ Item: { pk: 'a', n: 5 } })).toEqual({ pk: 'a', n: 5 });
  expect(oldItem({})).toBeUndefined();
});
