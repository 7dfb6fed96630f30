import { type ModelUsage, PageContext } from '@nat/contracts';
import { pageKinds } from '../../console/state/page-kinds.js';
import { placeOf, placeText } from '../../console/state/place.js';
import { safeAddress } from '../../console/state/safe-text.js';
import { ago, cost, countOfKind, kinds, queriesWords, timeLeft, usageWords } from '../../console/state/words.js';

describe('links of an answer', () => {
  const origin = 'http://127.0.0.1:4711/n/{slug}';

  it.each([
    'http://127.0.0.1:4711/n/demo/admin/signups/7',
    'http://127.0.0.1:4711/n/demo',
    'http://127.0.0.1:4711/n/demo/?a=b#c',
  ])('follow %s', address => expect(safeAddress(address, origin, 'demo')).toBe(address));

  it.each([
    'javascript:alert(1)',
    'data:text/html,x',
    'http://127.0.0.1:4711/n/demolition/admin',
    'http://127.0.0.1:4711/n/other/admin',
    'http://127.0.0.1:4711/n/demo/../other/admin',
    'http://127.0.0.1:4711/n/demo%2f..%2fother',
    'http://127.0.0.1:4712/n/demo/admin',
    'https://127.0.0.1:4711/n/demo/admin',
    'http://127.0.0.1:4711@evil.example/n/demo/admin',
    'http://user@127.0.0.1:4711/n/demo/admin',
    'https://evil.example/n/demo/admin',
    '//evil.example/n/demo',
    '/n/demo/admin',
    'nonsense',
    '',
  ])('do not follow %s', address => expect(safeAddress(address, origin, 'demo')).toBeUndefined());

  it('are those of one nation at NationBuilder, too', () => {
    const live = 'https://{slug}.nationbuilder.com';
    expect(safeAddress('https://demo.nationbuilder.com/admin/signups/7', live, 'demo')).toBeDefined();
    expect(safeAddress('https://other.nationbuilder.com/admin/signups/7', live, 'demo')).toBeUndefined();
    expect(safeAddress('https://demo.nationbuilder.com.evil.example/', live, 'demo')).toBeUndefined();
  });
});

describe('words', () => {
  const now = Date.parse('2026-06-15T12:00:00.000Z');

  it.each([
    ['2026-06-15T12:10:00.000Z', '10:00'],
    ['2026-06-15T12:00:00.001Z', '0:01'],
    ['2026-06-16T11:59:59.000Z', '23:59:59'],
    ['2026-06-15T12:00:00.000Z', undefined],
    ['2026-06-15T11:59:00.000Z', undefined],
    ['never', undefined],
  ])('tell the time left until %s as %s', (until, words) => expect(timeLeft(until, now)).toBe(words));

  it.each([
    ['2026-06-15T11:59:31.000Z', 'now'],
    ['2026-06-15T11:00:01.000Z', '59 min ago'],
    ['2026-06-14T12:00:01.000Z', '23 h ago'],
    ['2026-06-14T12:00:00.000Z', '1 day ago'],
    ['2026-05-14T12:00:00.000Z', '2026-05-14'],
  ])('tell %s as %s', (time, words) => expect(ago(time, now)).toBe(words));

  it('count records by their kind', () => {
    expect([1, 2].map(count => countOfKind(count, 'person'))).toEqual(['1 person', '2 people']);
    expect(countOfKind(1_560, 'path_journey')).toBe('1,560 path journeys');
    expect(['petition_signature', 'survey', 'party'].map(kinds)).toEqual(['petition signatures', 'surveys', 'parties']);
  });

  it('tell what a query took', () => {
    const usage: ModelUsage = { input: 200, cacheWrite5m: 0, cacheWrite1h: 0, cacheRead: 9_800, output: 80, costMicroUsd: 2_149 };
    expect(usageWords(usage)).toBe('10,000 tokens in (98% from cache), 80 out, $0.0021');
    expect(usageWords({ ...usage, input: 0, cacheRead: 0 })).toContain('0 tokens in (0% from cache)');
    expect(cost(250_000)).toBe('$0.2500');
    expect(queriesWords({ used: 3, limit: { kind: 'finite', amount: '500', mode: 'block' } })).toBe('3 of 500 queries used');
    expect(queriesWords({ used: 1, limit: { kind: 'unlimited' } })).toBe('1 query used');
  });
});

describe('the address of the page', () => {
  const conversationId = `cnv_${'1'.repeat(32)}`;

  it('tells who is where, and is read again after a reload', () => {
    for (const place of [
      { nationSlug: 'demo', user: 'ada' },
      { nationSlug: 'demo', user: 'ada', conversationId },
    ])
      expect(placeOf(placeText(place))).toEqual(place);
  });

  it.each(['', '#', '#/demo', '#/demo/ada/', '#/demo/Ada', '#/de mo/ada', `#/demo/ada/${conversationId}/x`, '#/demo/ada/cnv_1'])(
    'is nothing else: %s',
    hash => expect(placeOf(hash)).toBeUndefined(),
  );
});

it('every kind of page that a question may be about can be chosen, and no other', () => {
  expect([...pageKinds].sort()).toEqual([...PageContext.shape.kind.options].sort());
});
