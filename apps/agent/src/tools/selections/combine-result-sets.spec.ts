import fc from 'fast-check';
import { combined } from './combine-result-sets';

const all = ['1', '2', '3', '4', '5', '6'];
const ids = fc.array(fc.constantFrom(...all), { maxLength: 8 });

it('is the algebra of sets, in the order of the first, each id once', () => {
  fc.assert(
    fc.property(ids, ids, ids, (a, b, c) => {
      const where = (test: (id: string) => boolean) => all.filter(test);
      expect(combined('union', [a, b, c]).sort()).toEqual(where(id => a.includes(id) || b.includes(id) || c.includes(id)));
      expect(combined('intersect', [a, b, c]).sort()).toEqual(where(id => a.includes(id) && b.includes(id) && c.includes(id)));
      expect(combined('subtract', [a, b, c]).sort()).toEqual(where(id => a.includes(id) && !b.includes(id) && !c.includes(id)));
      const kept = combined('subtract', [a, b]);
      expect(kept).toEqual([...new Set(a)].filter(id => kept.includes(id)));
    }),
  );
});
