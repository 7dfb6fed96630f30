import 'reflect-metadata';
import { request as httpRequest } from 'node:http';
import { expectProblem, useGateway } from './gateway-stack';

const gateway = useGateway();
const tooMuch = `{"text":"${'x'.repeat(256 * 1024)}"}`;

afterEach(() => expect(gateway.stack.usage.received).toEqual([]));

it('refuses a body over 256 KB that says its length', async () => {
  await expectProblem(await gateway.stack.ask(tooMuch), 413, 'payload_too_large');
});

it('refuses a body over 256 KB that comes in chunks without a length, before all of it came', async () => {
  const authorization = `Bearer ${await gateway.stack.token()}`;
  const { status, sent } = await new Promise<{ status: number | undefined; sent: number }>(resolve => {
    let bytes = 0;
    const headers = { authorization, 'content-type': 'application/json', 'idempotency-key': 'k', 'transfer-encoding': 'chunked' };
    const request = httpRequest(`${gateway.stack.url}/v1/queries`, { method: 'POST', headers });
    const piece = 'x'.repeat(16 * 1024);
    const write = (): void => {
      if (bytes >= 64 * 1024 * 1024 || request.destroyed) return;
      bytes += piece.length;
      request.write(piece, () => setImmediate(write));
    };
    request.on('response', response => {
      request.destroy();
      resolve({ status: response.statusCode, sent: bytes });
    });
    request.on('error', () => {});
    write();
  });
  expect(status).toBe(413);
  expect(sent).toBeLessThan(8 * 1024 * 1024);
});

it('accepts a body of exactly 256 KB as far as its size goes', async () => {
  const around = '{"text":""}'.length;
  await expectProblem(await gateway.stack.ask(`{"text":"${'x'.repeat(256 * 1024 - around)}"}`), 422, 'invalid');
});
