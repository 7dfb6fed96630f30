import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { boundedFetch } from './bounded-fetch.adapter';

let server: Server;
/** What the other side answers. */
let answers: (response: ServerResponse) => void;

beforeEach(async () => {
  server = createServer((_, response) => answers(response));
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
});
afterEach(() => {
  server.closeAllConnections();
  return new Promise(resolve => server.close(resolve));
});

const get = (options = {}) => {
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  return boundedFetch(url, { body: undefined, headers: {}, method: 'GET', redirect: 'manual', ...options });
};

it('reads 64 KB and not a byte more, whatever length was announced', async () => {
  answers = response => void response.end('x'.repeat(65_536));
  expect(await (await get()).text()).toHaveLength(65_536);
  answers = response => void response.write('x'.repeat(65_536), () => response.end('x'));
  await expect(get()).rejects.toThrow('larger than 65536 bytes');
});

it('follows no redirect, also when it is asked to', async () => {
  answers = response => void response.writeHead(302, { location: '/elsewhere' }).end();
  const { status, headers } = await get({ redirect: 'follow' });
  expect([status, headers.get('location')]).toEqual([302, '/elsewhere']);
});

it('takes an answer without a body', async () => {
  answers = response => void response.writeHead(204).end();
  expect([(await get()).status, await (await get()).text()]).toEqual([204, '']);
});

it('ends in time, also when the other side falls silent in the middle of its answer', async () => {
  const patience = new AbortController();
  answers = response => void response.write('{', () => patience.abort(new Error('too late')));
  await expect(get({ signal: patience.signal })).rejects.toThrow('too late');
});
