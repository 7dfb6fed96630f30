import { QueryId } from '@nat/contracts';
import fc from 'fast-check';
import { queryIdOf } from './query-id';

it('is the first 160 bits of SHA-256 in lower-case base32, for good', () => {
  // printf 'demo\nusr_1\nkey-1' | sha256sum, first 20 bytes, Crockford base32: ids of stored queries depend on it.
  expect(queryIdOf('demo', 'usr_1', 'key-1')).toBe('qry_4djn6ct0qnqh12fdqp794z5xnfnc5rsb');
});

it('is a valid id and never shared by two triples', () => {
  const part = fc.string({ unit: fc.constantFrom('a', 'b', '-', '_'), minLength: 1, maxLength: 4 });
  const triple = fc.tuple(part, part, part);
  fc.assert(
    fc.property(triple, triple, (one, other) => {
      expect(QueryId.safeParse(queryIdOf(...one)).success).toBe(true);
      expect(queryIdOf(...one) === queryIdOf(...other)).toBe(one.join('\n') === other.join('\n'));
    }),
  );
});
