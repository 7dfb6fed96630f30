import { createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { callVendor } from './vendor-http.adapter';

let server: Server;
let received = '';
/** What the other side does when something arrives. */
let arrived: (socket: Socket) => void = () => undefined;

beforeEach(async () => {
  [received, arrived] = ['', () => undefined];
  server = createServer(socket => {
    socket.on('error', () => undefined);
    socket.on('data', data => {
      received += String(data);
      arrived(socket);
    });
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
});
afterEach(() => new Promise(resolve => server.close(resolve)));

const url = (): URL => new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/oauth/token`);
const answers = (head: string, body = ''): void => {
  arrived = socket => socket.end(`HTTP/1.1 ${head}\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
};
const form = { grant_type: 'refresh_token', refresh_token: 'a+b/c=&d' };

it('sends a form and reads the answer, also one that redirects, which it does not follow', async () => {
  answers('200 OK', '{"é":1}');
  expect(await callVendor(url(), { form, headers: { accept: 'application/json' } })).toEqual({ status: 200, body: '{"é":1}' });
  const [head, body] = received.split('\r\n\r\n');
  expect(head).toMatch(/^POST \/oauth\/token HTTP\/1\.1\r\n/);
  expect(head).toContain('content-type: application/x-www-form-urlencoded;charset=UTF-8');
  expect(Object.fromEntries(new URLSearchParams(body))).toEqual(form);
  answers('302 Found\r\nlocation: https://evil.example/');
  expect(await callVendor(url(), { form })).toMatchObject({ status: 302, location: 'https://evil.example/' });
});

it('sends nothing when it may not any more once the connection stands', async () => {
  let asked = 0;
  const maySend = (): boolean => ++asked < 0;
  await expect(callVendor(url(), { form, maySend })).rejects.toMatchObject({ sent: false });
  expect([asked, received]).toEqual([1, '']);
});

it('knows that nothing was sent when nobody listens, and asks nobody whether it may', async () => {
  const nowhere = url();
  await new Promise(resolve => server.close(resolve));
  const maySend = (): boolean => {
    throw new Error('there is nobody to send to');
  };
  await expect(callVendor(nowhere, { form, maySend })).rejects.toMatchObject({ sent: false });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
});

it.each<[string, (socket: Socket) => void]>([
  ['the connection is reset', socket => socket.resetAndDestroy()],
  ['it is closed without an answer', socket => socket.end()],
  ['the answer breaks off', socket => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{"acc')],
  ['what comes is no HTTP', socket => socket.end('garbage\r\n\r\n')],
  ['the answer is too large', socket => socket.end(`HTTP/1.1 200 OK\r\n\r\n${'x'.repeat(70_000)}`)],
])('knows that it was sent when %s', async (_, then) => {
  arrived = then;
  await expect(callVendor(url(), { form })).rejects.toMatchObject({ sent: true });
  expect(received).toContain('refresh_token');
});
