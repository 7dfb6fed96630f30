import fc from 'fast-check';
import { maskContacts, plainLimit, plainText } from './clean-text';

it.each([
  ['  Ana   Ruiz ', 'Ana Ruiz'],
  ['Ana\u0000\u001b[31m Ruiz\n', 'Ana [31m Ruiz'],
  ['A\u200bn\u200ca\u2060\ufeff', 'A n a'],
  ['\u202eziuR anA\u202c', 'ziuR anA'],
  ['tag\u{e0041}\u{e0042}s', 'tag s'],
  ['ana@example.org', '[contact hidden]'],
  ['Ana (512) 555-0100', 'Ana [contact hidden]'],
  ["Siobhán O'Brien", "Siobhán O'Brien"],
  ['王小明', '王小明'],
])('cleans %j to %j', (text, expected) => expect(plainText(text)).toBe(expected));

it.each([undefined, null, 7, {}, '', '\u200b\u202e', '   '])('has nothing to say of %j', value => {
  expect(plainText(value)).toBeUndefined();
});

it('caps what is long, counting whole characters', () => {
  const long = plainText('👍'.repeat(200))!;
  expect(Array.from(long)).toHaveLength(plainLimit);
  expect(long.endsWith('👍…')).toBe(true);
});

it('never lets an invisible character or an address through, whatever the text', () => {
  const piece = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('a@b.co', '\u202e', '\u200d', '+1 512 555 0100', ' ', '\u0007'),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), pieces => {
      const text = plainText(pieces.join('')) ?? '';
      expect(text).not.toMatch(/[\p{Cc}\p{Cf}\p{Co}\p{Zl}\p{Zp}]/u);
      expect(maskContacts(text)).toBe(text);
      expect(Array.from(text).length).toBeLessThanOrEqual(plainLimit);
    }),
    { numRuns: 500 },
  );
});

// In more than linear time it would not come to an end before the test's own time is up.
it.each(['a'.repeat(1e6), '1 '.repeat(5e5), `${'a.'.repeat(5e5)}@`, `+${'1-'.repeat(5e5)}`])(
  'comes to an end with hostile text: %.12s…',
  text => expect(plainText(text)?.length ?? 0).toBeLessThanOrEqual(plainLimit),
);
