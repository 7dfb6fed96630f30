import fc from 'fast-check';
import { DuplicateGroups } from './duplicate-groups';

it('joins people by one address or number, also through others, and says by what', () => {
  const found = new DuplicateGroups();
  found.add('1', 'email', ['ana@example.org', 'ana@work.example']);
  found.add('2', 'email', [' ANA@Example.org ']);
  found.add('3', 'phone', ['(512) 555-0100']);
  found.add('2', 'phone', ['512.555.0100']);
  found.add('4', 'email', ['other@example.org']);
  expect(found.groups()).toEqual([{ ids: ['1', '2', '3'], same: ['email', 'phone'] }]);
});

it('takes nothing that is no value, and nobody for a double of themselves', () => {
  const found = new DuplicateGroups();
  found.add('1', 'email', ['a@b.example', 'A@B.EXAMPLE', null, '']);
  found.add('2', 'email', [undefined, '', 7]);
  found.add('3', 'phone', ['12']);
  found.add('4', 'phone', ['1-2']);
  expect(found.groups()).toEqual([]);
});

it('finds the groups that following every shared value finds', () => {
  const person = fc.array(fc.constantFrom('a@a.example', 'b@b.example', 'c@c.example', 'd@d.example', 'e@e.example'), {
    maxLength: 2,
  });
  fc.assert(
    fc.property(fc.array(person, { maxLength: 12 }), people => {
      const found = new DuplicateGroups();
      people.forEach((values, index) => found.add(String(index), 'email', values));
      const groups = found.groups().map(({ ids }) => [...ids].sort().join());
      expect(groups.sort()).toEqual(reachable(people));
    }),
  );
});

/** Groups by looking from everybody to everybody they share a value with, until nobody new is met. */
function reachable(people: string[][]): string[] {
  const groups = people.map((_, start) => {
    const met = new Set([start]);
    for (const one of met)
      people.forEach((values, other) => values.some(value => people[one]!.includes(value)) && met.add(other));
    return [...met].map(String).sort().join();
  });
  return [...new Set(groups)].filter(group => group.includes(',')).sort();
}
