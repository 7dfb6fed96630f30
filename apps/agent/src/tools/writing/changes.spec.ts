import { resources } from '@nat/nationbuilder';
import fc from 'fast-check';
import { changesOf, differing, sameValue } from './changes';

const zone = 'America/Chicago';
const { attributes } = resources.signups;

it('knows the same instant in another offset, and the same amount spelled otherwise', () => {
  expect(sameValue(attributes.last_contacted_at, '2026-06-01T00:00:00-05:00', '2026-06-01T05:00:00Z')).toBe(true);
  expect(sameValue(resources.path_journeys.attributes.value_amount, '1200.50', '1200.5')).toBe(true);
  const huge = ['999999999999999.000000001', '999999999999999.000000002'] as const; // one number to JavaScript
  expect(sameValue(resources.path_journeys.attributes.value_amount, ...huge)).toBe(false);
  expect(sameValue(attributes.employer, '', null)).toBe(true);
  expect(sameValue(attributes.is_volunteer, null, false)).toBe(false);
  expect(sameValue(attributes.employer, 'City', 'city')).toBe(false);
});

it('compares of an object only the parts that are written', () => {
  const was = { custom_values: { shirt_size: 'L', can_host: true } };
  expect(differing('signups', was, { custom_values: { shirt_size: 'L' } })).toEqual([]);
  expect(differing('signups', was, { custom_values: { shirt_size: 'M' } })).toEqual(['custom_values']);
  expect(
    differing('signups', { home_address_attributes: { city: 'Austin' } }, { home_address_attributes: { delete: true } }),
  ).toEqual(['home_address_attributes']);
});

it('never shows contact data or private traits that are there', () => {
  const secret = 'zq9-secret-zq9';
  const names = Object.keys(attributes).filter(name => {
    const { privacy, kind } = attributes[name as keyof typeof attributes] as { privacy?: string; kind: string };
    return kind === 'address' || ['contact', 'special', 'demographic', 'external_id', 'conduct'].includes(privacy ?? '');
  });
  fc.assert(
    fc.property(fc.subarray(names, { minLength: 1 }), chosen => {
      const values = (text: string) =>
        Object.fromEntries(chosen.map(name => [name, name.endsWith('_attributes') ? { city: text } : text]));
      const shown = changesOf('signups', values(secret), values('new'), zone);
      expect(shown).toHaveLength(chosen.length);
      for (const { before } of shown) expect(before ?? '').not.toContain(secret);
    }),
  );
});

it('shows of the nation’s own fields that something is there, not what', () => {
  expect(
    changesOf('signups', { custom_values: { dues: 'secret' } }, { custom_values: { dues: 'paid', size: null } }, zone),
  ).toEqual([{ field: 'dues', before: '[hidden]', after: 'paid' }, { field: 'size' }]);
});

it('masks an address in a text that is there, and cuts what is endless', () => {
  const [note] = changesOf('signups', { note: `call 512-555-0100 ${'x'.repeat(500)}` }, { note: 'y'.repeat(2_000) }, zone);
  expect(note!.before).toMatch(/^call \[contact hidden\] x+…$/);
  expect(note!.before!.length).toBeLessThanOrEqual(120);
  expect(note!.after).toHaveLength(501);
});

it('marks the words of somebody that are there, for people to read and for no model', () => {
  const changed = changesOf('signups', { note: 'met at the fair', employer: 'City' }, { note: null, employer: 'County' }, zone);
  expect(changed).toEqual([
    { field: 'note', before: 'met at the fair', quoted: true },
    { field: 'employer', before: 'City', after: 'County' },
  ]);
  expect(changesOf('signups', {}, { note: 'new' }, zone)).toEqual([{ field: 'note', after: 'new' }]);
});
