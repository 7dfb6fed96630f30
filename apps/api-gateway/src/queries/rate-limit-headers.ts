import type { QueryCount, RateState } from '@nat/contracts';

/**
 * `RateLimit-Policy` and `RateLimit` (draft-ietf-httpapi-ratelimit-headers): the caller's window, and what is left of the
 * nation's plan where that is finite.
 *
 * @param now epoch milliseconds; only the seconds until the end of the period depend on it.
 */
export function rateLimitHeaders(state: { rate?: RateState; queries?: QueryCount }, now: number): Record<string, string> {
  const policies: string[] = [];
  const items: string[] = [];
  if (state.rate) {
    const { limit, windowSeconds, remaining, resetSeconds } = state.rate;
    policies.push(`"user-queries";q=${limit};w=${windowSeconds}`);
    items.push(`"user-queries";r=${remaining};t=${resetSeconds}`);
  }
  if (state.queries?.limit.kind === 'finite') {
    const { used, held, limit, resetAt } = state.queries;
    const left = Math.max(0, Math.floor(Number(limit.amount)) - used - held);
    const seconds = Math.max(0, Math.ceil((Date.parse(resetAt) - now) / 1000));
    items.push(`"nation-queries";r=${left};t=${seconds}`);
  }
  return {
    ...(policies.length > 0 && { 'ratelimit-policy': policies.join(', ') }),
    ...(items.length > 0 && { ratelimit: items.join(', ') }),
  };
}
