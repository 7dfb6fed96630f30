import fc from 'fast-check';
import { NationSlug } from '../ids';
import { PageContext, pageContextOf } from './page-context';

const acme = 'https://acme.nationbuilder.com';

describe('pages of the control panel', () => {
  it.each([
    ['/admin', { kind: 'dashboard' }],
    ['/admin/', { kind: 'dashboard' }],
    ['/admin/dashboard', { kind: 'dashboard' }],
    ['/admin/signups', { kind: 'people' }],
    ['/admin/signups/new', { kind: 'people' }],
    ['/admin/signups/4711', { kind: 'person', recordId: '4711' }],
    ['/admin/signups/4711/edit?tab=notes#top', { kind: 'person', recordId: '4711' }],
    ['/admin/signups/4711/memberships/5', { kind: 'person', recordId: '4711' }],
    ['//admin//signups//4711//', { kind: 'person', recordId: '4711' }],
    ['/admin/lists/12', { kind: 'list', recordId: '12' }],
    ['/admin/lists', { kind: 'list' }],
    ['/admin/events/9', { kind: 'event', recordId: '9' }],
    ['/admin/donations/8/edit', { kind: 'donation', recordId: '8' }],
    ['/admin/financial_transactions?page=2', { kind: 'donation' }],
    ['/admin/paths/3/journeys/77', { kind: 'path', recordId: '3' }],
    ['/admin/path_journeys/77', { kind: 'path' }],
    ['/admin/surveys/2', { kind: 'survey', recordId: '2' }],
    ['/admin/petitions/6', { kind: 'petition', recordId: '6' }],
    ['/admin/mailings/6', { kind: 'mailing', recordId: '6' }],
    ['/admin/broadcasters/1', { kind: 'mailing' }],
    ['/admin/memberships/5', { kind: 'membership', recordId: '5' }],
    ['/admin/membership_types/14/download', { kind: 'membership' }],
    ['/admin/pages/21', { kind: 'page', recordId: '21' }],
    ['/admin/signup_tags', { kind: 'people' }],
    ['/admin/streams/followups?page=1', { kind: 'people' }],
    ['/admin/sites', { kind: 'page' }],
    ['/admin/sites/1', { kind: 'page' }],
    ['/admin/sites/1/pages/21', { kind: 'page', recordId: '21', parentId: '1' }],
    ['/admin/sites/1/pages/21/template', { kind: 'page', recordId: '21', parentId: '1' }],
    ['/admin/sites/1/pages/21/attachments', { kind: 'page', recordId: '21', parentId: '1' }],
    ['/admin/sites/1/pages/21/activities', { kind: 'page', recordId: '21', parentId: '1' }],
    ['/admin/sites/1/pages/21/event', { kind: 'event', parentId: '21' }],
    ['/admin/sites/1/pages/21/rsvps', { kind: 'event', parentId: '21' }],
    ['/admin/sites/1/pages/21/petition', { kind: 'petition', parentId: '21' }],
    ['/admin/sites/1/pages/search?q=rally', { kind: 'page' }],
    ['/admin/sites/1/pages/events', { kind: 'event' }],
    ['/admin/sites/1/themes/4/attachments', { kind: 'other' }],
    ['/admin/apps/new', { kind: 'other' }],
    ['/admin/webhooks', { kind: 'other' }],
    ['/admin/constructor/1', { kind: 'other' }],
    ['/admin/__proto__/1', { kind: 'other' }],
    ['/admin/sites/1/pages/21/constructor', { kind: 'page', recordId: '21', parentId: '1' }],
    ['/', { kind: 'other' }],
    ['/spring_rally', { kind: 'other' }],
    ['/ADMIN/signups/1', { kind: 'other' }],
    ['/admin2/signups/1', { kind: 'other' }],
  ])('%s', (path, page) => expect(pageContextOf(acme + path)).toEqual({ nationSlug: 'acme', ...page }));

  it.each([
    '/admin/signups/12a',
    '/admin/signups/-1',
    '/admin/signups/%31',
    '/admin/signups/١٢',
    `/admin/signups/${'1'.repeat(21)}`,
  ])('take no id from %s', path => expect(pageContextOf(acme + path)).toEqual({ nationSlug: 'acme', kind: 'people' }));
});

