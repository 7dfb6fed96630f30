import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as later } from 'node:timers/promises';
import { serveAs, setting } from './child';

/** The upstream of everybody: a Messages API that says the same number of words to any question, at a fixed cadence. */
const tokens = Number(setting('TOKENS'));
const cadenceMs = Number(setting('CADENCE_MS'));

const frame = (event: { type: string }): string => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
const usage = { input_tokens: 10, cache_creation_input_tokens: 0, cache_read_input_tokens: 0, output_tokens: 1 };
const message = {
  id: 'msg_bench',
  type: 'message',
  role: 'assistant',
  model: 'claude-haiku-4-5',
  content: [],
  stop_reason: null,
  stop_sequence: null,
  usage,
};
const opening = [
  frame({ type: 'message_start', message } as { type: string }),
  frame({ type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } } as { type: string }),
].join('');
const delta = frame({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: ' word' } } as { type: string });
const closing = [
  frame({ type: 'content_block_stop', index: 0 } as { type: string }),
  frame({
    type: 'message_delta',
    delta: { stop_reason: 'end_turn', stop_sequence: null },
    usage: { ...usage, output_tokens: tokens },
  } as { type: string }),
  frame({ type: 'message_stop' }),
].join('');

/** Says the first word at once and keeps the others to a timetable, so that late timers do not slow the average. */
async function speak(response: ServerResponse, count: number): Promise<void> {
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'request-id': 'req_bench' });
  response.write(opening);
  const began = performance.now();
  for (let token = 0; token < count && !response.destroyed; token++) {
    const wait = began + token * cadenceMs - performance.now();
    if (wait > 0) await later(wait);
    response.write(delta);
  }
  response.end(closing);
}

serveAs(async () => {
  const server = createServer((request, response) => {
    request.resume();
    // A question that says "briefly" is answered in three words: enough to time the first.
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => void speak(response, Buffer.concat(chunks).includes('briefly') ? 3 : tokens));
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
