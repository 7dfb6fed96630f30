import 'reflect-metadata';
import { NatClient } from '@nat/client';
import type { StreamEvent } from '@nat/contracts';
import { beginStream, conversationId } from './events';
import { useGateway } from './gateway-stack';
import { confirmation, confirmationId } from './samples';

const gateway = useGateway();
const usage = { input: 1, cacheWrite5m: 0, cacheWrite1h: 0, cacheRead: 0, output: 1, costMicroUsd: 6 };
const waits: [string, object][] = [
  ['query.started', { conversationId, model: 'm', resumed: false }],
  ['confirmation.required', confirmation],
  ['query.awaiting_confirmation', { confirmationIds: [confirmationId] }],
];
const goesOn: [string, object][] = [
  ['query.started', { conversationId, model: 'm', resumed: true }],
  ['confirmation.resolved', { confirmationId, status: 'executed', channel: 'cli' }],
  ['query.completed', { outcome: 'answered', usage, billable: true }],
];

function framesOf(queryId: string, events: [string, object][], after: number): string {
  return events
    .map(([event, data], index) => {
      const seq = after + index + 1;
      const full = { ...data, v: 1, queryId, seq, time: '2026-06-15T12:00:00.000Z' };
      return `id: ${seq}\nevent: ${event}\ndata: ${JSON.stringify(full)}\n\n`;
    })
    .join('');
}

async function read(stream: AsyncIterable<StreamEvent>): Promise<[number, string][]> {
  const told: [number, string][] = [];
  for await (const { event, data } of stream) told.push([data.seq, event]);
  return told;
}

it('serves a client of the library from question over decision to end, and holds one query for it', async () => {
  const { agent } = gateway.stack;
  agent.on('POST /internal/queries', ({ body }, response) => {
    beginStream(response);
    response.end(framesOf((body as { queryId: string }).queryId, waits, 0));
  });
  agent.on('GET /internal/queries/*/events', ({ path }, response) => {
    const [, queryId = '', after = ''] = /queries\/(\w+)\/events\?after=(\d+)$/.exec(path) ?? [];
    beginStream(response);
    response.end(framesOf(queryId, goesOn, Number(after)));
  });
  agent.answer('POST /internal/confirmations/*/decision', 200, {
    confirmation: { ...confirmation, status: 'approved' },
    eventsUrl: '/v1/queries/x/events',
  });
  const client = new NatClient({ baseUrl: gateway.stack.url, token: await gateway.stack.token() });

  const asked = client.ask({ text: 'Tag them' });
  const before = await read(asked);
  expect(asked.awaiting).toEqual([confirmationId]);
  await client.decide(await cardOf(client), 'approve');
  const after = await read(client.follow(asked.queryId!, { after: asked.lastEventId }));

  expect([...before, ...after]).toEqual([...waits, ...goesOn].map(([event], index) => [index + 1, event]));
  expect(gateway.stack.held).toBe(1);
});

/** The card as the gateway shows it to whoever did not see its event. */
function cardOf(client: NatClient) {
  gateway.stack.agent.answer('GET /internal/confirmations/*', 200, confirmation);
  return client.confirmation(confirmationId);
}
