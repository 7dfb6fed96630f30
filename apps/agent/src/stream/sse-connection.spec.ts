import { createServer, get, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { EventFrame } from './event-frame';
import { SseConnection } from './sse-connection';

const frame = (seq: number, text: string) =>
  EventFrame.of('message.delta', { queryId: 'qry_1', seq, time: '2026-11-20T10:00:00.000Z' }, { messageId: 'msg_1', text });

let server: Server;
let opened: Promise<SseConnection>;
beforeEach(async () => {
  let open: (connection: SseConnection) => void;
  opened = new Promise(resolve => (open = resolve));
  server = createServer((_, response) => open(new SseConnection(response, { 'x-request-id': 'req_1' }, 0)));
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});
const connect = () =>
  new Promise<import('node:http').IncomingMessage>(resolve =>
    get({ port: (server.address() as AddressInfo).port, agent: false }, resolve),
  );

it('begins with the reconnection time and writes each event as one block', async () => {
  const reader = await connect();
  const connection = await opened;
  connection.send(frame(1, 'two\nlines'), 0);
  connection.end();
  let text = '';
  for await (const chunk of reader) text += String(chunk);
  expect(text).toBe(
    'retry: 2000\n\nid: 1\nevent: message.delta\ndata: {"v":1,"queryId":"qry_1","seq":1,"time":"2026-11-20T10:00:00.000Z","messageId":"msg_1","text":"two\\nlines"}\n\n',
  );
  expect(reader.headers).toMatchObject({
    'content-type': 'text/event-stream; charset=utf-8',
    'x-accel-buffering': 'no',
    'x-request-id': 'req_1',
  });
});

it('shows life after 15 seconds without an event', async () => {
  const reader = await connect();
  const connection = await opened;
  connection.beat(14_999);
  connection.send(frame(1, 'x'), 15_000);
  connection.beat(29_999);
  connection.beat(30_000);
  connection.beat(44_999);
  connection.end();
  let text = '';
  for await (const chunk of reader) text += String(chunk);
  expect(text.match(/^: hb$/gm)).toHaveLength(1);
});

it('disconnects a reader that does not read, with bounded memory', async () => {
  const reader = await connect();
  reader.pause();
  const connection = await opened;
  let sent = 0;
  const big = 'x'.repeat(64 * 1024);
  while (!connection.closed.aborted && sent < 1_000) {
    connection.send(frame(++sent, big), 0);
    await new Promise(resolve => setImmediate(resolve));
  }
  expect(connection.closed.aborted).toBe(true);
  expect(sent).toBeLessThan(500); // what the kernel buffers, and 256 KB of ours
  await connection.gone;
});

it('serializes an event once for any number of readers', () => {
  const one = frame(1, 'x');
  expect(one.sse).toBe(one.sse);
});
