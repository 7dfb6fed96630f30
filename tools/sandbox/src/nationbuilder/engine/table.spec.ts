import fc from 'fast-check';
import type { NationRecord } from './records';
import { Table } from './table';

type Step = { put: { id: string; group: string | null } } | { remove: string };

const id = fc.integer({ min: 1, max: 12 }).map(String);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ put: fc.record({ id, group: fc.option(fc.constantFrom('a', 'b', 'A')) }) }) },
  { weight: 1, arbitrary: fc.record({ remove: id }) },
);

/** What a table is, said without indexes. */
class PlainTable {
  private rows: NationRecord[] = [];

  apply(one: Step): void {
    const target = 'put' in one ? one.put.id : one.remove;
    this.rows = this.rows.filter(row => row.id !== target);
    if ('put' in one) this.rows.push(one.put);
    this.rows.sort((a, b) => Number(a.id) - Number(b.id));
  }

  all(): NationRecord[] {
    return this.rows;
  }

  where(group: string): NationRecord[] {
    return this.rows.filter(row => typeof row.group === 'string' && row.group.toLowerCase() === group.toLowerCase());
  }
}

function apply(table: Table, plain: PlainTable, one: Step): void {
  if ('put' in one) table.put(one.put);
  else table.remove(one.remove);
  plain.apply(one);
}

describe('a table', () => {
  it('answers as a plain list of rows does, after any writes and whenever its indexes were made', () => {
    fc.assert(
      fc.property(fc.array(step), fc.array(step), (before, after) => {
        const table = new Table([]);
        const plain = new PlainTable();
        for (const one of before) apply(table, plain, one);
        table.where('group', 'a');
        for (const one of after) {
          apply(table, plain, one);
          expect(table.rows).toEqual(plain.all());
          for (const group of ['a', 'b', 'B', 'c']) {
            expect(table.where('group', group)).toEqual(plain.where(group));
            expect(table.count('group', group)).toBe(plain.where(group).length);
          }
        }
      }),
    );
  });

  it('never gives out an id twice, whatever was removed', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { maxLength: 40 }), removals => {
        const table = new Table([{ id: '40' }]);
        const given = new Set(['40']);
        for (const isRemoved of removals) {
          const next = table.nextId();
          expect(given.has(next)).toBe(false);
          given.add(next);
          table.put({ id: next });
          if (isRemoved) table.remove(next);
        }
      }),
    );
  });

  it('refuses two rows of one id', () => {
    expect(() => new Table([{ id: '1' }, { id: '1' }])).toThrow('same id');
  });
});
