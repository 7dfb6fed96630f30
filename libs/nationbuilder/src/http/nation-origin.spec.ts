import { NationSlug } from '@nat/contracts';
import fc from 'fast-check';
import { NationOrigin } from './nation-origin';

const acme = NationSlug.parse('acme');
const vendor = new NationOrigin({ production: true });
const local = new NationOrigin({ production: false, template: 'http://127.0.0.1:4711/n/{slug}' });

it('builds addresses of the nation’s own host', () => {
  const query = new URLSearchParams({ 'filter[name]': 'a b&c' });
  expect(vendor.nationUrl(acme, '/api/v2/lists', query).href).toBe(
    'https://acme.nationbuilder.com/api/v2/lists?filter%5Bname%5D=a+b%26c',
  );
  expect(local.nationUrl(acme, '/api/v2/lists').href).toBe('http://127.0.0.1:4711/n/acme/api/v2/lists');
});

it.each([
  'https://evil.example/n/{slug}',
  'http://127.0.0.1:4711/n/demo',
  'http://{slug}.nationbuilder.com',
  'https://{slug}.nationbuilder.com.evil.example',
  'http://169.254.169.254/{slug}',
  '',
])('refuses the template %j', template => {
  expect(() => new NationOrigin({ production: false, template })).toThrow();
});

it('accepts in production nothing but the vendor', () => {
  expect(() => new NationOrigin({ production: true, template: 'http://127.0.0.1:4711/n/{slug}' })).toThrow('production');
  expect(() => new NationOrigin({ production: true, template: 'https://{slug}.nationbuilder.com' })).not.toThrow();
});

it.each([
  'evil.example/',
  'evil.example#',
  'evil.example?',
  'evil.example\\',
  'user@evil.example/',
  'acme.nationbuilder.com:8443/',
  'acme:secret@other',
  'ACME',
  'acme\n',
  'acme\t',
  'ａｃｍｅ',
  '../other',
  '%2e%2e/other',
  '$&',
])('builds no address for the slug %j, should one ever get past its type', hostile => {
  expect(NationSlug.safeParse(hostile).success).toBe(false);
  expect(() => vendor.nationUrl(hostile as NationSlug, '/api/v2/lists')).toThrow();
});

it.each(['/api/v2/lists/..', '/api/v2/lists/.', '/api/v2/%2e%2e/oauth', '/api?x=1', '/api#x', '/a b', '//evil.example'])(
  'refuses the path %j or keeps it as it stands',
  path => {
    for (const origin of [vendor, local]) {
      let built: URL | undefined;
      try {
        built = origin.nationUrl(acme, path);
      } catch (error) {
        expect(String(error)).toContain('refused');
      }
      if (built) expect(built.pathname.endsWith(path)).toBe(true);
    }
  },
);

it('never names a foreign host, whatever slug gets past its type', () => {
  const piece = fc.constantFrom(
    'acme',
    'evil.example',
    '/',
    '//',
    '@',
    ':',
    '#',
    '?',
    '\\',
    '.',
    '..',
    '%2f',
    '\t',
    '{slug}',
    '$&',
  );
  const slugs = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(piece, { maxLength: 6 }).map(parts => parts.join('')),
  );
  fc.assert(
    fc.property(slugs, fc.webPath(), (hostile, path) => {
      const built = [vendor, local].flatMap(origin => {
        try {
          return [origin.nationUrl(hostile as NationSlug, path)];
        } catch {
          return [];
        }
      });
      for (const { protocol, host, username } of built) {
        expect(`${protocol}//${username}${host}`).toMatch(/^(https:\/\/[^/@:]*\.nationbuilder\.com|http:\/\/127\.0\.0\.1:4711)$/);
      }
    }),
    { numRuns: 2_000 },
  );
});

it.each([
  'http://acme.nationbuilder.com/x',
  'https://acme.nationbuilder.com:8443/x',
  'https://user@acme.nationbuilder.com/x',
  'https://other.nationbuilder.com/x',
  'https://acme.nationbuilder.com.evil.example/x',
  'https://nationbuilder.com/x',
])('does not take %s for an address of the nation', url => {
  expect(vendor.holds(acme, new URL(url))).toBe(false);
});

it('keeps the nations of the double apart', () => {
  expect(local.holds(acme, new URL('http://127.0.0.1:4711/n/acme/api/v2/lists'))).toBe(true);
  expect(local.holds(acme, new URL('http://127.0.0.1:4711/n/acme2/api'))).toBe(false);
  expect(local.holds(acme, new URL('http://127.0.0.1:4712/n/acme/api'))).toBe(false);
});

it('never leaves the nation, whatever path is asked for', () => {
  const path = fc.oneof(
    fc.webPath(),
    fc.constantFrom('/../other/api', '//evil.example/', '@evil.example/', '.evil.example/', ':81/', '/%2e%2e/other'),
    fc.string(),
  );
  fc.assert(
    fc.property(path, hostile => {
      for (const origin of [vendor, local]) {
        try {
          expect(origin.holds(acme, origin.nationUrl(acme, hostile))).toBe(true);
        } catch (error) {
          expect(String(error)).toMatch(/refused|Invalid URL/);
        }
      }
    }),
    { numRuns: 1_000 },
  );
});
