import fc from 'fast-check';
import { canonicalHash, canonicalJson } from './canonical-json';

it('is the same text and hash for good', () => {
  const body = { text: 'Wie viele?', pageContext: { nationSlug: 'demo', kind: 'person' }, conversationId: undefined };
  expect(canonicalJson(body)).toBe('{"pageContext":{"kind":"person","nationSlug":"demo"},"text":"Wie viele?"}');
  expect(canonicalHash(body)).toBe('2e3fc4cd23d65d1a634e71deebdcc36568c56f607ff56bfaae487318848121e2');
  expect(canonicalJson({ b: [{ d: 1, c: 2 }], a: 0 })).toBe('{"a":0,"b":[{"c":2,"d":1}]}');
});

it('sorts by UTF-16 code units, as RFC 8785 does in its example', () => {
  const keys = { '\u20ac': 1, '\r': 2, '\ufb33': 3, '1': 4, '\u{1f600}': 5, '\u0080': 6, '\u00f6': 7 };
  expect([...canonicalJson(keys).matchAll(/:(\d)/g)].map(([, value]) => Number(value))).toEqual([2, 4, 6, 7, 1, 5, 3]);
});

it('does not depend on the order of fields, and keeps everything else apart', () => {
  const json = fc.jsonValue({ maxDepth: 4 });
  fc.assert(
    fc.property(fc.dictionary(fc.string(), json), json, (object, other) => {
      const reversed = Object.fromEntries(Object.entries(object).toReversed());
      expect(canonicalHash(reversed)).toBe(canonicalHash(object));
      expect(JSON.parse(canonicalJson(object))).toEqual(JSON.parse(JSON.stringify(object)));
      expect(canonicalHash(object) === canonicalHash(other)).toBe(canonicalJson(object) === canonicalJson(other));
    }),
  );
});

it('takes text that is no well-formed Unicode, and keeps it apart', () => {
  const hostile = ['\ud800', '\udfff', 'a\udc00b', '\ufffd', '\u0000'];
  const texts = hostile.flatMap(text => [canonicalJson(text), canonicalJson({ [text]: 1 })]);
  expect(new Set(texts).size).toBe(texts.length);
  expect(hostile.map(text => JSON.parse(canonicalJson(text)) as string)).toEqual(hostile);
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 0xffff })), units => {
      const text = String.fromCharCode(...units);
      expect(JSON.parse(canonicalJson({ [`k${text}`]: [text] }))).toEqual({ [`k${text}`]: [text] });
    }),
  );
});

it('is that of what a value is written as', () => {
  expect(canonicalJson({ at: new Date(0) })).toBe('{"at":"1970-01-01T00:00:00.000Z"}');
});

it.each([[undefined], [Number.NaN], [() => 1], [{ a: Number.POSITIVE_INFINITY }], [[undefined]], [{ a: 1n }]])(
  'refuses %p',
  value => {
    expect(() => canonicalJson(value)).toThrow(TypeError);
  },
);
