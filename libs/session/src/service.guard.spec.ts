import 'reflect-metadata';
import { Controller, Get, UseGuards } from '@nestjs/common';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { NationSlug } from '@nat/contracts';
import { ManualClock, type PersonIdentity, ProblemFilter, SeededRng, type ServiceIdentity } from '@nat/service-kit';
import { z } from 'zod';
import { sessionId, userId } from '../test/token-fixtures';
import { generateServiceKeys, serviceTokenConfigShape } from './service-keys';
import { CallerIdentity, CallerPerson, FromServices, ServiceGuard } from './service.guard';
import { ServiceTokens } from './service-tokens';
import { SessionModule } from './session.module';

@FromServices('api-gateway', 'agent')
@Controller('internal')
class InternalController {
  @Get('both')
  both(): string {
    return 'both';
  }

  @Get('agent-only')
  @FromServices('agent')
  agentOnly(): string {
    return 'agent';
  }

  @Get('identity')
  identity(@CallerIdentity() identity: ServiceIdentity): ServiceIdentity {
    return identity;
  }

  @Get('person')
  person(@CallerPerson() person: PersonIdentity): PersonIdentity {
    return person;
  }
}

@Controller('forgotten')
@UseGuards(ServiceGuard)
class ForgottenController {
  @Get()
  open(): string {
    return 'open';
  }
}

const clock = new ManualClock();
let app: NestFastifyApplication;
let tokens: Record<'api-gateway' | 'agent' | 'usage', ServiceTokens>;
const identity: ServiceIdentity = { userId, sessionId, nationSlug: NationSlug.parse('demo'), role: 'member' };

beforeAll(async () => {
  const { privateKeys, publicKeys } = await generateServiceKeys(['api-gateway', 'agent', 'usage', 'auth']);
  const configOf = (service: keyof typeof privateKeys) =>
    z.object(serviceTokenConfigShape).parse({ SERVICE_PRIVATE_KEY: privateKeys[service], SERVICE_PUBLIC_KEYS: publicKeys });
  const rng = new SeededRng(1);
  const tokensOf = (service: 'api-gateway' | 'agent' | 'usage') =>
    new ServiceTokens({ service, privateKeyJwk: configOf(service).SERVICE_PRIVATE_KEY, clock, rng });
  tokens = { 'api-gateway': tokensOf('api-gateway'), agent: tokensOf('agent'), usage: tokensOf('usage') };
  const module = await Test.createTestingModule({
    imports: [SessionModule.forRoot({ service: 'auth', config: configOf('auth'), clock, rng })],
    controllers: [InternalController, ForgottenController],
  }).compile();
  app = module.createNestApplication<NestFastifyApplication>(new FastifyAdapter(), { logger: false });
  app.useGlobalFilters(new ProblemFilter());
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
});
afterAll(() => app.close());

async function get(path: string, headers: Record<string, string | string[]>): Promise<[number, string]> {
  const answer = await app.inject({ method: 'GET', url: path, headers });
  const body: unknown = answer.headers['content-type']?.toString().includes('json') ? answer.json() : answer.body;
  return [answer.statusCode, (body as { code?: string }).code ?? answer.body];
}

async function bearer(
  service: keyof typeof tokens,
  named?: PersonIdentity | ServiceIdentity,
): Promise<{ authorization: string }> {
  return { authorization: `Bearer ${await tokens[service].token('auth', named)}` };
}

it('lets the named services pass and no other', async () => {
  expect(await get('/internal/both', await bearer('api-gateway'))).toEqual([200, 'both']);
  expect(await get('/internal/both', await bearer('agent'))).toEqual([200, 'both']);
  expect(await get('/internal/both', await bearer('usage'))).toEqual([403, 'forbidden']);
});

it('narrows a controller by its handler', async () => {
  expect(await get('/internal/agent-only', await bearer('agent'))).toEqual([200, 'agent']);
  expect(await get('/internal/agent-only', await bearer('api-gateway'))).toEqual([403, 'forbidden']);
});

it('lets nobody pass where no service is named', async () => {
  expect(await get('/forgotten', await bearer('agent'))).toEqual([403, 'forbidden']);
});

it('hands the identity to the handler, and refuses a call on nobody’s behalf', async () => {
  expect(JSON.parse((await get('/internal/identity', await bearer('agent', identity)))[1])).toEqual(identity);
  expect(await get('/internal/identity', await bearer('agent'))).toEqual([401, 'unauthenticated']);
});

it('hands over a person of no nation only where none is needed', async () => {
  const person = { userId, sessionId };
  expect(JSON.parse((await get('/internal/person', await bearer('agent', person)))[1])).toEqual(person);
  expect(JSON.parse((await get('/internal/person', await bearer('agent', identity)))[1])).toEqual(person);
  expect(await get('/internal/identity', await bearer('agent', person))).toEqual([401, 'unauthenticated']);
  expect(await get('/internal/person', await bearer('agent'))).toEqual([401, 'unauthenticated']);
});

it.each<[string, (authorization: string) => { path?: string; headers: Record<string, string | string[]> }]>([
  ['no header', () => ({ headers: {} })],
  ['an empty header', () => ({ headers: { authorization: '' } })],
  ['another scheme', authorization => ({ headers: { authorization: authorization.replace('Bearer', 'Basic') } })],
  ['no scheme', authorization => ({ headers: { authorization: authorization.replace('Bearer ', '') } })],
  ['two headers', authorization => ({ headers: { authorization: [authorization, authorization] } })],
  ['two tokens', authorization => ({ headers: { authorization: `${authorization} ${authorization.slice(7)}` } })],
  ['a list', authorization => ({ headers: { authorization: `${authorization}, ${authorization}` } })],
  ['the query string', a => ({ path: `?access_token=${a.slice(7)}`, headers: {} })],
  ['a cookie', a => ({ headers: { cookie: `access_token=${a.slice(7)}` } })],
])('answers 401 to a token in %s', async (_, request) => {
  const { path = '', headers } = request((await bearer('agent')).authorization);
  expect(await get(`/internal/both${path}`, headers)).toEqual([401, 'unauthenticated']);
});
