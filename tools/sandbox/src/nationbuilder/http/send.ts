import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault } from '../control/faults';
import type { Reply } from './messages';

const PROXY_PAGE =
  '<html><head><title>502 Bad Gateway</title></head><body><center><h1>502 Bad Gateway</h1></center></body></html>';

/** Sends a reply, spoiled on the way as the fault says. */
export async function send(response: ServerResponse, reply: Reply, fault: Fault | undefined): Promise<void> {
  switch (fault?.effect) {
    case 'hang':
      return;
    case 'lost':
      response.destroy();
      return;
    case 'reset':
      return truncated(response, reply, fault.bytes ?? 0);
    case 'delay':
      await sleep(fault.ms ?? 1000);
      return plain(response, reply);
    case 'truncate':
      return truncated(response, reply, reply.body.length / 2);
    case 'malformed':
      return plain(response, { ...reply, body: `${reply.body.slice(0, reply.body.length / 2)}}}` });
    case 'html':
      return plain(response, { status: 502, headers: { 'content-type': 'text/html' }, body: PROXY_PAGE });
    case 'redirect':
      return plain(response, { status: 302, headers: { location: fault.location ?? 'https://evil.example/' }, body: '' });
    case 'slowBody':
      return slowly(response, reply, fault.ms ?? 1000);
    default:
      return plain(response, reply);
  }
}

function plain(response: ServerResponse, { status, headers, body }: Reply): void {
  response.writeHead(status, { ...headers, 'content-length': String(Buffer.byteLength(body)) });
  response.end(body);
}

/** Promises the whole body, sends a part of it and breaks the connection. */
function truncated(response: ServerResponse, { status, headers, body }: Reply, length: number): void {
  response.writeHead(status, { ...headers, 'content-length': String(Buffer.byteLength(body)) });
  response.write(body.slice(0, length), () => response.destroy());
}

async function slowly(response: ServerResponse, { status, headers, body }: Reply, milliseconds: number): Promise<void> {
  const parts = 10;
  response.writeHead(status, headers);
  for (let part = 0; part < parts && !response.destroyed; part += 1) {
    const size = Math.ceil(body.length / parts);
    response.write(body.slice(part * size, (part + 1) * size));
    await sleep(milliseconds / parts);
  }
  response.end();
}
