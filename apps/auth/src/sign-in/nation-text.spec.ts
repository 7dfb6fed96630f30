import fc from 'fast-check';
import { nationOfText } from './nation-text';

it.each([
  ['demo', 'demo'],
  ['  Demo ', 'demo'],
  ['demo.nationbuilder.com', 'demo'],
  ['https://demo.nationbuilder.com/admin/signups?x=1#y', 'demo'],
  ['HTTPS://DEMO.nationbuilder.com', 'demo'],
  ['http://my-nation.nationbuilder.com/', 'my-nation'],
])('understands %j', (text, nation) => {
  expect(nationOfText(text)).toBe(nation);
});

it.each([
  '',
  ' ',
  'www',
  'www.nationbuilder.com',
  'nationbuilder.com',
  'a.demo.nationbuilder.com',
  'demo.nationbuilder.com.evil.example',
  'evil.example/demo.nationbuilder.com',
  'https://demo.nationbuilder.com@evil.example',
  'https://evil.example#.nationbuilder.com',
  'https://evil.example\\.nationbuilder.com',
  'https://user:password@demo.nationbuilder.com',
  'https://demo.nationbuilder.com:8443',
  'demo。nationbuilder.com',
  'ｄｅｍｏ',
  'dem\u212A',
  'xn--dmo-mta.nationbuilder.com',
  '127.0.0.1',
  '[::1]',
  'file:///etc/passwd',
  'javascript://demo.nationbuilder.com',
  'demo.nationbuilder.com.',
  'de mo',
  'demo\u0000',
  'demo%2eevil',
  '-demo',
  'x'.repeat(64),
])('takes %j for no nation', text => {
  expect(nationOfText(text)).toBeUndefined();
});

it('answers with a slug or nothing, whatever is typed', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.webUrl(), fc.string({ unit: 'binary' })), text => {
      expect(nationOfText(text) ?? 'none').toMatch(/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/);
    }),
  );
});
