import fc from 'fast-check';
import { isPlainHtml } from './plain-html';

it.each([
  'no tag at all & none needed',
  '<p>Hello <strong>Ada</strong>,</p><ul><li>one</li></ul>',
  '<a href="http://127.0.0.1:4200/v1/auth/email?t=1">Sign in</a>',
  '<h2>Code</h2><code>123456</code><br>',
])('is plain: %s', html => expect(isPlainHtml(html)).toBe(true));

it.each([
  '<img src="https://evil.example/1.png">',
  '<IMG SRC=https://evil.example/1.png>',
  '<p style="background:url(https://evil.example/1.png)">x</p>',
  '<p onclick="alert(1)">x</p>',
  '<style>p{}</style>',
  '<link rel="stylesheet" href="https://evil.example/1.css">',
  '<script>alert(1)</script>',
  '<iframe src="https://evil.example/"></iframe>',
  '<svg><image href="https://evil.example/1.png"/></svg>',
  '<form action="https://evil.example/"><input></form>',
  '<meta http-equiv="refresh" content="0;url=https://evil.example/">',
  '<base href="https://evil.example/">',
  '<a href="javascript:alert(1)">x</a>',
  '<a href="data:text/html,x">x</a>',
  '<a href=https://evil.example/>x</a>',
  '<a href="https://nat.example/" ping="https://evil.example/">x</a>',
  '<a href="https://nat.example/"onclick="alert(1)">x</a>',
  '<a href="https://nat.example/\n">x</a>',
  '<a ping="https://evil.example/">x</a>',
  '<!-- a comment -->',
  '<![CDATA[x]]>',
  '<?xml version="1.0"?>',
  '<!doctype html>',
  '<p',
  'a > b',
  '<<p>>',
  '<p/x>',
  '<p >',
  '<constructor>',
])('is not plain: %s', html => expect(isPlainHtml(html)).toBe(false));

it('never lets a tag pass that has another name, or anything behind its name but the one link', () => {
  const name = fc.string({ unit: fc.constantFrom(...Array.from('abcdefghijklmnopqrstuvwxyz1')), minLength: 1, maxLength: 8 });
  const attribute = fc.constantFrom(
    ' src="https://evil.example/1"',
    ' style="x"',
    ' onload=x',
    '/',
    ' id=x',
    '\thref="https://a.example/"',
  );
  const plain = new Set(['p', 'br', 'strong', 'em', 'h1', 'h2', 'ul', 'ol', 'li', 'code']);
  fc.assert(
    fc.property(name, fc.option(attribute, { nil: '' }), (tag, more) => {
      expect(isPlainHtml(`text <${tag}${more}> text`)).toBe(plain.has(tag) && more === '');
    }),
    { numRuns: 2000 },
  );
});
