import 'reflect-metadata';
import { NatClient } from '@nat/client';
import { framesOf } from './events';
import { sessionId, useGateway, userId } from './gateway-stack';

const gateway = useGateway();

it('streams the bytes of the agent untouched, with the headers of an event stream', async () => {
  const answer = await gateway.stack.ask();
  const queryId = answer.headers.get('location')!.split('/').pop()!;
  expect(await answer.text()).toBe(`retry: 2000\n\n${framesOf(queryId, ['Hel', 'lo']).join('')}`);
  expect(answer.status).toBe(200);
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-cache, no-transform',
    'x-accel-buffering': 'no',
    'x-content-type-options': 'nosniff',
    'ratelimit-policy': '"user-queries";q=10;w=60',
    ratelimit: '"user-queries";r=7;t=42, "nation-queries";r=153;t=86400',
    'x-request-id': expect.stringMatching(/^req_/) as string,
  });
});

it('hands the agent the question, its surface, its hold and the proven identity', async () => {
  await gateway.stack.ask({ text: '  How many? ' }, { 'x-nat-user-id': 'usr_forged', 'x-request-id': 'req_forged_by_client' });
  const [call] = gateway.stack.agent.callsTo('POST /internal/queries');
  const [reservation] = gateway.stack.usage.callsTo('POST /internal/reservations');
  const { queryId, requestHash } = reservation!.body as Record<string, string>;
  expect(queryId).toMatch(/^qry_[0-9a-z]{32}$/);
  expect(call?.body).toEqual({
    queryId,
    requestHash,
    ask: { text: 'How many?' },
    surface: 'cli',
    reservation: { queryId, periodStart: '2026-06-01T00:00:00.000Z', admittedAt: '2026-06-15T12:00:00.000Z' },
  });
  expect(call?.claims).toMatchObject({
    aud: 'service:agent',
    sub: userId,
    sid: sessionId,
    nation: 'demo',
    role: 'member',
    queryId,
  });
  expect(call?.headers['x-request-id']).not.toBe('req_forged_by_client');
  expect(call?.headers['x-nat-user-id']).toBeUndefined();
});

it('asks usage for the same query whenever nation, user and key are the same, and for another otherwise', async () => {
  const { stack } = gateway;
  const nations = { demo: 'member', other: 'member' } as const;
  const authorization = `Bearer ${await stack.token({ nations })}`;
  const as = (nation: string, key: string) => ({ authorization, 'x-nat-nation-slug': nation, 'idempotency-key': key });
  for (const headers of [as('demo', 'a'), as('demo', 'a'), as('demo', 'b'), as('other', 'a')])
    await (await stack.ask({ text: 'x' }, headers)).text();
  const ids = stack.usage.callsTo('POST /internal/reservations').map(({ body }) => (body as { queryId: string }).queryId);
  expect(ids[0]).toBe(ids[1]);
  expect(new Set(ids).size).toBe(3);
});

it('serves a client of the library from question to end', async () => {
  const client = new NatClient({ baseUrl: gateway.stack.url, token: await gateway.stack.token() });
  const texts: string[] = [];
  for await (const event of client.ask({ text: 'hi' })) if (event.event === 'message.delta') texts.push(event.data.text);
  expect(texts).toEqual(['Hel', 'lo']);
});
