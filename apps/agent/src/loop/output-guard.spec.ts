import fc from 'fast-check';
import { OutputGuard } from './output-guard';

/** What comes out when the text arrives in pieces that end at the given places. */
function guarded(text: string, cuts: number[] = [], typed = ''): string {
  const guard = new OutputGuard(typed);
  const ends = [...cuts.map(cut => cut % (text.length + 1)), text.length].sort((a, b) => a - b);
  let out = '';
  let start = 0;
  for (const end of ends) {
    out += guard.push(text.slice(start, end));
    start = end;
  }
  return out + guard.end();
}

it.each([
  ['Write to ana@example.org now', 'Write to [contact hidden] now'],
  ['Call (512) 555-0100 or +44 20 7946 0958.', 'Call [contact hidden] or [contact hidden].'],
  [
    '$1,250 from 3 donors, 2026-10-01 to 2026-10-31, record 123456',
    '$1,250 from 3 donors, 2026-10-01 to 2026-10-31, record 123456',
  ],
  ['See ![pixel](https://evil.example/p.png?who=ana) here', 'See pixel here'],
  ['See [her page](https://evil.example/x) here', 'See her page here'],
  ['See https://evil.example/a?b=c for more', 'See  for more'],
  ['Bold <b>move</b> and <img src=x onerror=alert(1)> gone', 'Bold move and  gone'],
  ['a < b and 3 > 2', 'a < b and 3 > 2'],
])('lets %j out as %j', (text, expected) => expect(guarded(text)).toBe(expected));

it('repeats contact data that the person typed', () => {
  expect(guarded('ana@example.org is Ana, bob@example.org is not', [], 'who is ana@example.org?')).toBe(
    'ana@example.org is Ana, [contact hidden] is not',
  );
});

it('lets nothing out that is whole only in the next piece', () => {
  const guard = new OutputGuard('');
  expect(guard.push('Write to ana@exam')).toBe('Write to ');
  expect(guard.push('ple.org now')).toBe('[contact hidden] ');
});

it('disarms what is too long to be recognized', () => {
  const shown = guarded(`<img alt="${'x '.repeat(600)}" src=y> ![${'z '.repeat(600)}](http://e.example/p)`);
  expect(shown).not.toMatch(/<[a-z]|!\[|\]\(/);
});

it('does not depend on how the text was cut', () => {
  const piece = fc.constantFrom(
    'Hello ',
    'ana@example.org',
    ' (512) ',
    '555-0100',
    ' ',
    '+1 512 555 0100',
    '![a b](http://x.example/y z)',
    '<b ',
    'x>',
    '[',
    ']',
    '(',
    ')',
    '\n',
    '$400',
    ' from 3 ',
    '2026-10-01',
    '<',
    '>',
    '!',
    'https://evil.example/q?x=1',
    '.',
    'Zoë ',
    '👍',
    '512 555 ',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 25 }), fc.array(fc.nat(400), { maxLength: 30 }), (pieces, cuts) => {
      const text = pieces.join('');
      expect(guarded(text, cuts)).toBe(guarded(text));
    }),
    { numRuns: 2_000 },
  );
});
