import { endpoints } from '../endpoints';

const allowedMethods = [...new Set(Object.values(endpoints).map(({ method }) => method))].toSorted().join(', ');
const allowedHeaders = [
  'Authorization',
  'Content-Type',
  'Idempotency-Key',
  'Last-Event-ID',
  'X-Nat-Client',
  'X-Nat-Nation-Slug',
  'traceparent',
].join(', ');
const exposedHeaders = ['Content-Disposition', 'Location', 'RateLimit', 'RateLimit-Policy', 'Retry-After', 'X-Request-Id'].join(
  ', ',
);

/**
 * CORS headers of an answer (reliability, 5.9): only for an origin that is on the list letter by letter, echoed, never a
 * wildcard. Every answer varies by origin, so that no cache hands one site's answer to another. This authorizes nothing.
 */
export function corsHeaders(
  allowed: ReadonlySet<string>,
  origin: string | undefined,
  preflight: boolean,
): Record<string, string> {
  if (origin === undefined || !allowed.has(origin)) return { vary: 'Origin' };
  return {
    vary: 'Origin',
    'access-control-allow-origin': origin,
    'access-control-allow-credentials': 'true',
    'access-control-expose-headers': exposedHeaders,
    ...(preflight && {
      'access-control-allow-methods': allowedMethods,
      'access-control-allow-headers': allowedHeaders,
      'access-control-max-age': '600',
    }),
  };
}
