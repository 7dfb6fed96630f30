import { Agent, createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serveAs, setting } from '../child';

/** The least a proxy can do with node:http: two pipes. What the relay is measured against. */
serveAs(async () => {
  const upstream = setting('UPSTREAM');
  const agent = new Agent({ keepAlive: true });
  const server = createServer((incoming, outgoing) => {
    const { host: _, ...headers } = incoming.headers;
    const call = request(new URL(incoming.url!, upstream), { method: incoming.method, agent, headers }, answer => {
      outgoing.writeHead(answer.statusCode!, answer.headers);
      outgoing.flushHeaders();
      answer.pipe(outgoing);
    });
    call.setNoDelay(true);
    incoming.pipe(call);
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
