import { AppError } from '@nat/service-kit';
import fc from 'fast-check';
import { parseStrictJson } from './strict-json';

const parse = (text: string): unknown => parseStrictJson(new TextEncoder().encode(text));

function codeOf(text: string): string {
  try {
    parse(text);
    return 'parsed';
  } catch (error) {
    if (error instanceof AppError) return error.code;
    throw error;
  }
}

/** Any JSON value without the keys that are refused. */
const allowed = fc.jsonValue({ maxDepth: 6 }).filter(value => !/"(?:__proto__|constructor)"\s*:/.test(JSON.stringify(value)));

it('reads what JSON.parse reads, whatever the white space', () => {
  fc.assert(
    fc.property(allowed, fc.constantFrom(undefined, 1, '\t', '\r\n'), (value, indent) => {
      const text = JSON.stringify(value, undefined, indent?.toString().includes('\r') ? '\t' : indent);
      expect(parse(text)).toEqual(JSON.parse(text));
    }),
    { numRuns: 1_000 },
  );
});

it('refuses what JSON.parse refuses, and never fails in another way', () => {
  const json = fc.json().chain(text => fc.tuple(fc.constant(text), fc.nat(text.length), fc.string({ maxLength: 2 })));
  fc.assert(
    fc.property(json, ([text, at, noise]) => {
      const damaged = text.slice(0, at) + noise + text.slice(at + 1);
      const code = codeOf(damaged);
      if (code === 'parsed') expect(() => damaged.trim() === '' || JSON.parse(damaged) !== undefined).not.toThrow();
      else expect(code).toBe('malformed_request');
    }),
    { numRuns: 2_000 },
  );
});

it('finds a repeated key wherever it stands and however it is written', () => {
  const escape = (key: string): string =>
    `"${key
      .split('')
      .map(letter => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`)
      .join('')}"`;
  const key = fc.string({ unit: fc.constantFrom('a', 'b', ':', '{', '"', '\\', ' '), maxLength: 4 });
  fc.assert(
    fc.property(key, fc.dictionary(key, allowed), fc.boolean(), fc.boolean(), (repeated, others, escaped, inside) => {
      delete others[repeated];
      const members = Object.entries(others).map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`);
      const plain = `${JSON.stringify(repeated)} : 1`;
      const again = escaped ? `${escape(repeated)}:2` : plain;
      const object = `{${[plain, ...members, again].join(',')}}`;
      expect(codeOf(inside ? `[{"x":${object}}]` : object)).toBe('malformed_request');
    }),
    { numRuns: 500 },
  );
});

it('lets objects beside and inside each other have the same keys', () => {
  expect(parse('[{"a":{"a":1}},{"a":"a"}]')).toEqual([{ a: { a: 1 } }, { a: 'a' }]);
});

it('takes strings that only look like keys for what they are', () => {
  expect(parse('{"a":"__proto__","b":["constructor","{\\"a\\":1"]}')).toEqual({ a: '__proto__', b: ['constructor', '{"a":1'] });
});

it('draws the line at 32 levels', () => {
  expect(codeOf(`${'['.repeat(32)}${']'.repeat(32)}`)).toBe('parsed');
  expect(codeOf(`${'['.repeat(33)}${']'.repeat(33)}`)).toBe('malformed_request');
  expect(codeOf(`"${'['.repeat(33)}"`)).toBe('parsed');
});

it('reads an empty body as none', () => {
  expect(parse('')).toBeUndefined();
  expect(parse(' \r\n\t')).toBeUndefined();
});

it('never pollutes a prototype', () => {
  expect(codeOf('{"__proto__":{"polluted":true}}')).toBe('malformed_request');
  expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
});

// In more than linear time it would not come to an end before the test's own time is up.
it.each([
  ['quotes', '"\\'.repeat(128 * 1024)],
  ['brackets', '['.repeat(256 * 1024)],
  ['keys', `{${Array.from({ length: 9_999 }, (_, key) => `"${key}":{}`).join(',')}}`],
  ['white space after strings', `[${`""${' '.repeat(300)},`.repeat(800)}""]`],
])('judges 256 KB of %s', (_, text) => {
  expect(['parsed', 'malformed_request', 'invalid']).toContain(codeOf(text));
});
