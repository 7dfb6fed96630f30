import { getEventListeners } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AnthropicModel } from './anthropic.adapter';
import { ModelError, type ModelEvent, type ModelRequest } from './model.port';

const request: ModelRequest = {
  model: 'claude-haiku-4-5',
  maxTokens: 100,
  toolChoice: 'auto' as const,
  system: [
    {
      type: 'text',
      text: 's',
    },
  ],
  tools: [
    {
      name: 't',
      description: 'd',
      input_schema: { type: 'object' },
    },
  ],
  messages: [
    {
      role: 'user',
      content: [
        {
          type: 'text',
          text: 'hi',
        },
      ],
    },
  ],
};
const never = new AbortController().signal;
const sse = (event: string, data: object) => `event: ${event}\ndata: ${JSON.stringify({ type: event, ...data })}\n\n`;
const answer = [
  sse('message_start', { message: { usage: { input_tokens: 3, output_tokens: 1 } } }),
  sse('content_block_start', { index: 0, content_block: { type: 'text', text: '' } }),
  sse('ping', {}),
  sse('content_block_delta', { index: 0, delta: { type: 'text_delta', text: 'Hi.' } }),
  sse('content_block_stop', { index: 0 }),
  sse('message_delta', { delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 2 } }),
  sse('message_stop', {}),
];

