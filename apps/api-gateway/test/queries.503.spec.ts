import 'reflect-metadata';
import { problem } from '@nat/contracts';
import type { ServerResponse } from 'node:http';
import { expectProblem, useGateway } from './gateway-stack';

const gateway = useGateway();
const snapshot = {
  queryId: `qry_${'4'.repeat(32)}`,
  conversationId: `cnv_${'1'.repeat(32)}`,
  status: 'completed',
  toolCalls: [],
  lastEventId: 9,
  createdAt: '2026-06-15T12:00:00.000Z',
};

it('refuses when usage cannot be reached, and never wakes the agent', async () => {
  await gateway.stack.usage.stop();
  const answer = await gateway.stack.ask();
  await expectProblem(answer, 503, 'dependency_unavailable');
  expect(answer.headers.get('retry-after')).toBe('1');
  expect(gateway.stack.agent.received).toEqual([]);
});

it('gives the hold back when the agent cannot be reached', async () => {
  await gateway.stack.agent.stop();
  await expectProblem(await gateway.stack.ask(), 503, 'dependency_unavailable');
  expect(gateway.stack.held).toBe(0);
});

it.each(['model_unavailable', 'agent_disabled', 'draining'] as const)('gives the hold back after %s', async code => {
  gateway.stack.refuseByAgent(code, { retryAfter: 30 });
  const answer = await gateway.stack.ask();
  await expectProblem(answer, 503, code);
  expect(answer.headers.get('retry-after')).toBe('30');
  expect(gateway.stack.held).toBe(0);
});

function internalError(response: ServerResponse): void {
  response.writeHead(500, { 'content-type': 'application/problem+json' });
  response.end(JSON.stringify(problem('internal_error', 'Something went wrong on our side.', 'req_1')));
}

it.each([
  ['the connection broke', (_: unknown, response: ServerResponse) => void response.destroy()],
  ['the agent broke', (_: unknown, response: ServerResponse) => void response.writeHead(500).end('boom')],
  ['the agent answered with a defect', (_: unknown, response: ServerResponse) => internalError(response)],
  ['a balancer answered', (_: unknown, response: ServerResponse) => void response.writeHead(504).end('<html>')],
])('leaves the hold to its lease when %s after the question was sent: the query may be running', async (_, behave) => {
  gateway.stack.agent.on('POST /internal/queries', behave);
  const document = await expectProblem(await gateway.stack.ask(), 503, 'dependency_unavailable');
  expect(document['detail']).toMatch(/may have been done/);
  expect(gateway.stack.held).toBe(1);
});

it('leaves the hold to its lease when a submitted query was taken in words that nobody agreed upon', async () => {
  gateway.stack.agent.answer('POST /internal/queries', 202, { surprise: true });
  const answer = await gateway.stack.ask(undefined, { accept: 'application/json' });
  await expectProblem(answer, 503, 'dependency_unavailable');
  expect(gateway.stack.held).toBe(1);
});

it('shows nothing of what a sibling says when it breaks', async () => {
  gateway.stack.usage.on('POST /internal/reservations', (_, response) => {
    response.writeHead(500, { 'content-type': 'text/html' }).end('<pre>Error: at /srv/secret.js:1</pre>');
  });
  const document = await expectProblem(await gateway.stack.ask(), 503, 'dependency_unavailable');
  expect(JSON.stringify(document)).not.toContain('secret');
});

it('takes an answer that is not as agreed for a broken sibling, not for a wrong request', async () => {
  gateway.stack.usage.answer('POST /internal/reservations', 200, { admitted: 'perhaps' });
  await expectProblem(await gateway.stack.ask(), 503, 'dependency_unavailable');
});

describe('while auth is down', () => {
  const read = (): Promise<Response> => gateway.stack.request('GET', `/v1/queries/${snapshot.queryId}`);

  beforeEach(() => gateway.stack.agent.answer('GET /internal/queries/*', 200, snapshot));

  it('goes on reading and asking by the last answer, and stops asking once that is 60 s old', async () => {
    expect((await gateway.stack.ask()).status).toBe(200);
    await gateway.stack.auth.stop();
    await gateway.stack.clock.advance(59_000);
    expect((await gateway.stack.ask()).status).toBe(200);
    await gateway.stack.clock.advance(1_000);
    await expectProblem(await gateway.stack.ask(), 503, 'dependency_unavailable');
    expect((await read()).status).toBe(200);
  });

  it('reads by the claims of the token when auth was never asked', async () => {
    gateway.stack.auth.on('POST /internal/sessions/check', (_, response) => void response.destroy());
    expect((await read()).status).toBe(200);
    await expectProblem(await gateway.stack.ask(), 503, 'dependency_unavailable');
  });

  it('asks auth again soon after it is back', async () => {
    gateway.stack.auth.on('POST /internal/sessions/check', (_, response) => void response.destroy());
    await expectProblem(await gateway.stack.ask(), 503, 'dependency_unavailable');
    gateway.stack.checkSessions({ active: true, role: 'member' });
    await gateway.stack.clock.advance(1_000);
    expect((await gateway.stack.ask()).status).toBe(200);
  });
});
