import 'reflect-metadata';
import { type DomainEvent, UsageAnswer } from '@nat/contracts';
import { awsOptions } from '@nat/dynamo';
import { createEventBridgeClient, EventBridgePublisher, provision } from '@nat/event-bus';
import { type RunningService, SystemClock, SystemRng } from '@nat/service-kit';
import { generateServiceKeys, PrivateServiceKey, ServiceTokens } from '@nat/session';
import { eventually } from '@nat/testing';
import { randomBytes } from 'node:crypto';
import { bootstrap, resources } from '../src/index';
import { finite, hash, newNation, query, queryCompleted, subscriptionUpdated } from './builders';
import { caller } from './usage-process';

/** For what travels over a bus and a queue. */
const patience = { timeoutMs: 20_000 };
const aws = awsOptions({ AWS_REGION: 'us-east-1', AWS_ENDPOINT_URL: process.env.AWS_ENDPOINT_URL });
const bus = `nat-${randomBytes(4).toString('hex')}`;
const given = { clock: new SystemClock(), rng: new SystemRng() };
const periodStart = new Date(Math.floor(Date.now() / 1000) * 1000 - 86_400_000).toISOString();
const periodEnd = new Date(Date.parse(periodStart) + 20 * 86_400_000).toISOString();

let service: RunningService;
let tokens: ServiceTokens;
const publisher = new EventBridgePublisher(createEventBridgeClient(aws), { busName: bus, ...given });

beforeAll(async () => {
  await provision([resources], aws, bus);
  const keys = await generateServiceKeys(['api-gateway', 'usage']);
  const privateKeyJwk = PrivateServiceKey.parse(JSON.parse(keys.privateKeys['api-gateway']));
  tokens = new ServiceTokens({ service: 'api-gateway', privateKeyJwk, ...given });
  service = await bootstrap({
    NODE_ENV: 'test',
    PORT: '0',
    LOG_LEVEL: 'silent',
    AWS_REGION: aws.region,
    AWS_ENDPOINT_URL: aws.endpoint,
    EVENT_BUS_NAME: bus,
    SERVICE_PRIVATE_KEY: keys.privateKeys.usage,
    SERVICE_PUBLIC_KEYS: keys.publicKeys,
  });
}, 60_000);
afterAll(() => service.close());

it('hears of a plan and of the end of a query over the bus, and is ready', async () => {
  expect((await fetch(`${service.url}/health/ready`)).status).toBe(200);
  const nation = newNation();
  const call = async (method: string, path: string, body?: unknown) => {
    const headers = {
      authorization: `Bearer ${await tokens.token('usage', caller(nation))}`,
      'content-type': 'application/json',
    };
    return fetch(service.url + path, {
      method,
      headers: body ? headers : { authorization: headers.authorization },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  };
  const queries = async () => UsageAnswer.parse(await (await call('GET', '/internal/usage')).json()).meters[0];
  const dates = { periodStart, periodEnd, usableUntil: periodEnd };
  await publisher.publish([subscriptionUpdated(nation, 1, finite(3), dates) as DomainEvent]);
  await eventually(async () => expect(await queries()).toMatchObject({ used: '0', remaining: '3' }), patience);
  await call('POST', '/internal/reservations', { queryId: query('a'), requestHash: hash('question') });
  const end = queryCompleted(nation, query('a'), { periodStart }) as DomainEvent;
  await publisher.publish([end, end]);
  await eventually(async () => expect(await queries()).toMatchObject({ used: '1', held: '0', remaining: '2' }), patience);
}, 60_000);
