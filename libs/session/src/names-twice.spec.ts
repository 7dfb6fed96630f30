import fc from 'fast-check';
import { namesTwice } from './names-twice';

it.each([
  '{"a":1,"a":2}',
  '{"a":1,"\\u0061":2}',
  '{"a" :1,"b":[{"c":{"d":1 , "d"\t:2}}]}',
  '[{"a":{}},{"a":1,"x":"{","a":"}"}]',
  '{"":0,"":0}',
  '{"a\\"":1,"a\\"":1}',
])('finds the second name in %s', text => {
  expect(JSON.parse(text)).toBeDefined();
  expect(namesTwice(text)).toBe(true);
});

it.each([
  '{"a":{"a":{"a":1}}}',
  '[{"a":1},{"a":1}]',
  '{"a":"b","b":"a\\":1,\\"a\\":"}',
  '["a","a"]',
  '"a"',
  '1',
  '{"a":["a","a"]}',
])('finds none in %s', text => expect(namesTwice(text)).toBe(false));

it('finds none in what was written from a value, whatever it is, and one where any object gets a second of its names', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.string(), (value, name) => {
      expect(namesTwice(JSON.stringify(value, undefined, 1))).toBe(false);
      const member = `${JSON.stringify(name)}:${JSON.stringify(value)}`;
      expect(namesTwice(`[{${member}},{${member},${member}}]`)).toBe(true);
    }),
  );
});
