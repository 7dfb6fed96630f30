import fc from 'fast-check';
import { IdSet } from './id-set';

it('remembers exactly what was added, whatever ids look like', () => {
  const id = fc.oneof(
    fc.nat(2_000).map(String),
    fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }).map(String),
    fc.constantFrom('0', '07', '7', '-7', '7.0', '1e3', ' 7', '', 'NaN', 'slug', '9007199254740993', '4294967296', '8589934592'),
  );
  fc.assert(
    fc.property(fc.array(id, { maxLength: 3_000, size: 'max' }), ids => {
      const [set, model] = [new IdSet(), new Set<string>()];
      const isNew = (one: string): boolean => model.size < model.add(one).size;
      expect(ids.map(one => set.add(one))).toEqual(ids.map(isNew));
      expect(set.size).toBe(model.size);
    }),
    { numRuns: 50 },
  );
});

it.each([1, 4_096, 2 ** 32])('keeps ids that are %i apart in reasonable time', step => {
  const set = new IdSet();
  for (let n = 1; n <= 200_000; n++) set.add(String(n * step));
  expect(set.size).toBe(200_000);
});
