import 'reflect-metadata';
import { NatClient } from '@nat/client';
import { eventually } from '@nat/testing';
import type { ServerResponse } from 'node:http';
import { beginStream, framesOf } from './events';
import { expectProblem, useGateway } from './gateway-stack';

const gateway = useGateway();
const id = `qry_${'4'.repeat(32)}`;
const path = `/v1/queries/${id}/events`;
const frames = framesOf(id, ['a', 'b', 'c']);

/** Serves the log of one query as the agent does; each connection is cut after the number of frames `cuts` holds next. */
function serveLog(cuts: number[] = []): void {
  gateway.stack.agent.on('GET /internal/queries/*/events', ({ path: asked }, response) => {
    const after = Number(new URL(asked, 'http://x').searchParams.get('after'));
    const missing = frames.slice(after);
    if (missing.length === 0) return void response.writeHead(204).end();
    const cut = cuts.shift();
    beginStream(response);
    if (cut === undefined) return void response.end(missing.join(''));
    response.write(missing.slice(0, cut).join('') + 'id: 99\nevent: mess', () => response.destroy());
  });
}

/** Its reader; `upTo` reads on until what it has read ends like this. */
function readerOf(answer: Response) {
  const reader = answer.body!.pipeThrough(new TextDecoderStream()).getReader();
  const upTo = async (end: string): Promise<string> => {
    let text = '';
    while (!text.endsWith(end)) {
      const { done, value } = await reader.read();
      if (done) throw new Error(`it ended after ${JSON.stringify(text)}`);
      text += value;
    }
    return text;
  };
  return { reader, upTo };
}

/** Opens a stream that the agent keeps open; `upstream` is the agent's end of it. */
async function openStream(): Promise<{ answer: Response; upstream: ServerResponse; leave: () => void }> {
  const stopping = new AbortController();
  const opened = new Promise<ServerResponse>(resolve =>
    gateway.stack.agent.on('GET /internal/queries/*/events', (_, response) => {
      beginStream(response);
      resolve(response);
    }),
  );
  const headers = { authorization: `Bearer ${await gateway.stack.token()}` };
  const answer = await fetch(`${gateway.stack.url}${path}`, { headers, signal: stopping.signal });
  return { answer, upstream: await opened, leave: () => stopping.abort() };
}

it('replays after the given event and asks for exactly that', async () => {
  serveLog();
  const byHeader = await gateway.stack.request('GET', path, { headers: { 'last-event-id': '3' } });
  expect(await byHeader.text()).toBe(`retry: 2000\n\n${frames.slice(3).join('')}`);
  const byQuery = await gateway.stack.request('GET', `${path}?after=4`);
  expect(await byQuery.text()).toContain(frames[4]);
  const both = await gateway.stack.request('GET', `${path}?after=1`, { headers: { 'last-event-id': '4' } });
  expect(await both.text()).not.toContain(frames[3]);
});

it('says with 204 that nothing newer will come', async () => {
  serveLog();
  const answer = await gateway.stack.request('GET', path, { headers: { 'last-event-id': '5' } });
  expect([answer.status, await answer.text()]).toEqual([204, '']);
});

it.each(['events_expired', 'not_found'] as const)('passes %s on', async code => {
  gateway.stack.agent.refuse('GET /internal/queries/*/events', code);
  await expectProblem(await gateway.stack.request('GET', path), code === 'not_found' ? 404 : 410, code);
});

it('ends the answer without a last event when the agent is lost, and a client goes on from there', async () => {
  serveLog([2, 1]);
  const client = new NatClient({ baseUrl: gateway.stack.url, token: await gateway.stack.token() });
  const seen: number[] = [];
  for await (const event of client.follow(id, { wait: async () => {} })) seen.push(event.data.seq);
  expect(seen).toEqual([1, 2, 3, 4, 5]);
});

it('sends the head of the stream before the first event', async () => {
  const { answer, upstream } = await openStream();
  expect(answer.status).toBe(200);
  upstream.end();
  await answer.text();
});

it('ends only its own follower upstream when a client leaves, and cancels nothing', async () => {
  const { answer, upstream, leave } = await openStream();
  let closed = false;
  upstream.on('close', () => (closed = true));
  leave();
  await expect(answer.text()).rejects.toThrow();
  await eventually(() => expect(closed).toBe(true));
  expect(gateway.stack.agent.callsTo(`POST /internal/queries/${id}/cancel`)).toEqual([]);
});

it('sends a heartbeat after 15 s without traffic, and none inside a frame', async () => {
  const { answer, upstream } = await openStream();
  const { upTo } = readerOf(answer);
  await upTo('retry: 2000\n\n');
  await gateway.stack.clock.advance(15_000);
  expect(await upTo('\n\n')).toBe(': hb\n\n');
  upstream.write('id: 1\n');
  await upTo('id: 1\n');
  await gateway.stack.clock.advance(60_000);
  upstream.write('data: x\n\n');
  expect(await upTo('\n\n')).toBe('data: x\n\n');
  upstream.end();
});

it('closes its streams when it is shut down, without waiting for their end and without a last event', async () => {
  const { answer, upstream } = await openStream();
  const { reader, upTo } = readerOf(answer);
  upstream.write(frames[0]!);
  expect(await upTo(frames[0]!)).toBe(`retry: 2000\n\n${frames[0]}`);
  await gateway.stack.service.close();
  expect(await reader.read()).toEqual({ done: true, value: undefined });
});
