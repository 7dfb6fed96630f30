import 'reflect-metadata';
import { Body, Controller, Get, Module, Post } from '@nestjs/common';
import { connect, createServer, type AddressInfo } from 'node:net';
import { z } from 'zod';
import { AppError } from '../errors/app-error';
import { parseBody } from '../errors/parse-body';
import { correlationId } from '../context/request-context';
import { bootstrapService, type RunningService } from './bootstrap-service';
import { HealthModule } from './health.module';

let dependencyDown = false;
let release = (): void => undefined;

@Controller('v1')
class ThingsController {
  @Post('things')
  create(@Body() body: unknown): { name: string; request: string } {
    return { ...parseBody(z.strictObject({ name: z.string() }), body), request: correlationId() };
  }

  @Get('refused')
  refused(): never {
    throw new AppError('quota_exceeded', 'All queries are used.', { retryAfter: 77 });
  }

  @Get('defect')
  defect(): never {
    throw new Error('secret detail of a defect');
  }

  @Get('slow')
  async slow(): Promise<{ done: true }> {
    await new Promise<void>(resolve => (release = resolve));
    return { done: true };
  }
}

const checks = {
  store: async (): Promise<void> => {
    if (dependencyDown) throw new Error('down');
  },
};

@Module({ imports: [HealthModule.forRoot({ checks })], controllers: [ThingsController] })
class ThingsModule {}

const config = { PORT: 0, HOST: '127.0.0.1', LOG_LEVEL: 'silent' };
let service: RunningService;
beforeEach(async () => {
  service = await bootstrapService({ service: 'things', module: ThingsModule, config });
});
afterEach(() => service.close());

const post = (body: string, headers: Record<string, string> = { 'content-type': 'application/json' }): Promise<Response> =>
  fetch(`${service.url}/v1/things`, { method: 'POST', body, headers });

it('answers with the security headers and the request id of its caller', async () => {
  const answer = await post('{"name":"x"}', { 'content-type': 'application/json', 'x-request-id': 'req_12345678' });
  expect(await answer.json()).toEqual({ name: 'x', request: 'req_12345678' });
  expect(answer.headers.get('x-request-id')).toBe('req_12345678');
  expect(answer.headers.get('cache-control')).toBe('no-store');
  expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
  expect(answer.headers.get('content-security-policy')).toBe("default-src 'none'; frame-ancestors 'none'");
});

it.each([
  ['no JSON', '{"name":', 'application/json', 400, 'malformed_request'],
  ['an empty body', '', 'application/json', 400, 'malformed_request'],
  ['a prototype key', '{"__proto__":{"admin":true},"name":"x"}', 'application/json', 400, 'malformed_request'],
  ['a constructor key', '{"name":"x","constructor":{"prototype":{}}}', 'application/json', 400, 'malformed_request'],
  ['another content type', 'name=x', 'text/plain', 415, 'unsupported_media_type'],
  ['an unknown field', '{"name":"x","role":"owner"}', 'application/json', 422, 'invalid'],
  ['more than 256 KB', `{"name":"${'x'.repeat(262_144)}"}`, 'application/json', 413, 'payload_too_large'],
])('refuses %s with a problem document', async (_, body, type, status, code) => {
  const answer = await post(body, { 'content-type': type });
  expect(answer.headers.get('content-type')).toContain('application/problem+json');
  expect(await answer.json()).toMatchObject({ status, code, type: `urn:nat:problem:${code}` });
  expect(answer.status).toBe(status);
});

it('says when a refused call may be repeated', async () => {
  const answer = await fetch(`${service.url}/v1/refused`);
  expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, '77']);
  expect(await answer.json()).toMatchObject({ code: 'quota_exceeded', retryable: true, retryAfter: 77 });
});

it('hides what a defect was about', async () => {
  const answer = await fetch(`${service.url}/v1/defect`);
  const text = await answer.text();
  expect(answer.status).toBe(500);
  expect(JSON.parse(text)).toMatchObject({ code: 'internal_error' });
  expect(text).not.toContain('secret detail');
});

it('answers an unknown address with 404', async () => {
  const answer = await fetch(`${service.url}/nothing`);
  expect(await answer.json()).toMatchObject({ status: 404, code: 'not_found' });
});

it('is live always and ready only while its dependencies answer', async () => {
  dependencyDown = true;
  expect((await fetch(`${service.url}/health/live`)).status).toBe(200);
  const down = await fetch(`${service.url}/health/ready`);
  expect([down.status, ((await down.json()) as { detail: string }).detail]).toEqual([503, 'Not ready: store cannot be reached.']);
  dependencyDown = false;
  expect((await fetch(`${service.url}/health/ready`)).status).toBe(200);
});

it('finishes the requests it has when it is told to end', async () => {
  const running = fetch(`${service.url}/v1/slow`);
  await fetch(`${service.url}/health/live`);
  const closing = service.close();
  release();
  expect(await (await running).json()).toEqual({ done: true });
  await closing;
  await expect(fetch(`${service.url}/health/live`)).rejects.toThrow();
});

it('ends although a connection was opened and never used', async () => {
  const { port, hostname } = new URL(service.url);
  const idle = connect(Number(port), hostname);
  await new Promise(connected => idle.once('connect', connected));
  await fetch(`${service.url}/health/live`);
  const cut = new Promise(closed => idle.once('close', closed));
  await service.close();
  await cut;
});

it('names the port that is taken', async () => {
  const blocker = createServer();
  await new Promise<void>(ready => blocker.listen(0, '127.0.0.1', ready));
  const { port } = blocker.address() as AddressInfo;
  const start = bootstrapService({ service: 'things', module: ThingsModule, config: { ...config, PORT: port } });
  await expect(start).rejects.toThrow(`PORT: ${port} is already in use`);
  blocker.close();
});
