import { EventEmitter, once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as later } from 'node:timers/promises';
import { serveAs } from './child';
import { type Wish, wishIn } from './question';
import { pieces } from './words';

/** The upstream of everybody: a Messages API that says as many words as the question asks for, at the cadence it asks for. */
const heldCadenceMs = 1_000;
/** Answers that said their words and stay open, and the signal to let them go. */
let held = 0;
const release = new EventEmitter().setMaxListeners(0);

const frame = (event: { type: string; [field: string]: unknown }): string =>
  `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
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
  frame({ type: 'message_start', message }),
  frame({ type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } }),
].join('');
const deltas = pieces.map(text =>
  Buffer.from(frame({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text } })),
);
const closing = (tokens: number): string =>
  [
    frame({ type: 'content_block_stop', index: 0 }),
    frame({
      type: 'message_delta',
      delta: { stop_reason: 'end_turn', stop_sequence: null },
      usage: { ...usage, output_tokens: tokens },
    }),
    frame({ type: 'message_stop' }),
  ].join('');

/** Says the first word at once and keeps the others to a timetable, so that late timers do not slow the average. */
async function speak(response: ServerResponse, { words, cadenceMs, held: holds }: Wish): Promise<void> {
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'request-id': 'req_bench' });
  response.write(opening);
  const began = performance.now();
  for (let word = 0; word < words && !response.destroyed; word++) {
    const wait = began + word * cadenceMs - performance.now();
    if (wait > 0) await later(wait);
    response.write(deltas[word % deltas.length]);
  }
  if (holds) await hold(response);
  response.end(closing(words));
}

async function hold(response: ServerResponse): Promise<void> {
  held += 1;
  const slowly = setInterval(() => response.write(deltas[0]), heldCadenceMs);
  await once(release, 'release');
  clearInterval(slowly);
  held -= 1;
}

serveAs(async () => {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      if (request.url === '/held') return response.end(String(held));
      if (request.url === '/release') return response.end(String(release.emit('release')));
      return void speak(response, wishIn(Buffer.concat(chunks).toString()));
    });
  });
  server.keepAliveTimeout = 60_000; // nobody pays for connections that were closed between two measurements
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
