import type { FastifyRequest } from 'fastify';

/**
 * Address a request comes from. Behind `hops` trusted proxies it is the entry of `X-Forwarded-For` that the outermost of
 * them wrote; whatever a client puts in front of it is never read (reliability, 5.8). With 0 hops the header is ignored.
 */
export function clientAddress(remote: string, forwardedFor: string | undefined, hops: number): string {
  if (hops === 0 || forwardedFor === undefined) return remote;
  const entries = forwardedFor.split(',').map(entry => entry.trim());
  return entries.at(-hops) || remote;
}

/** {@link clientAddress} of a request. */
export function addressOf(request: FastifyRequest, hops: number): string {
  const given = request.headers['x-forwarded-for'];
  const list = Array.isArray(given) ? given.join(',') : given;
  return clientAddress(request.socket.remoteAddress ?? '', list, hops);
}
