import type { IncomingMessage, ServerResponse } from 'node:http';

/** One request on its way: what came in and under which id the answer goes out. */
export interface Exchange {
  request: IncomingMessage;
  response: ServerResponse;
  path: string;
  requestId: string;
  body(): Promise<unknown>;
}

export type Handler = (exchange: Exchange) => Promise<void> | void;

/** Writes JSON with the request id. */
export function sendJson(exchange: Exchange, status: number, body: unknown, headers: Record<string, string> = {}): void {
  const payload = JSON.stringify(body);
  exchange.response
    .writeHead(status, {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(payload),
      'request-id': exchange.requestId,
      ...headers,
    })
    .end(payload);
}
