import type { QueryCount } from '@nat/contracts';
import { rateLimitHeaders } from './rate-limit-headers';

const now = Date.parse('2026-06-15T12:00:00.000Z');
const rate = { limit: 10, windowSeconds: 60, remaining: 7, resetSeconds: 42 };
const queries = (limit: QueryCount['limit'], used = 345): QueryCount => ({
  used,
  held: 2,
  limit,
  resetAt: '2026-06-16T12:00:00.000Z',
});

it('tells the window of the user and what is left of a finite plan', () => {
  expect(rateLimitHeaders({ rate, queries: queries({ kind: 'finite', amount: '500', mode: 'block' }) }, now)).toEqual({
    'ratelimit-policy': '"user-queries";q=10;w=60',
    ratelimit: '"user-queries";r=7;t=42, "nation-queries";r=153;t=86400',
  });
});

it.each([{ kind: 'unlimited' }, { kind: 'disabled' }] as const)('says nothing of a plan that is $kind', limit => {
  expect(rateLimitHeaders({ rate, queries: queries(limit) }, now)['ratelimit']).toBe('"user-queries";r=7;t=42');
});

it('never tells less than nothing, nor a time that has passed', () => {
  const over = queries({ kind: 'finite', amount: '100', mode: 'warn' });
  expect(rateLimitHeaders({ queries: over }, now + 10 * 86_400_000)).toEqual({ ratelimit: '"nation-queries";r=0;t=0' });
});

it('is empty when nothing is known', () => {
  expect(rateLimitHeaders({}, now)).toEqual({});
});
