import type { LoggerService } from '@nestjs/common';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { childTraceparent, type RequestContext, requestContext } from '../context/request-context';
import { AppError } from '../errors/app-error';
import type { Clock } from '../time/clock';
import type { Rng } from '../time/rng';

const requestIdPattern = /^[A-Za-z0-9_-]{8,64}$/;
const networkPattern = /^[0-9a-f.:]{3,40}\/(?:24|48)$/;

/** Headers of every answer (reliability, 5.9). */
const securityHeaders: Record<string, string> = {
  'cache-control': 'no-store',
  'strict-transport-security': 'max-age=31536000; includeSubDomains',
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
};

declare module 'fastify' {
  interface FastifyRequest {
    natContext: RequestContext;
    natStarted: number;
  }
}

export interface RequestHookOptions {
  service: string;
  clock: Clock;
  rng: Rng;
  logger: LoggerService;
  /** True once shutdown began: new requests are refused, health still answers. */
  draining: () => boolean;
  /** True behind the gateway: the caller's request id and deadline are believed. */
  internal: boolean;
}

/** Makes the context of a request: ids, trace and how long its caller still waits. */
function contextOf(request: FastifyRequest, { clock, rng, internal }: RequestHookOptions): RequestContext {
  const header = (name: string): string | undefined => {
    const value = request.headers[name];
    return typeof value === 'string' ? value : undefined;
  };
  const given = header('x-request-id');
  const network = internal ? header('x-nat-client-network') : undefined;
  const timeout = internal ? Number(header('x-nat-timeout-ms') ?? Number.NaN) : Number.NaN;
  return {
    correlationId: internal && given && requestIdPattern.test(given) ? given : rng.id('req'),
    traceparent: childTraceparent(header('traceparent'), rng),
    ...(network && networkPattern.test(network) && { clientNetwork: network }),
    deadline: Number.isFinite(timeout) ? clock.monotonic() + timeout : undefined,
  };
}

/** Installs correlation, security headers, draining and the one summary line a request leaves in the log. */
export function addRequestHooks(fastify: FastifyInstance, options: RequestHookOptions): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    request.natContext = contextOf(request, options);
    request.natStarted = options.clock.monotonic();
    void reply.headers(securityHeaders).header('x-request-id', request.natContext.correlationId);
    requestContext.run(request.natContext, () => {
      if (options.draining() && !request.url.startsWith('/health/')) {
        done(new AppError('draining', 'This server is shutting down; try again in a moment.', { retryAfter: 1 }));
      } else done();
    });
  });
  // Reading a body continues on the socket's events, outside the context of the first hook.
  fastify.addHook('preValidation', (request, _reply, done) => requestContext.run(request.natContext, done));
  fastify.addHook('onResponse', (request, reply, done) => {
    if (!request.url.startsWith('/health/')) {
      options.logger.log({
        event: 'request',
        service: options.service,
        method: request.method,
        route: request.routeOptions.url ?? 'none',
        status: reply.statusCode,
        durationMs: Math.round(options.clock.monotonic() - request.natStarted),
        requestId: request.natContext.correlationId,
      });
    }
    done();
  });
}
