import { createServer, type IncomingMessage, type Server } from 'node:http';
import { ApiError } from './api/errors';
import { makeId } from './api/ids';
import { type Exchange, sendJson } from './exchange';
import type { MessageEndpoints } from './message-endpoints';

const maxBodyBytes = 32 * 1024 * 1024;

/** A plain HTTP server over a table of routes (`POST /v1/messages`); errors become the vendor's error body. */
export function createClaudeServer(endpoints: MessageEndpoints): Server {
  const server = createServer((request, response) => {
    const path = request.url!.split('?', 1)[0]!;
    const exchange = { request, response, path, requestId: makeId('req'), body: () => readJson(request) };
    void handle(endpoints, exchange);
  });
  // Longer than any client keeps an idle connection, so that none is closed under a request.
  server.keepAliveTimeout = 65_000;
  return server;
}

async function handle(endpoints: MessageEndpoints, exchange: Exchange): Promise<void> {
  try {
    await endpoints.route(exchange.request.method ?? 'GET', exchange.path)(exchange);
  } catch (error) {
    const known = error instanceof ApiError ? error : new ApiError(500, 'api_error', `The double is broken: ${String(error)}`);
    endpoints.failed(exchange, known);
    sendError(exchange, known);
  }
}

function sendError(exchange: Exchange, error: ApiError): void {
  if (exchange.response.headersSent) exchange.response.destroy();
  else sendJson(exchange, error.status, error.body(exchange.requestId), error.extra.headers);
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= maxBodyBytes) chunks.push(chunk);
  }
  // Read to its end first: a client that is still sending would see a broken connection instead of the answer.
  if (size > maxBodyBytes) throw new ApiError(413, 'request_too_large', 'Request exceeds the maximum size');
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8')) as unknown;
  } catch {
    throw new ApiError(400, 'invalid_request_error', 'The request body is not valid JSON');
  }
}
