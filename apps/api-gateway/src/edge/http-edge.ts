import { browserPages } from '@nat/contracts';
import { AppError } from '@nat/service-kit';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { IncomingMessage } from 'node:http';
import type { GatewayConfig } from '../gateway.config';
import { corsHeaders } from './cors';
import { FormBody } from '../browser/form-body';
import { addressOf } from './client-address';
import { refuseBadConnections } from './client-errors';
import { networkOf } from './network-of';
import { parseStrictJson } from './strict-json';

const pagePaths: ReadonlySet<string> = new Set(Object.values(browserPages).map(({ path }) => path));

/** Sockets at once; beyond it new ones are closed unanswered (reliability, 5.8). */
const mostConnections = 2_000;

/** What strangers may send: rules that hold for every request before any endpoint sees it. */
export function installEdge(app: NestFastifyApplication, config: GatewayConfig): void {
  const fastify = app.getHttpAdapter().getInstance() as unknown as FastifyInstance;
  acceptStrictJsonOnly(fastify);
  acceptForms(fastify);
  answerCors(fastify, new Set(config.CORS_ORIGINS));
  noteNetwork(fastify, config.TRUSTED_PROXY_HOPS);
  fastify.server.maxConnections = mostConnections;
  refuseBadConnections(fastify.server);
  fastify.server.prependListener('request', hideUndecodableAddress);
}

/** Fastify answers an address it cannot decode in its own words, before any hook. Nothing can be at one, so it gets a 404. */
function hideUndecodableAddress(request: IncomingMessage): void {
  try {
    decodeURIComponent(request.url!);
  } catch {
    request.url = '/undecodable';
  }
}

/** Puts the network of whoever asks into the context, which takes it along to the services that keep a log of it. */
function noteNetwork(fastify: FastifyInstance, trustedHops: number): void {
  fastify.addHook('onRequest', (request, _reply, done) => {
    request.natContext.clientNetwork = networkOf(addressOf(request, trustedHops));
    done();
  });
}

/** Bodies are JSON in UTF-8, never compressed. */
function acceptStrictJsonOnly(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', (request, _reply, done) => {
    const coding = request.headers['content-encoding'];
    done(coding === undefined || coding === 'identity' ? undefined : unsupported());
  });
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    try {
      if (!isUtf8(request)) throw unsupported();
      done(null, parseStrictJson(body as Buffer));
    } catch (error) {
      done(error as Error);
    }
  });
}

/** Forms are for pages alone: whatever else takes a body takes JSON, which no form of another site can send. */
function acceptForms(fastify: FastifyInstance): void {
  fastify.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'buffer', bodyLimit: 8_192 },
    (request, body, done) => {
      try {
        if (!pagePaths.has(request.url.split('?', 1)[0]!)) throw unsupported();
        done(null, FormBody.parse(body as Buffer));
      } catch (error) {
        done(error as Error);
      }
    },
  );
}

function isUtf8(request: FastifyRequest): boolean {
  const charset = /;\s*charset\s*=\s*"?([^\s;"]*)/i.exec(request.headers['content-type'] ?? '')?.[1];
  return charset === undefined || charset.toLowerCase() === 'utf-8';
}

function unsupported(): AppError {
  return new AppError('unsupported_media_type', 'Send the body as application/json in UTF-8, not compressed.');
}

function answerCors(fastify: FastifyInstance, allowed: ReadonlySet<string>): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    const preflight = request.method === 'OPTIONS' && request.headers['access-control-request-method'] !== undefined;
    void reply.headers(corsHeaders(allowed, request.headers.origin, preflight));
    if (preflight) void reply.status(204).send();
    else done();
  });
}
