import { problem, type ProblemCode } from '@nat/contracts';
import type { Server } from 'node:http';
import type { Socket } from 'node:net';

const answers: Record<string, [code: ProblemCode, detail: string]> = {
  HPE_HEADER_OVERFLOW: ['headers_too_large', 'The headers of the request are larger than 16 KB.'],
  ERR_HTTP_REQUEST_TIMEOUT: ['malformed_request', 'The request took too long to arrive.'],
};
const unreadable: [ProblemCode, string] = ['malformed_request', 'The request is not valid HTTP.'];

/**
 * Answers what the HTTP parser itself refuses (both framings at once, bad chunks, bare line feeds, oversized headers, slow
 * requests) with a problem document, and closes the connection: what follows on it cannot be trusted.
 */
export function refuseBadConnections(server: Server): void {
  server.removeAllListeners('clientError');
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    if (error.code === 'ECONNRESET' || socket.destroyed) return void socket.destroy();
    // Something was already written: another head in the middle of an answer would be read as part of it.
    if (socket.bytesWritten > 0 && hasUnfinishedAnswer(socket)) return void socket.destroy();
    socket.end(rawAnswer(...(answers[error.code ?? ''] ?? unreadable)));
  });
}

function hasUnfinishedAnswer(socket: Socket): boolean {
  const answer = (socket as Socket & { _httpMessage?: { headersSent: boolean } | null })._httpMessage;
  return answer?.headersSent ?? false;
}

function rawAnswer(code: ProblemCode, detail: string): string {
  const document = problem(code, detail, 'none');
  const body = JSON.stringify(document);
  return [
    `HTTP/1.1 ${document.status} ${document.title}`,
    'content-type: application/problem+json; charset=utf-8',
    `content-length: ${Buffer.byteLength(body)}`,
    'cache-control: no-store',
    'x-content-type-options: nosniff',
    'connection: close',
    '',
    body,
  ].join('\r\n');
}
