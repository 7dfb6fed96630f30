import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { PageFiles } from './page-files';
import { forward } from './forward';
import { isApiPath, pathOf, refusalOf } from './request-guard';
import { workspaceRoot } from '../workspace-root';

/** What the page has to know of the Nat it speaks with. */
export interface ConsoleSettings {
  /** Address of the gateway: `/v1` goes there, and its pages sign people in. */
  gateway: string;
  /** Where nations live, with `{slug}` in its place: links that lead elsewhere are not shown as links. */
  nationOrigin: string;
  nations: readonly { slug: string; about: string }[];
  users: readonly { name: string; about: string }[];
}

export interface ConsoleOptions {
  settings: ConsoleSettings;
  /** 0 takes any free one. */
  port: number;
}

export interface RunningConsole {
  url: string;
  close(): Promise<void>;
}

/** Nothing but our own files runs, is loaded, or is talked to; text never becomes markup or code. */
const headers = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; " +
    "form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
  'cache-control': 'no-store',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

/**
 * Serves the developer console on 127.0.0.1: its files, its settings, and `/v1` of the gateway under the same origin, so
 * that the page needs no CORS. For one person on this machine; never part of a deployment. Rejects with `EADDRINUSE` where
 * the port is taken.
 */
export async function startConsole({ settings, port }: ConsoleOptions): Promise<RunningConsole> {
  const files = new PageFiles(pageFolder);
  const server = createServer((request, response) => {
    void answer(request, response).catch(() => response.destroy());
  });
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const target = pathOf(request.url ?? '');
    if (!target) return text(response, 400, 'This is no path.');
    const { path, query } = target;
    const method = request.method ?? '';
    const refusal = refusalOf({ method, path, headers: request.headers }, portOf(server));
    if (refusal !== undefined) return text(response, 403, refusal);
    if (isApiPath(path)) return forward(request, response, settings.gateway, path + query);
    if (method !== 'GET' && method !== 'HEAD') return text(response, 405, 'Only GET is answered here.');
    if (path === '/settings.json') return end(response, 200, 'application/json', JSON.stringify(settings));
    const file = await files.read(pagePaths.has(path) ? '/index.html' : path);
    if (file) return end(response, 200, file.mediaType, file.body);
    return text(response, 404, 'There is no such file.');
  };
  await listen(server, port);
  return { url: `http://127.0.0.1:${portOf(server)}`, close: () => close(server) };
}

/** The page itself, also where a browser comes back to from a sign-in. */
const pagePaths = new Set(['/', '/signed-in']);
const pageFolder = join(workspaceRoot, 'tools/dev/console');

function end(response: ServerResponse, status: number, mediaType: string, body: string | Buffer): void {
  response.writeHead(status, { ...headers, 'content-type': mediaType });
  response.end(body);
}

function text(response: ServerResponse, status: number, words: string): void {
  end(response, status, 'text/plain; charset=utf-8', words);
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
}

/** Open streams end with it. */
function close(server: Server): Promise<void> {
  return new Promise(resolve => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
