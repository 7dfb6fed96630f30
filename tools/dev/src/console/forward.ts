import { problem } from '@nat/contracts';
import { Agent, type IncomingHttpHeaders, type IncomingMessage, request as send, type ServerResponse } from 'node:http';
import { pipeline } from 'node:stream';

/** What a client of the gateway sends. Anything else of a browser's request stays here: where it comes from, and its cookies. */
const sentHeaders = [
  'accept',
  'authorization',
  'content-length',
  'content-type',
  'idempotency-key',
  'last-event-id',
  'x-nat-client',
  'x-nat-nation-slug',
];
/** Of one connection each, or meant for browsers of a public host. */
const keptBack = new Set(['connection', 'keep-alive', 'transfer-encoding', 'strict-transport-security']);

/** Without kept-alive connections: one that the gateway has just closed would fail a question that was sent over it. */
const agent = new Agent({ keepAlive: false });

/**
 * Hands a request to the gateway and its answer back, both as they come: each piece of an event stream is passed on at once.
 * A browser that leaves closes the gateway's stream too. 503 when the gateway cannot be reached.
 *
 * @param target path and query.
 */
export function forward(request: IncomingMessage, response: ServerResponse, gateway: string, target: string): void {
  const { hostname, port } = new URL(gateway);
  const headers = { ...only(request.headers), ...(isAboutSessions(target) && ofWebApp(request.headers)) };
  const upstream = send({ agent, hostname, port, path: target, method: request.method, headers }, answer => {
    response.writeHead(answer.statusCode!, without(answer.headers));
    response.flushHeaders();
    // Either side may leave at any time; the other one is then closed, and nobody needs to hear of it.
    pipeline(answer, response, () => undefined);
  });
  upstream.on('error', () => (response.headersSent ? response.destroy() : unreachable(response)));
  response.on('close', () => upstream.destroy());
  pipeline(request, upstream, () => undefined);
}

function only(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  return Object.fromEntries(sentHeaders.flatMap(name => (headers[name] === undefined ? [] : [[name, headers[name]]])));
}

/** Of the session, and of the browser's own sign-in, which signing out ends too. */
const sentCookies = ['nat_refresh=', 'nat_browser='];

/** Only these addresses read them. */
function isAboutSessions(target: string): boolean {
  return /^\/v1\/sessions(?:[/?]|$)/.test(target);
}

/**
 * What the gateway asks of a web app that keeps its session in a cookie. A browser sends the cookies of every port of this
 * machine here; those of the session and the browser alone go on.
 */
function ofWebApp({ origin, cookie = '' }: IncomingHttpHeaders): IncomingHttpHeaders {
  const sent = cookie.split(/; */).filter(each => sentCookies.some(name => each.startsWith(name)));
  return { ...(origin !== undefined && { origin }), ...(sent.length > 0 && { cookie: sent.join('; ') }) };
}

function without(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !keptBack.has(name)));
}

function unreachable(response: ServerResponse): void {
  const body = problem('dependency_unavailable', 'Nat cannot be reached. Is it running?', 'console');
  response.writeHead(body.status, { 'content-type': 'application/problem+json', 'retry-after': '1' });
  response.end(JSON.stringify(body));
}
