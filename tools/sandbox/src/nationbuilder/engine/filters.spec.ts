import fc from 'fast-check';
import { type AttributeKind, type FilterClass, operators } from '@nat/nationbuilder';
import { splitValues } from './filter-values';
import { conditionFor } from './filters';
import type { NationRecord } from './records';
import type { NamedAttribute } from './served-types';

const attribute = (kind: AttributeKind, filter: FilterClass, choices?: string[]): NamedAttribute => ({
  name: 'a',
  kind,
  access: 'rw',
  filter,
  nullable: true,
  ...(choices && { choices }),
});

const record = (value: NationRecord[string]): NationRecord => ({ id: '1', ...(value !== undefined && { a: value }) });
const passes = (of: NamedAttribute, operator: string, raw: string, value: NationRecord[string]): boolean =>
  conditionFor(of, operator, raw, new Set())(record(value));

/** The rules of text filters once more, said as plainly as they go: one alternative, then all of them. */
function textReference(operator: string, wanted: (string | null)[], own: string | null): boolean {
  const equality = ['eq', 'not_eq', 'eql', 'not_eql'].includes(operator);
  const negated = operator.startsWith('not_');
  if (own === null) return equality && !negated && wanted.includes(null);
  const one = (text: string): boolean => {
    const [mine, theirs] = [own.toLowerCase(), text.toLowerCase()];
    switch (operator.replace('not_', '')) {
      case 'eq':
        return mine === theirs;
      case 'eql':
        return own === text;
      case 'prefix':
        return mine.slice(0, theirs.length) === theirs;
      case 'suffix':
        return theirs === '' || mine.slice(-theirs.length) === theirs;
      default:
        return mine.split(theirs).length > 1 || theirs === '';
    }
  };
  const found = wanted.some(text => (text === null ? !equality && one('null') : one(text)));
  return negated ? !found : found;
}

const numberReference = (operator: string, wanted: number, own: number | null): boolean => {
  if (own === null) return false;
  return {
    eq: own === wanted,
    not_eq: own !== wanted,
    gt: own > wanted,
    gte: own >= wanted,
    lt: own < wanted,
    lte: own <= wanted,
  }[operator] as boolean;
};

const word = fc.stringMatching(/^[aAbBé ,]{0,5}$/);
const encode = (value: string | null): string =>
  value === null ? 'null' : value.includes(',') || value === 'null' ? `{{${value}}}` : value;

describe('filters', () => {
  it('treat text as the plain reference does, for every operator, list and null', () => {
    const text = attribute('text', 'string');
    const alternatives = fc.array(fc.oneof({ weight: 4, arbitrary: word }, { weight: 1, arbitrary: fc.constant(null) }), {
      minLength: 1,
      maxLength: 3,
    });
    fc.assert(
      fc.property(fc.constantFrom(...operators.string), alternatives, fc.option(word), (operator, wanted, own) => {
        const raw = wanted.map(encode).join(',');
        expect(passes(text, operator, raw, own ?? undefined)).toBe(textReference(operator, wanted, own));
      }),
      { numRuns: 2000 },
    );
  });

  it('compare numbers and times as the plain reference does', () => {
    const value = fc.integer({ min: -3, max: 3 });
    const asTime = (day: number): string => `2026-06-${14 + day}T09:00:00-05:00`;
    fc.assert(
      fc.property(fc.constantFrom(...operators.number), value, fc.option(value), (operator, wanted, own) => {
        const expected = numberReference(operator, wanted, own);
        expect(passes(attribute('integer', 'number'), operator, String(wanted), own ?? undefined)).toBe(expected);
        expect(passes(attribute('decimal', 'number'), operator, `${wanted}.50`, own === null ? undefined : `${own}.5`)).toBe(
          expected,
        );
        const time = own === null ? undefined : asTime(own);
        expect(passes(attribute('time', 'date'), operator, asTime(wanted), time)).toBe(expected);
        const date = own === null ? undefined : asTime(own).slice(0, 10);
        expect(passes(attribute('date', 'date'), operator, asTime(wanted).slice(0, 10), date)).toBe(expected);
      }),
    );
  });

  it('split what was joined: any values, with commas in braces', () => {
    fc.assert(
      fc.property(fc.array(fc.option(word), { minLength: 1 }), values => {
        const split = splitValues(values.map(encode).join(','));
        expect(split.map(one => one && one.text)).toEqual(values);
      }),
    );
  });

  it('tell null from the word null', () => {
    const text = attribute('text', 'string');
    expect(passes(text, 'eq', 'null', undefined)).toBe(true);
    expect(passes(text, 'eq', 'null', 'Null')).toBe(false);
    expect(passes(text, 'eq', '{{null}}', 'Null')).toBe(true);
    expect(passes(text, 'not_eq', 'null', 'Null')).toBe(true);
    expect(passes(text, 'not_eq', 'null', undefined)).toBe(false);
    expect(passes(text, 'prefix', 'null', 'Nullable')).toBe(true);
  });

  it('read a date in a time filter as midnight of the nation', () => {
    const time = attribute('time', 'date');
    expect(passes(time, 'gte', '2026-06-01', '2026-06-01T00:00:00-05:00')).toBe(true);
    expect(passes(time, 'gte', '2026-06-01', '2026-05-31T23:59:59-05:00')).toBe(false);
  });

  it.each([
    ['integer', 'number', 'eq', 'ten'],
    ['integer', 'number', 'gt', 'null'],
    ['integer', 'number', 'match', '1'],
    ['flag', 'boolean', 'eq', 'yes'],
    ['flag', 'boolean', 'gt', 'true'],
    ['id', 'id', 'eq', 'me'],
    ['id', 'id', 'gt', '1'],
    ['time', 'date', 'eq', 'yesterday'],
    ['date', 'date', 'eq', '2026-13-45'],
    ['choice', 'enum', 'eq', 'unheard_of'],
    ['choice', 'enum', 'prefix', 'ans'],
    ['text', 'string', 'gt', 'a'],
    ['object', 'none', 'eq', 'a'],
  ] as const)('refuse %s (%s) with %s "%s"', (kind, filter, operator, raw) => {
    expect(() => conditionFor(attribute(kind, filter, ['answered']), operator, raw, new Set())).toThrow(/"a"/);
  });

  it('match custom values by every pair of one of the objects', () => {
    const hash: NamedAttribute = { ...attribute('object', 'hash'), name: 'custom_values' };
    const person: NationRecord = { id: '1', custom_values: { shirt: 'M', host: true } };
    const test = (raw: string): boolean => conditionFor(hash, 'eq', raw, new Set(['shirt', 'host']))(person);
    expect(test('{"shirt":"M","host":true}')).toBe(true);
    expect(test('{"shirt":"M","host":false}')).toBe(false);
    expect(test('{"shirt":"L"},{"shirt":"M"}')).toBe(true);
    expect(() => test('{"hat":"M"}')).toThrow(expect.objectContaining({ code: 'invalid_custom_field' }));
    expect(() => test('M')).toThrow(expect.objectContaining({ code: 'bad_request' }));
  });
});
