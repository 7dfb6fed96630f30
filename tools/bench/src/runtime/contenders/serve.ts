import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

/** A plain server on the loopback that hands every body to `answer`; returns its address. */
export async function served(answer: (body: unknown, response: ServerResponse) => Promise<void> | void): Promise<string> {
  const server = createServer((request, response) => {
    response.socket?.setNoDelay(true);
    json(request)
      .then(body => answer(body, response))
      .catch((error: unknown) => response.destroy(error as Error));
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
