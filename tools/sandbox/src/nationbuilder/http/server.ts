import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { adminPage } from '../admin/admin-pages';
import { control } from '../control/control-endpoints';
import type { Fault } from '../control/faults';
import { loggedBody } from '../control/request-log';
import type { Double } from '../double';
import type { Nation } from '../engine/records';
import { findRoute } from '../engine/routes';
import { Random } from '../seed/random';
import { answerApi } from './api-endpoint';
import { type Incoming, type Reply, bearerOf, jsonReply, readBody } from './messages';
import { authorize, token } from './oauth-endpoints';
import { send } from './send';

export interface ServerOptions {
  readonly double: Double;
  readonly controlKey: string;
  readonly weather: Weather;
}

/** What a nation's answers go through on their way. */
export interface Weather {
  /** Milliseconds that an answer takes, from and to. */
  readonly latency: readonly [number, number];
  /** Probability that a call of the API meets a 503. */
  readonly failures: number;
}

/** Where a request goes: a nation by path prefix or by host name, or the double itself. */
interface Address {
  readonly slug: string | undefined;
  readonly prefix: string;
  readonly path: string;
}

const API = '/api/v2/';

/** The HTTP server of the double, not yet listening. */
export function makeServer(options: ServerOptions): Server {
  const random = new Random(1, 'weather');
  const server = createServer((request, response) => {
    handle(options, random, request, response).catch(error => {
      // A defect of the double must be loud and must not look like the vendor.
      if (!response.headersSent) response.writeHead(599, { 'content-type': 'text/plain' });
      response.end(`sandbox defect: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    });
  });
  // Longer than clients keep a connection: on a busy machine one was closed just as it was used again.
  server.keepAliveTimeout = 65_000;
  return server;
}

async function handle(options: ServerOptions, random: Random, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const target = request.url ?? '/';
  if (!URL.canParse(target, 'http://sandbox') || !isLoopback(request.headers.host ?? '')) {
    return send(response, jsonReply(403, { message: 'The sandbox answers on loopback names only' }), undefined);
  }
  const url = new URL(target, 'http://sandbox');
  const body = await readBody(request);
  if (body === undefined) return send(response, jsonReply(413, { message: 'The body is too large' }), undefined);
  const address = addressOf(url.pathname, request.headers.host ?? '');
  const incoming: Incoming = {
    method: request.method ?? 'GET',
    path: address.path,
    parameters: url.searchParams,
    headers: request.headers,
    body,
    address: request.socket.remoteAddress ?? 'unknown',
  };
  if (address.path.startsWith('/__sandbox/'))
    return send(response, control(options.double, options.controlKey, incoming), undefined);
  const { latency, failures } = options.weather;
  if (latency[1] > 0) await sleep(random.int(...latency));
  const isDown = failures > 0 && address.path.startsWith(API) && random.chance(failures);
  await answer(options.double, address, incoming, response, url, isDown ? outage : undefined);
}

const outage: Fault = { match: {}, effect: 'status', status: 503, times: 1 };

async function answer(
  double: Double,
  address: Address,
  incoming: Incoming,
  response: ServerResponse,
  url: URL,
  weather: Fault | undefined,
): Promise<void> {
  const nation = address.slug === undefined ? undefined : double.nation(address.slug);
  const route = incoming.path.startsWith(API) ? findRoute(incoming.method, incoming.path.slice(API.length)) : undefined;
  const operationId = route?.operation.id ?? OTHER_OPERATIONS[incoming.path] ?? 'unknown';
  const user = double.grants.nameOf(bearerOf(incoming.headers));
  const fault = double.faults.take({ operationId, method: incoming.method, path: incoming.path, user }) ?? weather;
  if (fault?.effect === 'reset' && fault.bytes === undefined) {
    response.destroy();
    return;
  }
  const reply = incoming.path.startsWith('/api/')
    ? answerApi({ double, nation, prefix: address.prefix, incoming, route, fault })
    : withStatusFault(answerPages(double, nation, address.prefix, incoming, fault), fault);
  double.log.add({
    at: new Date(double.time()).toISOString(),
    method: incoming.method,
    url: url.pathname + url.search,
    nation: nation?.slug ?? null,
    operationId,
    user: user ?? null,
    status: reply.status,
    fault: fault?.effect ?? null,
    body: loggedBody(incoming.path, incoming.body),
  });
  await send(response, reply, fault);
}

const OTHER_OPERATIONS: Record<string, string> = { '/oauth/authorize': 'oauthAuthorize', '/oauth/token': 'oauthToken' };

function answerPages(
  double: Double,
  nation: Nation | undefined,
  prefix: string,
  incoming: Incoming,
  fault: Fault | undefined,
): Reply {
  const { method, path, parameters } = incoming;
  if (!nation) return jsonReply(404, { code: 'not_found', message: 'There is no such nation' });
  // A token endpoint that answers an error has not spent the grant.
  if (fault?.effect === 'status') return jsonReply(404, {});
  if (fault?.effect === 'rateLimit') return jsonReply(429, { message: 'Too many requests' }, { 'retry-after': '1' });
  const oauth = { nation, users: double.users, grants: double.grants };
  if (path === '/oauth/authorize' && (method === 'GET' || method === 'POST')) return authorize(oauth, incoming);
  if (path === '/oauth/token' && method === 'POST') return token(oauth, incoming);
  if (/^\/admin(\/|$)/.test(path)) return adminPage({ nation, prefix, method, path, parameters });
  return jsonReply(404, { code: 'not_found', message: 'The requested resource could not be found' });
}

function withStatusFault(reply: Reply, fault: Fault | undefined): Reply {
  if (fault?.effect !== 'status') return reply;
  const status = fault.status ?? 503;
  return fault.garbage ? { status, headers: {}, body: 'x'.repeat(64) } : jsonReply(status, { message: `Failed with ${status}` });
}

function addressOf(pathname: string, host: string): Address {
  const byHost = /^([a-z0-9-]+)\.localhost(:\d+)?$/.exec(host)?.[1];
  if (byHost !== undefined) return { slug: byHost, prefix: '', path: pathname };
  const [, slug, rest] = /^\/n\/([^/]+)(\/.*)?$/.exec(pathname) ?? [];
  return slug === undefined ? { slug, prefix: '', path: pathname } : { slug, prefix: `/n/${slug}`, path: rest ?? '/' };
}

/** Refuses host names that someone else's page could point at this machine. */
function isLoopback(host: string): boolean {
  return /^(127\.0\.0\.1|localhost|\[::1\]|[a-z0-9-]+\.localhost)(:\d+)?$/.test(host);
}
