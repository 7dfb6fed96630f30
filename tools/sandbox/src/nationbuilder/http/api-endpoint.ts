import type { Allowance } from '../access/rate-limiter';
import type { Fault } from '../control/faults';
import type { Double } from '../double';
import { ApiError, errorBody, errorOfStatus, notFound, tokenExpired, unauthorized } from '../engine/api-error';
import type { Json, Nation } from '../engine/records';
import type { Route } from '../engine/routes';
import { type Incoming, type Reply, bearerOf } from './messages';
import { perform } from './perform';

const MEDIA_TYPE = 'application/vnd.api+json';

/** A request to `/api/v2` of a nation. */
export interface ApiRequest {
  readonly double: Double;
  readonly nation: Nation | undefined;
  readonly prefix: string;
  readonly incoming: Incoming;
  readonly route: Route | undefined;
  readonly fault: Fault | undefined;
}

/** Answers an API request. Every answer, refusals included, is counted and carries the rate-limit headers. */
export function answerApi(request: ApiRequest): Reply {
  const { double, incoming, fault } = request;
  const allowance = double.limiter.hit(bearerOf(incoming.headers), incoming.address);
  const headers = limitHeaders(allowance, fault);
  try {
    refuse(request, allowance);
    const { status, document } = perform(request);
    const body = JSON.stringify(withFault(document, fault));
    const contentType = request.route?.operation.kind === 'memberList' ? 'application/json' : MEDIA_TYPE;
    return { status, headers: { 'content-type': contentType, ...headers }, body };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const { contentType, body } = errorBody(error, double.nextError());
    const text = fault?.effect === 'status' && fault.garbage ? 'x'.repeat(64) : JSON.stringify(body);
    const all = { 'content-type': contentType, ...headers, ...error.details.headers };
    return { status: error.status, headers: all, body: text };
  }
}

function limitHeaders({ limit, remaining, reset }: Allowance, fault: Fault | undefined): Record<string, string> {
  const prefix = fault?.effect === 'headersOld' ? 'X-RateLimit' : 'RateLimit';
  return { [`${prefix}-Limit`]: String(limit), [`${prefix}-Remaining`]: String(remaining), [`${prefix}-Reset`]: String(reset) };
}

/** Refusals that come before the work itself, in the order of the vendor: limit, route, headers, then the token. */
function refuse({ double, nation, incoming, route, fault }: ApiRequest, allowance: Allowance): void {
  if (allowance.exceeded || fault?.effect === 'rateLimit') {
    throw new ApiError(429, null, 'Too many requests', { headers: { 'Retry-After': String(allowance.retryAfter) } });
  }
  if (!nation || !route) throw notFound('The requested resource could not be found');
  if (!double.switches.lenientHeaders) requireHeaders(incoming);
  if (fault?.effect === 'status') throw errorOfStatus(fault.status ?? 503);
  if (fault?.effect === 'expireToken') throw tokenExpired();
  if (fault?.effect === 'losePermission') throw unauthorized();
}

/** One entry of the header, with or without parameters. */
const KNOWN_TYPE = /(^|,)\s*application\/(vnd\.api\+json|json)\s*(;|,|$)/i;

function requireHeaders({ headers }: Incoming): void {
  if (!KNOWN_TYPE.test(headers.accept ?? ''))
    throw new ApiError(406, null, 'The Accept header must name application/vnd.api+json');
  if (!KNOWN_TYPE.test(headers['content-type'] ?? '')) {
    throw new ApiError(406, null, 'The Content-Type header must be application/vnd.api+json or application/json');
  }
}

function withFault(document: Json, fault: Fault | undefined): Json {
  const { links } = document as { links?: Json };
  if (!links) return document;
  const next = (address: string | null): Json => ({ ...(document as object), links: { ...(links as object), next: address } });
  if (fault?.effect === 'nextMissing') return next(null);
  if (fault?.effect !== 'nextForeign') return document;
  return next(fault.location ?? 'https://evil.example/api/v2/signups?page[number]=2');
}
