import fc from 'fast-check';
import { compilePattern, InvalidPattern, type Json } from './pattern';

const matches = (pattern: object, event: Json): boolean => compilePattern(JSON.stringify(pattern))(event);
const text = fc.string({ unit: fc.constantFrom('a', 'b', 'A', '.', '*', '\\', 'é'), maxLength: 8 });
const word = fc.string({ unit: fc.constantFrom('a', 'b', '.'), minLength: 1, maxLength: 4 });
const scalar = fc.oneof(text, fc.integer({ min: -3, max: 3 }), fc.boolean(), fc.constant(null));
const field = fc.oneof(scalar, fc.array(scalar, { maxLength: 3 }), fc.constant(undefined));
const leaves = (value: unknown): unknown[] => (value === undefined ? [] : Array.isArray(value) ? value : [value]);
const event = (value: unknown): Json => (value === undefined ? {} : { f: value as Json });

/** Each operator, and what it means said another way. */
type Rule = [rule: Json, holds: (values: unknown[]) => boolean];
const onText = (rule: Json, holds: (value: string) => boolean): Rule => [
  rule,
  values => values.some(value => typeof value === 'string' && holds(value)),
];
const rules: fc.Arbitrary<Rule> = fc.oneof(
  scalar.map((expected): Rule => [expected, values => values.includes(expected)]),
  word.map(part => onText({ prefix: part }, value => value.slice(0, part.length) === part)),
  word.map(part => onText({ suffix: part }, value => value.slice(-part.length) === part)),
  text.map(other => onText({ 'equals-ignore-case': other }, value => value.toLowerCase() === other.toLowerCase())),
  fc.boolean().map((there): Rule => [{ exists: there }, values => values.length > 0 === there]),
  fc
    .array(text, { minLength: 1, maxLength: 3 })
    .map((list): Rule => [{ 'anything-but': list }, values => values.some(value => !list.includes(value as string))]),
  fc
    .tuple(fc.integer({ min: -3, max: 0 }), fc.integer({ min: 1, max: 3 }))
    .map(([low, high]): Rule => [
      { numeric: ['>=', low, '<', high] },
      values => values.some(value => typeof value === 'number' && low <= value && value < high),
    ]),
);

