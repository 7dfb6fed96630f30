import fc from 'fast-check';
import { resourceOf, type ResourceType, resourceTypes } from '../catalog/catalog';
import type { JsonApiRecord } from '../http/json-api';
import { NationBuilderError } from '../http/nation-builder-error';
import { conform } from './conform';

const read = (type: string, attributes: Record<string, unknown>) =>
  conform({ id: '1', type, attributes } as JsonApiRecord).attributes;

it.each<[ResourceType, string, unknown, unknown]>([
  ['donations', 'amount_in_cents', '12', 12],
  ['donations', 'amount_in_cents', -3, -3],
  ['donations', 'signup_id', 7, '7'],
  ['donations', 'is_private', 'true', true],
  ['donations', 'check_number', 1001, '1001'],
  ['donations', 'succeeded_at', '2026-06-01T09:00:00.123-05:00', '2026-06-01T09:00:00.123-05:00'],
  ['donations', 'status', 'refunded', 'refunded'], // the API may learn words that the catalog does not know
  ['path_journeys', 'value_amount', 1200.5, '1200.5'],
  ['memberships', 'expires_on', '2026-06-01', '2026-06-01'],
  ['signups', 'primary_address', { city: 'Austin' }, { city: 'Austin' }],
  ['signups', 'last_name', null, null],
])('of %s, %s %j is read as %j', (type, name, value, expected) => {
  expect(read(type, { [name]: value })).toEqual({ [name]: expected });
});

it.each<[ResourceType, string, unknown]>([
  ['donations', 'amount_in_cents', 'SECRET'],
  ['donations', 'amount_in_cents', 1.5],
  ['donations', 'amount_in_cents', '1.5'],
  ['donations', 'amount_in_cents', true],
  ['donations', 'amount_in_cents', '99999999999999999'],
  ['donations', 'signup_id', { id: 7 }],
  ['donations', 'is_private', 1],
  ['donations', 'note', ['SECRET']],
  ['donations', 'succeeded_at', '2026-06-01'],
  ['donations', 'succeeded_at', 1_780_000_000],
  ['memberships', 'expires_on', '2026-06-01T00:00:00Z'],
  ['path_journeys', 'value_amount', '1e3'],
  ['signups', 'custom_values', []],
])('of %s, %s %j is no answer of the API, and the value is not told', (type, name, value) => {
  const reading = (): unknown => read(type, { [name]: value });
  expect(reading).toThrow(NationBuilderError);
  try {
    reading();
  } catch (error) {
    const { kind, failure, message } = error as NationBuilderError;
    expect([kind, failure.fields?.[0]?.attribute]).toEqual(['protocol', name]);
    expect(JSON.stringify(failure) + message).not.toContain('SECRET');
  }
});

it('leaves out what the catalog does not know, what is only written, and null where there is none', () => {
  const answered = { full_name: 'Ana', signup_type: null, shoe_size: 38, home_address_attributes: { city: 'x' }, constructor: 1 };
  expect(read('signups', answered)).toEqual({ full_name: 'Ana' });
});

it('keeps a type without a catalog entry as it is', () => {
  expect(read('payment_types', { name: 'Check' })).toEqual({ name: 'Check' });
});

it('never lets a value of another kind through', () => {
  const kinds: Record<string, (value: unknown) => boolean> = {
    integer: Number.isSafeInteger,
    flag: value => typeof value === 'boolean',
    object: value => typeof value === 'object',
    address: value => typeof value === 'object',
  };
  const attribute = fc.constantFrom(...resourceTypes).chain(type => {
    const names = Object.keys(resourceOf(type).attributes);
    return fc.record({ type: fc.constant(type), name: fc.constantFrom(...names), value: fc.anything() });
  });
  fc.assert(
    fc.property(attribute, ({ type, name, value }) => {
      try {
        const answered = read(type, { [name]: value })[name];
        const fits = kinds[resourceOf(type).attributes[name]!.kind] ?? ((one: unknown) => typeof one === 'string');
        expect(answered === undefined || answered === null || fits(answered)).toBe(true);
      } catch (error) {
        expect(error).toBeInstanceOf(NationBuilderError);
      }
    }),
    { numRuns: 1_000 },
  );
});
