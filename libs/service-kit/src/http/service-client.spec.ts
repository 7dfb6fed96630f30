import { NationSlug, problem } from '@nat/contracts';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';
import { requestContext } from '../context/request-context';
import { SystemClock } from '../time/clock';
import { readText, ServiceClient, type ServiceIdentity } from './service-client';

const identity: ServiceIdentity = {
  userId: 'usr_1',
  sessionId: 'ses_1',
  nationSlug: NationSlug.parse('demo'),
  role: 'member',
};
let answer: (request: IncomingMessage, response: ServerResponse) => void;
let server: Server;
let client: ServiceClient;
const asked: [string, ServiceIdentity | undefined][] = [];

beforeAll(async () => {
  server = createServer((request, response) => answer(request, response));
  await new Promise<void>(ready => server.listen(0, '127.0.0.1', ready));
  const tokens = { token: async (audience: string, who?: ServiceIdentity) => (asked.push([audience, who]), 'signed') };
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  client = new ServiceClient({ baseUrl, audience: 'usage', tokens, clock: new SystemClock() });
});
afterAll(() => {
  client.close();
  server.close();
});

it('sends the signed identity, the correlation and the time that is left, and parses the answer', async () => {
  let seen: IncomingMessage['headers'] = {};
  answer = (request, response) => {
    seen = request.headers;
    response.end('{"held":true}');
  };
  const context = { correlationId: 'req_abcdefgh', traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01` };
  const held = await requestContext.run(context, () =>
    client.call({ method: 'POST', path: '/internal/x', identity, body: { a: 1 }, schema: z.object({ held: z.boolean() }) }),
  );
  expect(held).toEqual({ held: true });
  expect(asked.at(-1)).toEqual(['usage', identity]);
  expect(seen).toMatchObject({
    authorization: 'Bearer signed',
    'x-request-id': 'req_abcdefgh',
    traceparent: context.traceparent,
  });
  expect(Number(seen['x-nat-timeout-ms'])).toBeLessThanOrEqual(10_000);
});

it('rethrows the problem a sibling answers under the same code', async () => {
  const document = problem('query_in_progress', 'Nat is still answering.', 'req_1', { existing: 'qry_1' });
  answer = (_request, response) => {
    response.writeHead(409, { 'content-type': 'application/problem+json' }).end(JSON.stringify(document));
  };
  await expect(client.call({ method: 'GET', path: '/', schema: z.unknown() })).rejects.toMatchObject({
    code: 'query_in_progress',
    status: 409,
    more: { existing: 'qry_1' },
  });
});

const failing = (response: ServerResponse, then?: () => void) => {
  response.writeHead(409, { 'content-type': 'application/problem+json' });
  response.write('{"code":"conf', then);
};

it.each([
  ['a defect of the sibling', (_: unknown, response: ServerResponse) => void response.writeHead(500).end('boom')],
  ['an answer of another shape', (_: unknown, response: ServerResponse) => void response.end('{"surprise":true}')],
  ['an answer that is no JSON', (_: unknown, response: ServerResponse) => void response.end('<html>')],
  ['a cut connection', (request: IncomingMessage) => void request.socket.destroy()],
  ['an answer that is cut off', (_: unknown, response: ServerResponse) => void response.write('{"he', () => response.destroy())],
  ['a refusal that is cut off', (_: unknown, response: ServerResponse) => failing(response, () => response.destroy())],
  ['an answer that falls silent', (_: unknown, response: ServerResponse) => void response.write('{"he')],
  ['a refusal that falls silent', (_: unknown, response: ServerResponse) => failing(response)],
])('takes %s as a dependency that is down, of which a change may have been made', async (_, behave) => {
  answer = behave;
  const call = { path: '/', schema: z.object({ held: z.boolean() }), timeoutMs: 300 };
  const down = { code: 'dependency_unavailable', more: { retryAfter: 1 } };
  await expect(client.call({ ...call, method: 'GET' })).rejects.toMatchObject({
    ...down,
    mayBeDone: false,
    detail: expect.stringContaining('Nothing was changed') as string,
  });
  await expect(client.call({ ...call, method: 'POST' })).rejects.toMatchObject({
    ...down,
    mayBeDone: true,
    detail: expect.stringContaining('may have been done') as string,
  });
});

it('knows that a change which was never sent was not made', async () => {
  const nobody = createServer();
  await new Promise<void>(ready => nobody.listen(0, '127.0.0.1', ready));
  const baseUrl = `http://127.0.0.1:${(nobody.address() as AddressInfo).port}`;
  await new Promise(closed => nobody.close(closed));
  const tokens = { token: async () => 'signed' };
  const alone = new ServiceClient({ baseUrl, audience: 'usage', tokens, clock: new SystemClock() });
  const call = alone.call({ method: 'POST', path: '/', schema: z.unknown() });
  await expect(call).rejects.toMatchObject({ code: 'dependency_unavailable', mayBeDone: false });
  alone.close();
});

it('gives up when the sibling is silent for longer than the caller waits', async () => {
  answer = () => undefined;
  await expect(client.call({ method: 'GET', path: '/', schema: z.unknown(), timeoutMs: 30 })).rejects.toMatchObject({
    code: 'dependency_unavailable',
  });
});

it('starts nothing when the time of the request is used up', async () => {
  let calls = 0;
  answer = (_request, response) => void (calls++, response.end('{}'));
  const late = { correlationId: 'req_abcdefgh', deadline: new SystemClock().monotonic() + 10 };
  await expect(
    requestContext.run(late, () => client.call({ method: 'GET', path: '/', schema: z.unknown() })),
  ).rejects.toMatchObject({ code: 'dependency_unavailable' });
  expect(calls).toBe(0);
});

it('hands over a stream as it comes', async () => {
  answer = (_request, response) => {
    response.write('one ');
    response.end('two');
  };
  expect(await readText(await client.stream({ method: 'GET', path: '/' }))).toBe('one two');
});
