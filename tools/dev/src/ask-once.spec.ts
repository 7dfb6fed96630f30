import { NatClient } from '@nat/client';
import { heartbeat, streamPreamble } from '@nat/contracts';
import { askOnce } from './ask-once';

const queryId = 'qry_0123456789abcdefghjkmnpqrs';
const usage = { input: 1, cacheWrite5m: 0, cacheWrite1h: 0, cacheRead: 9, output: 5, costMicroUsd: 40 };
const limit = { kind: 'finite', amount: '500', mode: 'block' };
const toolCallId = 'tcl_0123456789abcdefghjkmnpqrs';

const found = { ok: true, summary: '59 people', count: 59 };
const brought = { resultSetId: 'rs_1', exportId: 'exp_0123456789abcdefghjkmnpqrs' };

/** A gateway that answers every question with these events. */
function gateway(events: [name: string, data: object][]): NatClient {
  const frames = events.map(([name, data], index) => {
    const full = { v: 1, queryId, seq: index + 1, time: '2026-11-20T10:00:00.000Z', ...data };
    return `id: ${index + 1}\nevent: ${name}\ndata: ${JSON.stringify(full)}\n\n`;
  });
  const body = streamPreamble + heartbeat + frames.join('');
  const fetch = async () =>
    new Response(body, { headers: { 'content-type': 'text/event-stream', location: `/v1/queries/${queryId}` } });
  return new NatClient({ baseUrl: 'http://127.0.0.1', fetch: fetch as never });
}

const started: [string, object] = [
  'query.started',
  { conversationId: 'cnv_0123456789abcdefghjkmnpqrs', model: 'm', resumed: false },
];

it('gathers answer, tools, usage and count of a completed query', async () => {
  const client = gateway([
    started,
    ['tool.started', { toolCallId, tool: 'list_signups', title: 'Looking up people', tier: 'read' }],
    ['tool.completed', { toolCallId, ...found, ...brought, links: [], undoable: false, background: false }],
    ['message.delta', { messageId: 'm', text: '59 ' }],
    ['message.completed', { messageId: 'm', text: '59 volunteers.', links: [] }],
    ['query.completed', { outcome: 'answered', usage, queries: { used: 7, limit }, billable: true }],
  ]);
  const result = await askOnce(client, { text: 'How many?' }, () => undefined, new AbortController().signal);
  expect(result).toMatchObject({
    queryId,
    status: 'completed',
    answer: '59 volunteers.',
    toolCalls: [{ tool: 'list_signups', title: 'Looking up people', ...found, ...brought }],
    usage,
    used: 7,
    limit,
  });
  expect(result.timings.totalMs).toBeGreaterThanOrEqual(result.timings.firstTokenMs!);
});

it('tells why a query failed', async () => {
  const problem = {
    type: 't',
    title: 'Model unavailable',
    status: 503,
    detail: 'Down.',
    code: 'model_unavailable',
    requestId: 'req_1',
    retryable: true,
  };
  const client = gateway([started, ['query.failed', { problem, usage, billable: false }]]);
  const result = await askOnce(client, { text: 'How many?' }, () => undefined, new AbortController().signal);
  expect(result).toMatchObject({ status: 'failed', billable: false, problem: { code: 'model_unavailable' }, answer: '' });
});