describe('AnthropicModel', () => {
  let server: Server;
  let handle: (request: IncomingMessage, response: ServerResponse) => void;
  let received: { body: Record<string, unknown>; headers: IncomingMessage['headers'] }[];
  let model: AnthropicModel;

  beforeEach(async () => {
    received = [];
    server = createServer((incoming, response) => {
      let text = '';
      incoming.on('data', chunk => (text += chunk));
      incoming.on('end', () => {
        received.push({ body: JSON.parse(text) as Record<string, unknown>, headers: incoming.headers });
        handle(incoming, response);
      });
    });
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    model = new AnthropicModel(options());
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  const options = () => ({ apiKey: 'key', baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
  const reply = (status: number, body: string, headers: Record<string, string> = {}) => {
    handle = (_, response) => response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body);
  };
  const stream = (...parts: string[]) => {
    handle = (_, response) => response.writeHead(200, { 'content-type': 'text/event-stream' }).end(parts.join(''));
  };
  const read = async (signal = never) => {
    const events: ModelEvent[] = [];
    for await (const event of model.stream(request, signal)) events.push(event);
    return events;
  };
  const failure = () =>
    read().then(
      () => undefined,
      (error: unknown) => error as ModelError,
    );

  it('takes a ping for a sign of life', async () => {
    handle = (_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(sse('ping', {}));
    };
    const events = model.stream(request, never);
    expect([await events.next(), await events.next()].map(({ value }) => value as unknown)).toEqual([
      { type: 'alive' }, // the headers
      { type: 'alive' },
    ]);
    await events.return(undefined);
  });

  it('tells the text before an error event', async () => {
    stream(...answer.slice(0, 4), sse('error', { error: { type: 'api_error' } }));
    const told: ModelEvent[] = [];
    const reading = (async () => {
      for await (const event of model.stream(request, never)) told.push(event);
    })();
    await expect(reading).rejects.toMatchObject({ code: 'model_unavailable' });
    expect(told.at(-1)).toEqual({ type: 'text', text: 'Hi.' });
  });

  it('tells texts that came together as one', async () => {
    const text = (piece: string) => sse('content_block_delta', { index: 0, delta: { type: 'text_delta', text: piece } });
    stream(...answer.slice(0, 2), text('Hi'), text(' there'), text('.'), ...answer.slice(4));
    const events = await read();
    expect(events.filter(({ type }) => type === 'text')).toEqual([{ type: 'text', text: 'Hi there.' }]);
    expect(events.at(-1)).toMatchObject({ turn: { blocks: [{ type: 'text', text: 'Hi there.' }] } });
  });

  it('tells text, tokens and the whole turn', async () => {
    stream(...answer);
    const events = await read();
    expect(events.map(({ type }) => type)).toEqual(['alive', 'alive', 'usage', 'text', 'usage', 'turn']);
    expect(events.at(-1)).toMatchObject({ turn: { stopReason: 'end_turn', blocks: [{ type: 'text', text: 'Hi.' }] } });
  });

  it('sends the request as it is, with no sampling parameter, under the version of the SDK', async () => {
    stream(...answer);
    await read();
    const { body, headers } = received[0]!;
    expect(Object.keys(body).toSorted()).toEqual(['max_tokens', 'messages', 'model', 'stream', 'system', 'tool_choice', 'tools']);
    expect(body).toMatchObject({ max_tokens: 100, stream: true, tool_choice: { type: 'auto' }, messages: request.messages });
    expect(headers).toMatchObject({ authorization: 'Bearer key', 'anthropic-version': '2026-10-21' });
  });

  it('asks a model that thinks by itself for little of it', async () => {
    stream(...answer);
    for await (const _ of model.stream({ ...request, model: 'claude-haiku-5-5' }, never)) continue;
    expect(received[0]!.body).toMatchObject({ output_config: { effort: 'low' } });
  });

  it('writes tools and system prompt anew when they change', async () => {
    stream(...answer);
    const [tool] = request.tools;
    const others = [
      request,
      { ...request, tools: [tool!, { ...tool!, name: 'other' }] },
      { ...request, system: [{ type: 'text', text: 'other' }] },
      { ...request, tools: [{ ...tool!, description: 'other' }] },
    ];
    for (const other of others) for await (const _ of model.stream(other, never)) continue;
    expect(received.map(({ body }) => [body.tools, body.system])).toEqual(others.map(({ tools, system }) => [tools, system]));
  });

  it('reads characters whole that were cut by the network', async () => {
    const text = sse('content_block_delta', { index: 0, delta: { type: 'text_delta', text: 'Zoë 🗳️' } });
    const bytes = Buffer.from([answer[0], answer[1], text, ...answer.slice(4)].join(''));
    const cut = bytes.indexOf(Buffer.from('🗳️')) + 2;
    handle = (_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(bytes.subarray(0, cut), () => setImmediate(() => response.end(bytes.subarray(cut))));
    };
    expect((await read()).find(({ type }) => type === 'text')).toEqual({ type: 'text', text: 'Zoë 🗳️' });
  });

  it('gives up a call whose answer does not begin', async () => {
    handle = () => undefined;
    const hasty = new AnthropicModel({ ...options(), headersTimeoutMs: 20 });
    const reading = hasty.stream(request, never)[Symbol.asyncIterator]().next();
    await expect(reading).rejects.toMatchObject({ code: 'model_unavailable', retryable: true });
  });

  it('leaves nothing on the signal it was given', async () => {
    stream(...answer);
    const { signal } = new AbortController();
    await read(signal);
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  it('keeps its connections for later calls', async () => {
    stream(...answer);
    let connections = 0;
    server.on('connection', () => connections++);
    for (let call = 0; call < 6; call++) await read();
    expect(connections).toBeLessThanOrEqual(2); // a call may begin before the socket of the one before is free
  });

  it.each([
    [529, 'overloaded_error', undefined, { code: 'model_overloaded', retryable: true }],
    [429, 'rate_limit_error', '7', { code: 'model_overloaded', retryable: true, retryAfterMs: 7000 }],
    [429, 'rate_limit_error', '60', { code: 'model_overloaded', retryable: false }],
    [500, 'api_error', undefined, { code: 'model_unavailable', retryable: true }],
    [400, 'invalid_request_error', undefined, { code: 'internal_error', retryable: false }],
    [401, 'authentication_error', undefined, { code: 'model_unavailable', retryable: false }],
  ])('takes %i %s for what it is, and asks once', async (status, type, retryAfter, expected) => {
    reply(
      status,
      JSON.stringify({ type: 'error', error: { type, message: 'm' } }),
      retryAfter ? { 'retry-after': retryAfter } : {},
    );
    expect(await failure()).toMatchObject(expected);
    expect(received).toHaveLength(1);
  });

  it('does not ask again when a spend limit is reached', async () => {
    const details = { error_code: 'enforced_spend_limit_reached' };
    reply(429, JSON.stringify({ type: 'error', error: { type: 'rate_limit_error', message: 'm', details } }));
    expect(await failure()).toMatchObject({ code: 'model_unavailable', retryable: false });
  });

  it('fails on an error event inside a stream that began with 200', async () => {
    stream(answer[0]!, sse('error', { error: { type: 'overloaded_error' } }));
    expect(await failure()).toMatchObject({ code: 'model_overloaded', retryable: true });
  });

  it('gives no turn when the stream is cut off', async () => {
    handle = (_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(answer.slice(0, 4).join(''), () => response.destroy());
    };
    expect(await failure()).toMatchObject({ name: 'ModelError', retryable: true });
  });

  it('reads a refused connection as a model that does not answer', async () => {
    server.close();
    expect(await failure()).toMatchObject({ code: 'model_unavailable', retryable: true });
  });

  it('ends the call at the vendor when it is aborted, and throws the reason', async () => {
    const closed = new Promise<void>(resolve => {
      handle = (_, response) => {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        response.write(answer[0]!);
        response.on('close', resolve);
      };
    });
    const abort = new AbortController();
    const reading = (async () => {
      for await (const event of model.stream(request, abort.signal)) if (event.type === 'usage') abort.abort(new Error('enough'));
    })();
    await expect(reading).rejects.toThrow('enough');
    await closed;
  });
});
