import fc from 'fast-check';
import { isLoopbackAddress, linkedText } from './linked-text';

const linksOf = (text: string): (string | undefined)[] =>
  Array.from(linkedText(text).text.matchAll(/<a href="([^"]*)"/g), ([, link]) => link);

it.each([
  ['Follow http://127.0.0.1:4200/v1/x?a=1&b=2#t=3.', ['http://127.0.0.1:4200/v1/x?a=1&amp;b=2#t=3']],
  ['(http://localhost:4200/) and http://[::1]:4200/x, both!', ['http://localhost:4200/', 'http://[::1]:4200/x']],
  ['http://127.0.0.1:1/a\nhttps://127.0.0.1:1/b', ['http://127.0.0.1:1/a', 'https://127.0.0.1:1/b']],
  ['"http://127.0.0.1:1/a" <http://127.0.0.1:1/b>', ['http://127.0.0.1:1/a', 'http://127.0.0.1:1/b']],
])('links what points to this machine: %j', (text, links) => expect(linksOf(text)).toEqual(links));

it.each([
  'https://evil.example/',
  'http://127.0.0.1.evil.example/',
  'http://127.0.0.1@evil.example/',
  'http://127.0.0.1:80@evil.example/',
  'http://user:pw@127.0.0.1:4200/',
  'http://localhost.evil.example/',
  'http://evil.example/?http://127.0.0.1/',
  'http://evil.example#@127.0.0.1/',
  'http://0.0.0.0:4200/',
  'http://192.168.0.1/',
  'ftp://127.0.0.1/',
  'javascript:alert(1)//http',
  'data:text/html,http',
  'http://',
  'http://%',
])('leaves everything else text: %s', text => {
  expect(linksOf(`before ${text} after`)).toEqual([]);
  expect(linkedText(text).text).not.toContain('<');
});

it('shows every text as it is, whatever is linked in it', () => {
  const piece = fc.oneof(
    fc.string({ unit: fc.constantFrom('<', '>', '"', "'", '&', ' ', 'a', '.', '\n') }),
    fc.constantFrom('http://127.0.0.1:1/x', 'https://evil.example/', '<script>', 'http://localhost/"onclick="x'),
  );
  fc.assert(
    fc.property(fc.array(piece), pieces => {
      const text = pieces.join('');
      const shown = linkedText(text).text;
      const tags = shown.match(/<[^>]*>/g) ?? [];
      for (const tag of tags)
        expect(tag).toMatch(/^<a href="https?:\/\/(?:127\.0\.0\.1|localhost)[^"<>]*" rel="noreferrer">$|^<\/a>$/);
      const plain = shown
        .replaceAll(/<[^>]*>/g, '')
        .replaceAll('&lt;', '<')
        .replaceAll('&gt;', '>')
        .replaceAll('&quot;', '"')
        .replaceAll('&#39;', "'")
        .replaceAll('&amp;', '&');
      expect(plain).toBe(text);
    }),
    { numRuns: 1000 },
  );
});

it('takes no address without a scheme for one of this machine', () => {
  expect(isLoopbackAddress('127.0.0.1:4200')).toBe(false);
});
