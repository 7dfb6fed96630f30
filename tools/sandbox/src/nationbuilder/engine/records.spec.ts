import { Nation, type NationRecord, listPlaces, placesOn } from './records';

const start = new Map<string, NationRecord[]>([
  ['lists', [{ id: '1', name: 'One' }]],
  [listPlaces, placesOn(new Map([['1', ['8', '7']]]))],
]);
const nationOf = (): Nation => new Nation('n', 'N', start, new Map());
const mail = { at: '2026-06-15', reason: 'receipt', to: 'a@example.org', signupId: '8', type: 'donations', id: '1' };

describe('a nation', () => {
  it('holds the people of lists as rows, in the order in which they were put there', () => {
    const nation = nationOf();
    expect(nation.members('1')).toEqual(['8', '7']);
    nation.put(listPlaces, { id: nation.table(listPlaces).nextId(), list_id: '1', signup_id: '5' });
    expect(nation.members('1')).toEqual(['8', '7', '5']);
    expect(nation.members('2')).toEqual([]);
  });

  it('takes back what a work changed that failed: new, changed and removed records, and mail', () => {
    // given
    const nation = nationOf();
    nation.outbox.push(mail);
    // when
    const work = (): void => {
      nation.put('lists', { id: '1', name: 'Changed' });
      nation.put('lists', { id: '2', name: 'New' });
      nation.remove('lists', '1');
      nation.remove(listPlaces, '1');
      nation.outbox.push(mail);
      throw new Error('half-way');
    };
    // then
    expect(() => nation.atomically(work)).toThrow('half-way');
    expect(nation.table('lists').rows).toEqual([{ id: '1', name: 'One' }]);
    expect(nation.members('1')).toEqual(['8', '7']);
    expect(nation.outbox).toEqual([mail]);
    expect(nation.changes()).toEqual([]);
    expect(nation.table('lists').nextId()).toBe('3');
  });

  it('tells what differs from its start, once per record and against the start', () => {
    const nation = nationOf();
    nation.put('lists', { id: '1', name: 'Two' });
    nation.put('lists', { id: '1', name: 'Three' });
    nation.put('lists', { id: '4', name: 'Gone' });
    nation.remove('lists', '4');
    expect(nation.changes()).toEqual([
      { type: 'lists', id: '1', before: { id: '1', name: 'One' }, after: { id: '1', name: 'Three' } },
    ]);
    nation.put('lists', { id: '1', name: 'One' });
    expect(nation.changes()).toEqual([]);
  });
});
