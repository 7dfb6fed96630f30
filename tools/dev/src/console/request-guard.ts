import type { IncomingHttpHeaders } from 'node:http';

/** What decides whether a request may be answered. */
export interface GuardedRequest {
  method: string;
  /** Decoded by nobody: dots resolved, query cut off. */
  path: string;
  headers: IncomingHttpHeaders;
}

/** Names under which a browser on this machine reaches a loopback server. */
export const hostNames = ['127.0.0.1', 'localhost'];

/**
 * Why a request is not answered, in words; undefined when it may be. A page of another site must not drive the console:
 * its requests carry its `Origin` or say in `Sec-Fetch-Site` that they come from elsewhere, and a name that was bound to
 * 127.0.0.1 after the page was loaded (DNS rebinding) stands in `Host`.
 */
export function refusalOf({ method, path, headers }: GuardedRequest, port: number): string | undefined {
  const hosts = hostNames.map(name => `${name}:${port}`);
  const { host, origin } = headers;
  if (host === undefined || !hosts.includes(host)) return 'This server answers only under its own address on this machine.';
  if (origin !== undefined && origin !== `http://${host}`) return 'Pages of another origin may not call this server.';
  const site = headers['sec-fetch-site'];
  if (site === undefined || site === 'same-origin' || site === 'none') return undefined;
  // A link to the console is followed; everything else from another site is not.
  const followsLink = headers['sec-fetch-mode'] === 'navigate' && method === 'GET' && !isApiPath(path);
  return followsLink ? undefined : 'Pages of another site may not call this server.';
}

/** True of what the gateway answers. */
export function isApiPath(path: string): boolean {
  return path.startsWith('/v1/');
}

/** Path and query of a request line, whatever host it names; dot segments are resolved. Undefined of what is no path. */
export function pathOf(requestLine: string): { path: string; query: string } | undefined {
  // The host of an absolute or `//host` request line goes no further: only path and query of it are used.
  const url = URL.canParse(requestLine, 'http://console') ? new URL(requestLine, 'http://console') : undefined;
  return url && { path: url.pathname, query: url.search };
}
