import 'reflect-metadata';
import type { AccessTokenAnswer, SessionAnswer } from '@nat/contracts';
import { createDocumentClient, Table } from '@nat/dynamo';
import { DynamoOutbox, provision } from '@nat/event-bus';
import { type RunningService, type ServiceIdentity, SystemClock } from '@nat/service-kit';
import { TokenVerifier } from '@nat/session';
import { eventually } from '@nat/testing';
import { bootstrap, resources } from '../src';
import { caller, environmentOf, serviceKeys } from './auth-process';
import { freshNation } from './people';
import { aws } from './local-table';
import { OAuthDouble } from './oauth-double';

// The true application, twice over one table and one vault, as two processes would run it.
const clock = new SystemClock();
const double = new OAuthDouble();
const nationSlug = freshNation();
const client = createDocumentClient(aws);
let processes: RunningService[] = [];
let calls: ReturnType<typeof caller>[];
let identity: ServiceIdentity;

beforeAll(async () => {
  await provision([resources], aws, 'nat');
  double.nations.add(nationSlug);
  const keys = await serviceKeys();
  const environment = { ...environmentOf({ keys }, await double.start()), AWS_ENDPOINT_URL: aws.endpoint };
  processes = await Promise.all([bootstrap(environment), bootstrap(environment)]);
  calls = processes.map(({ url }) => caller(url, { clock, keys }));
}, 60_000);

afterAll(async () => {
  await Promise.all(processes.map(process => process.close()));
  await double.stop();
  client.destroy();
});

const signIn = (process: number, user = 'ada') =>
  calls[process]!<SessionAnswer>('/internal/sandbox-sessions', { as: 'api-gateway', body: { nationSlug, user } });
const ask = (process: number, refusedGeneration?: number) =>
  calls[process]!<AccessTokenAnswer>('/internal/connections/access-token', {
    as: 'agent',
    identity,
    body: { queryId: 'qry_0123456789abcdefghjkmnpqrs', refusedGeneration },
  });

it('signs the same person in 10 times at once in two processes: one user, tokens that either process issued verify anywhere', async () => {
  const answers = await Promise.all(Array.from({ length: 10 }, (_, index) => signIn(index % 2)));
  expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 10 }, () => 201));
  const jwksUrl = `${processes[0]!.url}/.well-known/jwks.json`;
  const verifier = new TokenVerifier({ issuer: 'http://127.0.0.1:4201', jwksUrl, clock });
  const people = await Promise.all(answers.map(({ body }) => verifier.verify(body.accessToken)));
  expect(new Set(people.map(({ userId }) => userId)).size).toBe(1);
  expect(people.every(({ nations }) => nations[nationSlug] === 'owner')).toBe(true);
  const { userId, sessionId } = people[0]!;
  identity = { userId, sessionId, nationSlug, role: 'owner' };
});

it('lends a token that NationBuilder accepts, from either process', async () => {
  for (const process of [0, 1]) {
    const { status, body } = await ask(process);
    expect([status, body.connectionKind, double.accepts(body.accessToken)]).toEqual([200, 'personal', true]);
  }
});

it('refreshes once when 40 callers in two processes had their token refused', async () => {
  const { generation } = (await ask(0)).body;
  const before = double.refreshes;
  const answers = await Promise.all(Array.from({ length: 40 }, (_, index) => ask(index % 2, generation)));
  expect(double.refreshes - before).toBe(1);
  expect(new Set(answers.map(({ status, body }) => `${status} ${body.generation}`))).toEqual(new Set([`200 ${generation + 1}`]));
});

it('publishes each connection once to the bus', async () => {
  const outbox = new DynamoOutbox(new Table(client, resources.table.name), clock);
  const ofNation = async (): Promise<number> =>
    (await outbox.unsent(100)).filter(({ event }) => event.nationslug === nationSlug).length;
  await eventually(async () => expect(await ofNation()).toBe(0));
});

it('is ready, and says so', async () => {
  const answer = await calls[0]!('/health/ready', { as: null });
  expect(answer).toMatchObject({ status: 200, body: { checks: ['table', 'vault'] } });
});
