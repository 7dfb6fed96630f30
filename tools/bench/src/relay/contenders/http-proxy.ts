import httpProxy from 'http-proxy';
import { Agent, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serveAs, setting } from '../child';

/** The most used proxy of the registry. */
serveAs(async () => {
  const proxy = httpProxy.createProxyServer({ target: setting('UPSTREAM'), agent: new Agent({ keepAlive: true }) });
  const server = createServer((request, response) => proxy.web(request, response));
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
