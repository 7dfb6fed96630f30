import fc from 'fast-check';
import { type Matcher, matches } from '../../evaluation/tasks/matching';

describe('a matcher', () => {
  it('takes an object that holds more, and none that holds less', () => {
    expect(matches({ filter: { city: 'Austin' } }, { filter: { city: 'Austin', state: 'TX' }, limit: 1 })).toBe(true);
    expect(matches({ filter: { city: 'Austin' } }, { filter: { state: 'TX' } })).toBe(false);
    expect(matches({ filter: { city: 'Austin' } }, undefined)).toBe(false);
  });

  it('takes nothing more where it says exactly', () => {
    expect(matches({ $exactly: { city: 'Austin' } }, { city: 'Austin' })).toBe(true);
    expect(matches({ $exactly: { city: 'Austin' } }, { city: 'Austin', state: 'TX' })).toBe(false);
  });

  it('compares texts without regard to case, and text never with a number', () => {
    expect(matches('major donor', 'Major Donor')).toBe(true);
    expect(matches('110', 110)).toBe(false);
  });

  it('takes lists of the same length only', () => {
    expect(matches(['a', 'b'], ['A', 'b'])).toBe(true);
    expect(matches(['a'], ['a', 'b'])).toBe(false);
    expect(matches(['a'], 'a')).toBe(false);
  });

  it('takes numbers and instants within a range, its ends included', () => {
    expect([9, 10, 11, 12].map(value => matches({ $range: [10, 11] }, value))).toEqual([false, true, true, false]);
    const first = { $range: ['2026-04-30T12:00:00Z', '2026-05-01T12:00:00Z'] };
    const said = ['2026-05-01', '2026-05-01T00:00:00-05:00', '2026-04-30', '2026-05-02', 'May', null];
    expect(said.map(value => matches(first, value))).toEqual([true, true, false, false, false, false]);
  });

  it('takes any of several, a pattern, and what is not there', () => {
    const over = { $oneOf: [{ gt: 10000 }, { gte: 10001 }] } as unknown as Matcher;
    expect([{ gt: 10000 }, { gte: 10001 }, { gte: 10000 }].map(value => matches(over, value))).toEqual([true, true, false]);
    expect(matches({ $text: '^phone.call$' }, 'Phone call')).toBe(true);
    expect(matches({ $text: 'phone' }, 5)).toBe(false);
    expect([undefined, null, false].map(value => matches({ $absent: true }, value))).toEqual([true, true, false]);
  });

  it('that nobody knows is a mistake of the task', () => {
    expect(() => matches({ $around: 5 }, 5)).toThrow('there is no matcher $around');
  });

  it('takes the value it was made of, whatever it is', () => {
    const plain = fc.jsonValue().filter(value => !JSON.stringify(value).includes('"$'));
    fc.assert(fc.property(plain, value => matches(value as never, value)));
  });
});
