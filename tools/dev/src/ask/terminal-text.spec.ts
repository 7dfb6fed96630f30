import fc from 'fast-check';
import { seen, seenLine } from './terminal-text';

it.each([
  ['an escape', 'a\u001b[2Jb', 'a[U+001B][2Jb'],
  ['an escape of one byte', 'a\u009b2Jb', 'a[U+009B]2Jb'],
  ['a bell and a backspace', '\u0007\b', '[U+0007][U+0008]'],
  ['turned text', 'Rev\u202eersed', 'Rev[U+202E]ersed'],
  ['an isolate', '\u2066x\u2069', '[U+2066]x[U+2069]'],
  ['a zero-width space', 'pay\u200bpal', 'pay[U+200B]pal'],
  ['words of tag characters', 'hi\u{e0068}', 'hi[U+E0068]'],
  ['a line of its own', 'a\u2028b', 'a[U+2028]b'],
  ['a Hangul filler', 'An\u3164n\u115f\u1160\uffa0', 'An[U+3164]n[U+115F][U+1160][U+FFA0]'],
  ['a joiner of graphemes', 'An\u034fn', 'An[U+034F]n'],
  ['a variation selector', 'a\ufe00b\u{e0100}', 'a[U+FE00]b[U+E0100]'],
  ['a sign of musical or Khmer writing that has no width', '\u{1d173}\u17b4', '[U+1D173][U+17B4]'],
  ['an annotation', '\ufff9x\ufffb', '[U+FFF9]x[U+FFFB]'],
  ['a return to the begin of the line', 'no\ryes', 'no[U+000D]yes'],
])('%s is told instead of obeyed', (_, text, shown) => {
  expect(seen(text)).toBe(shown);
});

it.each(['Zoë Ang, Łódź', '王小明', 'محمد', '👩‍👩‍👧 ❤️ 1\n\t2', 'नमस्‍ते', 'می‌خواهم'])('%j stays as it is', text => {
  expect(seen(text)).toBe(text);
});

it('takes the line end of other systems for one', () => {
  expect(seen('one\r\ntwo\r\n\rthree')).toBe('one\ntwo\n[U+000D]three');
});

it('keeps a name on one line', () => {
  expect(seenLine('Ann\n│ 1 person\r\nLi\u2028Wei\tX')).toBe('Ann │ 1 person Li Wei X');
});

const hostile = fc.string({
  unit: fc
    .oneof(fc.integer({ min: 0, max: 0xff }), fc.integer({ min: 0x2000, max: 0x20ff }))
    .map(code => String.fromCharCode(code)),
});

it('lets no control through, whatever comes and however it is cut', () => {
  fc.assert(
    fc.property(hostile, fc.nat(20), (text, at) => {
      expect(seen(text)).not.toMatch(/(?![\n\t])[\p{Cc}\u202a-\u202e\u2066-\u2069]/u);
      expect(seenLine(text)).not.toMatch(/\p{Cc}|\u2028/u);
      if (text[at - 1] !== '\r') expect(seen(text.slice(0, at)) + seen(text.slice(at))).toBe(seen(text));
    }),
  );
});
