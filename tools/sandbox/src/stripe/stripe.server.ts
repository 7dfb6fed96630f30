import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { FaultPlan } from './faults';
import { decodeForm } from './form';
import { routes } from './routes';
import { StripeError } from './stripe-error';
import { StripeState } from './stripe-state';

export interface StripeOptions {
  /** 0 or absent: any free one. */
  port?: number;
  /** Where the state is kept; absent: in memory. */
  stateFile?: string;
  /** Epoch milliseconds; drives renewals. */
  now?: () => number;
}

export interface RunningStripe {
  url: string;
  port: number;
  close(): Promise<void>;
}

interface Answer {
  status: number;
  body: unknown;
  headers?: Record<string, string>;
}

const bodyLimit = 1024 * 1024;

/**
 * A Stripe of one account for development and tests, on loopback: customers, products, prices and subscriptions of one item,
 * with form encoding, idempotency keys, list pages and error objects as the vendor has them, so that the unmodified SDK cannot
 * tell. What it does not know is an error, never an empty success.
 */
export async function startStripe({ port = 0, stateFile, now = Date.now }: StripeOptions = {}): Promise<RunningStripe> {
  const double = new StripeDouble(new StripeState(stateFile, now));
  const server = createServer((request, response) => void double.serve(request, response));
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve));
  const address = server.address() as AddressInfo;
  const close = () =>
    new Promise<void>((resolve, reject) => {
      server.close(error => (error ? reject(error) : resolve()));
      server.closeAllConnections();
    });
  return { url: `http://127.0.0.1:${address.port}`, port: address.port, close };
}

class StripeDouble {
  private readonly faults = new FaultPlan();

  constructor(private readonly state: StripeState) {}

  async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://double');
    const body = await read(request);
    if (url.pathname === '/_sandbox/faults' && request.method === 'POST') {
      this.faults.add(JSON.parse(body));
      response.writeHead(204).end();
      return;
    }
    const requestId = this.state.id('req');
    const answer = this.answer(request, url, body, requestId);
    if (answer === 'drop') {
      request.socket.destroy();
      return;
    }
    response.writeHead(answer.status, {
      'Content-Type': 'application/json',
      'Request-Id': requestId,
      'Stripe-Version': request.headers['stripe-version'] ?? '2026-10-28.endive',
      ...answer.headers,
    });
    response.end(JSON.stringify(answer.body));
  }

  /** Without an await: two requests never interleave. */
  private answer(request: IncomingMessage, url: URL, body: string, requestId: string): Answer | 'drop' {
    try {
      authenticate(request);
      const fault = this.faults.take(request.method ?? '', url.pathname);
      if (fault === 'error_before') throw new StripeError(500, 'api_error', 'An error occurred, and nothing was done.');
      if (fault === 'rate_limited') throw new StripeError(429, 'invalid_request_error', 'Too many requests.', 'rate_limit');
      const answer = this.answerOnce(request, url, body, fault === 'error_after');
      this.state.save();
      return fault === 'drop_after' ? 'drop' : answer;
    } catch (error) {
      if (error instanceof StripeError) return { status: error.status, body: error.body(requestId) };
      const defect = new StripeError(500, 'api_error', `The double failed: ${String(error)}`);
      return { status: 500, body: defect.body(requestId) };
    }
  }

  /** A POST under a key is done once; the stored answer, failures of the server included, is given again. */
  private answerOnce(request: IncomingMessage, url: URL, body: string, failAfter: boolean): Answer {
    const key = request.method === 'POST' ? request.headers['idempotency-key'] : undefined;
    const fingerprint = `${request.method} ${url.pathname} ${body}`;
    const stored = typeof key === 'string' ? this.state.answerOf(key) : undefined;
    if (stored && stored.request !== fingerprint) {
      const message = 'Keys for idempotent requests can only be used with the same parameters they were first used with.';
      throw new StripeError(400, 'idempotency_error', message);
    }
    if (stored)
      return {
        status: stored.status,
        body: stored.body,
        headers: { 'Idempotent-Replayed': 'true', 'Idempotency-Key': String(key) },
      };
    const done = handle(this.state, request.method ?? '', url, body);
    const failure = new StripeError(500, 'api_error', 'An error occurred after the change was made.');
    const answer = failAfter ? { status: 500, body: failure.body('req_fault') } : { status: 200, body: done };
    if (typeof key === 'string') {
      this.state.data.answers[key] = { request: fingerprint, ...answer, created: this.state.seconds() };
    }
    return answer;
  }
}

function handle(state: StripeState, method: string, url: URL, body: string): unknown {
  const params = decodeForm(method === 'POST' ? body : url.search.slice(1));
  const exact = routes[`${method} ${url.pathname}`];
  if (exact) return exact({ state, params, id: '' });
  const cut = url.pathname.lastIndexOf('/');
  const withId = routes[`${method} ${url.pathname.slice(0, cut)}/:id`];
  if (withId) return withId({ state, params, id: decodeURIComponent(url.pathname.slice(cut + 1)) });
  const message = `Unrecognized request URL (${method}: ${url.pathname}). This double does not serve it.`;
  throw new StripeError(404, 'invalid_request_error', message);
}

function authenticate(request: IncomingMessage): void {
  const key = /^Bearer (sk_test_\w+)$/.exec(request.headers.authorization ?? '')?.[1];
  if (!key)
    throw new StripeError(
      401,
      'invalid_request_error',
      'Invalid API Key provided: this double takes keys that begin with sk_test_.',
    );
}

async function read(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= bodyLimit) chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