describe('an event pattern', () => {
  it('matches a field when one of its rules holds for one of its values', () => {
    fc.assert(
      fc.property(fc.array(rules, { minLength: 1, maxLength: 3 }), field, (list, value) => {
        const expected = list.some(([, holds]) => holds(leaves(value)));
        expect(matches({ f: list.map(([rule]) => rule) }, event(value))).toBe(expected);
      }),
      { numRuns: 500 },
    );
  });

  it('matches when all of its fields do, and $or when one of its patterns does', () => {
    fc.assert(
      fc.property(rules, rules, field, field, ([one, oneHolds], [two, twoHolds], f, g) => {
        const both = { ...(f === undefined ? {} : { f }), ...(g === undefined ? {} : { g }) } as Json;
        const [first, second] = [oneHolds(leaves(f)), twoHolds(leaves(g))];
        expect(matches({ f: [one], g: [two] }, both)).toBe(first && second);
        expect(matches({ $or: [{ f: [one] }, { g: [two] }] }, both)).toBe(first || second);
      }),
    );
  });

  it('with a wildcard agrees with a regular expression', () => {
    const pattern = fc
      .array(fc.oneof(word, fc.constant('*')), { minLength: 1, maxLength: 6 })
      .map(parts => parts.join('').replace(/\*+/g, '*'));
    fc.assert(
      fc.property(pattern, fc.string({ unit: fc.constantFrom('a', 'b', '.'), maxLength: 12 }), (wildcard, value) => {
        const source = wildcard.replaceAll('.', '\\.').replaceAll('*', '.*');
        expect(matches({ f: [{ wildcard }] }, { f: value })).toBe(new RegExp(`^${source}$`, 's').test(value));
      }),
      { numRuns: 1000 },
    );
  });

  it('with a wildcard takes an escaped star as a star', () => {
    expect(matches({ f: [{ wildcard: 'a\\*b\\\\*' }] }, { f: 'a*b\\rest' })).toBe(true);
    expect(matches({ f: [{ wildcard: 'a\\*b' }] }, { f: 'axb' })).toBe(false);
  });

  it('never throws, whatever the event is', () => {
    fc.assert(
      fc.property(rules, fc.jsonValue(), ([rule], value) => {
        const pattern = { f: { g: [rule] }, $or: [{ h: [rule] }, { i: { j: [rule] } }] };
        expect(typeof matches(pattern, value as Json)).toBe('boolean');
      }),
    );
  });

  it('wants the fields of an object in an array from one element', () => {
    const items = [
      { a: 1, b: 1 },
      { a: 2, b: 2 },
    ];
    expect(matches({ items: { a: [1], b: [1] } }, { items })).toBe(true);
    expect(matches({ items: { a: [1], b: [2] } }, { items })).toBe(false);
    expect(matches({ items: { c: [{ exists: false }] } }, { items: [] })).toBe(true);
  });

  it('sees no value in an object, in an empty array, or in what objects inherit', () => {
    expect(matches({ f: [{ exists: true }] }, { f: { g: 1 } })).toBe(false);
    expect(matches({ f: [{ exists: false }] }, { f: [] })).toBe(true);
    expect(matches({ toString: [{ exists: true }] }, {})).toBe(false);
  });

  it.each([
    ['10.0.0.0/24', '10.0.0.255', true],
    ['10.0.0.0/24', '10.0.1.0', false],
    ['10.0.0.0/0', '255.1.1.1', true],
    ['2001:db8::/32', '2001:db8:1::7', true],
    ['2001:db8::/32', '10.0.0.1', false],
    ['10.0.0.0/24', 'no address', false],
  ])('with the block %s says of %s: %s', (cidr, value, expected) => {
    expect(matches({ f: [{ cidr }] }, { f: value })).toBe(expected);
  });

  it.each([
    [{ f: [{ 'anything-but': { prefix: 'a' } }] }, 'ba', true],
    [{ f: [{ 'anything-but': { prefix: ['a', 'b'] } }] }, 'ba', false],
    [{ f: [{ 'anything-but': { suffix: 'a' } }] }, 'ba', false],
    [{ f: [{ 'anything-but': { wildcard: '*b*' } }] }, 'ba', false],
    [{ f: [{ 'anything-but': { 'equals-ignore-case': ['BA'] } }] }, 'ba', false],
    [{ f: [{ 'anything-but': 3 }] }, 4, true],
    [{ f: [{ 'anything-but': [3, 4] }] }, 4, false],
    [{ f: [{ suffix: { 'equals-ignore-case': 'A' } }] }, 'ba', true],
    [{ f: [{ numeric: ['=', 3] }] }, 3, true],
    [{ f: [{ numeric: ['<', 3] }] }, '2', false],
  ])('%j says of %j: %s', (pattern, value, expected) => {
    expect(matches(pattern, { f: value })).toBe(expected);
  });

  it.each([
    'text',
    '[]',
    '{}',
    '{"f":"text"}',
    '{"f":[]}',
    '{"f":{}}',
    '{"f":[["a"]]}',
    '{"f":[{"unheard-of":1}]}',
    '{"f":[{"prefix":"a","suffix":"b"}]}',
    '{"f":[{"prefix":""}]}',
    '{"f":[{"exists":"yes"}]}',
    '{"f":[{"numeric":[">"]}]}',
    '{"f":[{"numeric":["~",1]}]}',
    '{"f":[{"numeric":[">",3,"<",1]}]}',
    '{"f":[{"anything-but":[]}]}',
    '{"f":[{"anything-but":["a",1]}]}',
    '{"f":[{"anything-but":{"exists":true}}]}',
    '{"f":[{"cidr":"10.0.0.0/33"}]}',
    '{"f":[{"wildcard":"a**b"}]}',
    '{"f":[{"wildcard":"a\\\\b"}]}',
  ])('is not %s', pattern => {
    expect(() => compilePattern(pattern)).toThrow(InvalidPattern);
  });
});