it.each([
  'http://acme.nationbuilder.com/admin/signups/1',
  'https://acme.nationbuilder.com:8443/admin/signups/1',
  'https://ada@acme.nationbuilder.com/admin/signups/1',
  'https://ada:pw@acme.nationbuilder.com/admin/signups/1',
  'https://acme.nationbuilder.com@evil.example/admin/signups/1',
  'https://acme.nationbuilder.com.evil.example/admin/signups/1',
  'https://evil.example/https://acme.nationbuilder.com/admin/signups/1',
  'https://acme.nationbuilder.com./admin/signups/1',
  'https://a.acme.nationbuilder.com/admin/signups/1',
  'https://acmenationbuilder.com/admin/signups/1',
  'https://xn--acme-abc.nationbuilder.com/admin/signups/1',
  'https://аcme.nationbuilder.com/admin/signups/1', // the first letter is Cyrillic
  'https://www.nationbuilder.com/admin/signups/1',
  'https://nationbuilder.com/admin/signups/1',
  'https://acme.example.org/admin/signups/1',
  'https://-acme.nationbuilder.com/admin/signups/1',
  'https://ac_me.nationbuilder.com/admin/signups/1',
  'javascript:https://acme.nationbuilder.com/admin/signups/1',
  'blob:https://acme.nationbuilder.com/admin/signups/1',
  'view-source:https://acme.nationbuilder.com/admin/signups/1',
  '//acme.nationbuilder.com/admin/signups/1',
  '/admin/signups/1',
  `${acme}/admin/signups/1?${'x'.repeat(2_048)}`,
  '',
])('is nothing we know: %s', address => expect(pageContextOf(address)).toBeUndefined());

it('reads an address as a browser does', () => {
  const expected = { nationSlug: 'acme', kind: 'person', recordId: '1' };
  for (const address of ['HTTPS://ACME.NationBuilder.com/admin/signups/1', 'https://acme.nationbuilder.com:443/admin/signups/1'])
    expect(pageContextOf(address)).toEqual(expected);
  expect(pageContextOf(`${acme}/admin/lists/9/../../signups/1`)).toEqual(expected);
});

describe('another origin, such as the double’s', () => {
  const template = 'http://127.0.0.1:4711/n/{slug}';

  it('has its nations in the path', () => {
    const page = { nationSlug: 'demo', kind: 'person', recordId: '7' };
    expect(pageContextOf('http://127.0.0.1:4711/n/demo/admin/signups/7', template)).toEqual(page);
    expect(pageContextOf('http://127.0.0.1:4711/n/demo/../acme/admin/signups/7', template)).toEqual({
      ...page,
      nationSlug: 'acme',
    });
    expect(pageContextOf('http://127.0.0.1:4711/n/demo', template)).toEqual({ nationSlug: 'demo', kind: 'other' });
  });

  it.each([
    `${acme}/admin/signups/7`,
    'http://127.0.0.1:4712/n/demo/admin/signups/7',
    'http://127.0.0.1:4711/demo/admin/signups/7',
    'http://127.0.0.1:4711/n//admin/signups/7',
    'http://127.0.0.1:4711/n/%64emo/admin/signups/7',
    'http://127.0.0.1:4711/n/demo.evil/admin/signups/7',
    'http://ada@127.0.0.1:4711/n/demo/admin/signups/7',
  ])('is not where %s leads', address => expect(pageContextOf(address, template)).toBeUndefined());
});

const slug = fc.stringMatching(/^[a-z0-9](?:[a-z0-9-]{0,12}[a-z0-9])?$/).filter(label => NationSlug.safeParse(label).success);
const piece = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.constantFrom(
    '/',
    '//',
    '\\',
    '..',
    '%2e',
    '@',
    ':',
    '?',
    '#',
    '.nationbuilder.com',
    'acme',
    'admin',
    'signups',
    '1',
    'xn--',
  ),
);

it('never throws, and never tells of a nation but the one whose host it is', () => {
  const address = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.webUrl(),
    fc
      .tuple(fc.constantFrom('https://', 'http://', 'https:', ''), fc.array(piece, { maxLength: 12 }))
      .map(([scheme, rest]) => scheme + rest.join('')),
  );
  fc.assert(
    fc.property(address, text => {
      const page = pageContextOf(text);
      if (!page) return;
      expect(PageContext.parse(page)).toEqual(page);
      const { protocol, host, username, password } = new URL(text);
      expect([protocol, host, username + password]).toEqual(['https:', `${page.nationSlug}.nationbuilder.com`, '']);
    }),
    { numRuns: 3_000 },
  );
});

it('finds the person again in every address of their page', () => {
  const tail = fc.webPath().map(path => path.replace(/\.\./g, ''));
  fc.assert(
    fc.property(slug, fc.bigInt(1n, 10n ** 19n), tail, fc.webQueryParameters(), (nation, id, rest, query) => {
      const address = `https://${nation}.nationbuilder.com/admin/signups/${id}${rest}?${query}`;
      expect(pageContextOf(address)).toEqual({ nationSlug: nation, kind: 'person', recordId: String(id) });
    }),
  );
});
