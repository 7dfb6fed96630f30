import { VerifiedTokens } from './verified-tokens';

it('holds no more than its capacity, and forgets what was unused for longest', () => {
  const tokens = new VerifiedTokens<number>(3);
  for (const value of [1, 2, 3]) tokens.set(`${value}`, value);
  tokens.get('1');
  tokens.set('4', 4);
  expect([tokens.size, tokens.get('1'), tokens.get('2'), tokens.get('3'), tokens.get('4')]).toEqual([3, 1, undefined, 3, 4]);
});

it('tells tokens apart by a digest that holds no token', () => {
  const digests = ['a', 'b', 'ab'].map(token => VerifiedTokens.digest(token));
  expect(new Set(digests).size).toBe(3);
  expect(digests.map(digest => digest.length)).toEqual([44, 44, 44]);
});
