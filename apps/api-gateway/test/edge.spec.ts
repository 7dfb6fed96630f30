import 'reflect-metadata';
import { connect } from 'node:net';
import { endpoints } from '../src/endpoints';
import { expectProblem, useGateway } from './gateway-stack';

const gateway = useGateway({ CORS_ORIGINS: 'https://app.nat.example, chrome-extension://abcdefgh' });

/** Writes bytes to the gateway as they are and reads until it closes the connection. */
function raw(bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(gateway.stack.url).port), '127.0.0.1', () => socket.write(bytes));
    let text = '';
    socket.on('data', data => (text += data.toString('latin1')));
    socket.on('close', () => resolve(text));
    socket.on('error', reject);
  });
}

it('sends the security headers with every answer, also with refusals', async () => {
  for (const path of ['/v1/openapi.json', '/nowhere', '/v1/me']) {
    const { headers } = await gateway.stack.request('GET', path, { headers: { authorization: '' } });
    expect(Object.fromEntries(headers)).toMatchObject({
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'strict-transport-security': expect.stringContaining('max-age=') as string,
      vary: 'Origin',
    });
    expect(headers.get('server')).toBeNull();
    expect(headers.get('access-control-allow-origin')).toBeNull();
  }
});

it.each(['https://app.nat.example', 'chrome-extension://abcdefgh'])('lets pages of %s call', async origin => {
  const answer = await gateway.stack.request('GET', '/v1/openapi.json', { headers: { origin } });
  expect(answer.headers.get('access-control-allow-origin')).toBe(origin);
  expect(answer.headers.get('access-control-expose-headers')).toBe(
    'Content-Disposition, Location, RateLimit, RateLimit-Policy, Retry-After, X-Request-Id',
  );
  const headers = { origin, 'access-control-request-method': 'POST', authorization: '' };
  const preflight = await gateway.stack.request('OPTIONS', '/v1/queries', { headers });
  expect(preflight.status).toBe(204);
  expect(preflight.headers.get('access-control-allow-headers')).toContain('Idempotency-Key');
  expect(preflight.headers.get('access-control-allow-methods')).toBe('DELETE, GET, PATCH, POST');
  const stream = await gateway.stack.ask({ text: 'hi' }, { origin });
  expect(stream.headers.get('access-control-allow-origin')).toBe(origin);
  await stream.text();
});

it.each([
  'https://app.nat.example.evil.example',
  'https://evil-app.nat.example',
  'http://app.nat.example',
  'https://app.nat.example:8443',
  'https://APP.nat.example',
  'https://app.nat.exam',
  'xhttps://app.nat.example',
  'null',
  '*',
])('lets no page of %s call', async origin => {
  for (const method of ['GET', 'OPTIONS']) {
    const headers = { origin, 'access-control-request-method': 'POST', authorization: '' };
    const answer = await gateway.stack.request(method, '/v1/openapi.json', { headers });
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
    expect(answer.headers.get('vary')).toBe('Origin');
  }
});

it('refuses headers over 16 KB', async () => {
  const answer = await gateway.stack.request('GET', '/v1/plans', { headers: { 'x-long': 'x'.repeat(17 * 1024) } });
  expect(answer.status).toBe(431);
  expect(await answer.json()).toMatchObject({ code: 'headers_too_large', status: 431 });
});

it.each([
  ['two framings', 'POST /v1/queries HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'],
  [
    'a bad chunk',
    'POST /v1/queries HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n\r\n',
  ],
  ['line feeds alone', 'GET /v1/plans HTTP/1.1\nHost: x\n\n'],
  ['two lengths', 'POST /v1/queries HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabc'],
  ['no HTTP', 'hello\r\n\r\n'],
])('refuses %s with 400 and closes the connection', async (_, bytes) => {
  const text = await raw(bytes);
  expect(text).toMatch(/^HTTP\/1\.1 400 /);
  expect(text).toContain('"code":"malformed_request"');
  expect(gateway.stack.usage.received).toEqual([]);
});

it('closes although somebody holds a connection that was never used', async () => {
  const socket = connect(Number(new URL(gateway.stack.url).port), '127.0.0.1');
  await new Promise(resolve => socket.once('connect', resolve));
  const closed = new Promise(resolve => socket.once('close', resolve));
  await (await gateway.stack.request('GET', '/health/live')).text();
  await gateway.stack.service.close();
  await closed;
});

it('is alive and ready whatever stands behind it', async () => {
  await Promise.all([gateway.stack.usage.stop(), gateway.stack.agent.stop()]);
  for (const path of ['/health/live', '/health/ready']) {
    expect((await gateway.stack.request('GET', path, { headers: { authorization: '' } })).status).toBe(200);
  }
});

it('serves every endpoint of the table: with nothing sent each refuses or answers, and none is unknown', async () => {
  for (const { method, path } of Object.values(endpoints)) {
    const headers = { authorization: '' };
    const answer = await gateway.stack.request(method, path.replaceAll(/\{\w+\}/g, 'x'), { headers });
    expect([200, 400, 401, 403, 503, 404]).toContain(answer.status);
    if (answer.status === 404) await expectProblem(answer, 404, 'not_found');
  }
});
