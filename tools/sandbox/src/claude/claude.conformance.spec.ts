import Anthropic, { APIError } from '@anthropic-ai/sdk';
import { startClaude, type ClaudeDouble } from './start-claude';

/**
 * What any Messages API must do, through the real SDK. Runs against the double, or against `CLAUDE_CONFORMANCE_URL` with
 * `CLAUDE_CONFORMANCE_KEY` (and `CLAUDE_CONFORMANCE_MODEL`): what has to be scripted is then left out.
 */
const { CLAUDE_CONFORMANCE_URL: elsewhere, CLAUDE_CONFORMANCE_KEY: apiKey = 'sk-ant-local' } = process.env;
const model = process.env['CLAUDE_CONFORMANCE_MODEL'] ?? 'claude-haiku-4-5';

let double: ClaudeDouble | undefined;
let baseURL = elsewhere ?? '';
let client: Anthropic;

beforeAll(async () => {
  double = elsewhere ? undefined : await startClaude();
  baseURL = double?.url ?? baseURL;
  client = new Anthropic({ apiKey, baseURL, maxRetries: 0 });
});
afterEach(() => double?.reset());
afterAll(() => double?.close());

type Params = Anthropic.Messages.MessageCreateParamsNonStreaming;
const hello: Params = { model, max_tokens: 200, messages: [{ role: 'user', content: 'hello' }] };
const weather: Anthropic.Messages.Tool = {
  name: 'get_weather',
  description: 'Current weather of a city',
  input_schema: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
};

/** All events of a stream as the SDK gives them, and the error that ended it if any. */
async function collect(params: Params) {
  const events: Anthropic.Messages.RawMessageStreamEvent[] = [];
  try {
    for await (const event of await client.messages.create({ ...params, stream: true })) events.push(event);
    return { events, error: undefined };
  } catch (error) {
    return { events, error: error as Error };
  }
}

/** The raw bytes of an answer, pings included, as text. */
const raw = (body: object, headers: Record<string, string> = {}) =>
  fetch(`${baseURL}/v1/messages`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'anthropic-version': '2026-10-21', 'x-api-key': apiKey, ...headers },
    body: JSON.stringify(body),
  });

async function refusal(params: unknown): Promise<{ status: number | undefined; type: string | null; message: string | null }> {
  const error: unknown = await client.messages.create(params as Params).catch((thrown: unknown) => thrown);
  if (!(error instanceof APIError)) throw new Error('The request was accepted.');
  expect(error.requestID).toMatch(/^req_/);
  return { status: error.status, type: error.type, message: error.apiMessage };
}

describe('a message', () => {
  it('has content, stop reason, usage and a request id', async () => {
    const message = await client.messages.create(hello);
    expect(message).toMatchObject({ type: 'message', role: 'assistant', stop_reason: 'end_turn', stop_sequence: null });
    expect(message.content.length).toBeGreaterThan(0);
    expect(message.usage.input_tokens).toBeGreaterThan(0);
    expect(message.usage.output_tokens).toBeGreaterThan(0);
    expect(message._request_id).toMatch(/^req_/);
  });

  it('stops at max_tokens', async () => {
    const message = await client.messages.create({ ...hello, max_tokens: 1 });
    expect(message).toMatchObject({ stop_reason: 'max_tokens', usage: { output_tokens: 1 } });
  });
});

describe('a stream', () => {
  it('has its events in order, one block after the other', async () => {
    const { events } = await collect(hello);
    const types = events.map(event => event.type).join(' ');
    expect(types).toMatch(
      /^message_start( content_block_start( content_block_delta)+ content_block_stop)+ message_delta message_stop$/,
    );
    const start = events[0] as Anthropic.Messages.RawMessageStartEvent;
    expect(start.message).toMatchObject({ content: [], stop_reason: null });
    const end = events.at(-2) as Anthropic.Messages.RawMessageDeltaEvent;
    expect(end.delta.stop_reason).toBe('end_turn');
    expect(end.usage.output_tokens).toBeGreaterThan(0);
  });

  it('names every event on the wire and sends pings', async () => {
    const answer = await raw({ ...hello, stream: true });
    expect(answer.headers.get('content-type')).toMatch(/^text\/event-stream/);
    expect(answer.headers.get('request-id')).toMatch(/^req_/);
    const frames = (await answer.text()).trim().split('\n\n');
    const parsed = frames.map(frame => frame.match(/^event: (\w+)\ndata: (.+)$/)!);
    expect(parsed.map(match => match[1])).toEqual(parsed.map(match => (JSON.parse(match[2]!) as { type: string }).type));
    expect(parsed.map(match => match[1])).toContain('ping');
  });

  it('is understood by the accumulator of the SDK', async () => {
    const message = await client.messages.stream({ ...hello, max_tokens: 50 }).finalMessage();
    expect(message.content[0]).toMatchObject({ type: 'text' });
    expect(message.usage.output_tokens).toBeGreaterThan(0);
  });
});

describe('tools', () => {
  const forced: Params = { ...hello, tools: [weather], tool_choice: { type: 'tool', name: 'get_weather' } };

  it('are called, answered and followed by text', async () => {
    const first = await client.messages.create(forced);
    expect(first.stop_reason).toBe('tool_use');
    const use = first.content.find(block => block.type === 'tool_use')!;
    expect(use).toMatchObject({ name: 'get_weather', id: expect.stringMatching(/^toolu_/), input: { city: expect.any(String) } });
    const result = { type: 'tool_result' as const, tool_use_id: use.id, content: '21C and sunny' };
    const messages: Params['messages'] = [
      ...hello.messages,
      { role: 'assistant', content: first.content },
      { role: 'user', content: [result] },
    ];
    const second = await client.messages.create({ ...hello, tools: [weather], messages });
    expect(second).toMatchObject({ stop_reason: 'end_turn' });
  });

  it('stream their input as pieces of JSON', async () => {
    const { events } = await collect(forced);
    const start = events.find(event => event.type === 'content_block_start')!;
    expect(start.content_block).toMatchObject({ type: 'tool_use', input: {} });
    const pieces = events.flatMap(event =>
      event.type === 'content_block_delta' && event.delta.type === 'input_json_delta' ? [event.delta.partial_json] : [],
    );
    expect(pieces[0]).toBe('');
    expect(pieces.length).toBeGreaterThan(2);
    expect(JSON.parse(pieces.join(''))).toEqual({ city: expect.any(String) });
  });
});

describe('the prompt cache', () => {
  const system = (mark: string): Anthropic.Messages.TextBlockParam[] => [
    { type: 'text', text: `${mark} ${'You help campaign staff. '.repeat(2_000)}`, cache_control: { type: 'ephemeral' } },
  ];

  it('is written first and read by the next identical prefix', async () => {
    const params = { ...hello, max_tokens: 20, system: system(`${process.pid} ${performance.now()}`) };
    const first = (await client.messages.create(params)).usage;
    const second = (await client.messages.create(params)).usage;
    expect(first.cache_creation_input_tokens).toBeGreaterThan(4_096);
    expect(first.cache_creation?.ephemeral_5m_input_tokens).toBe(first.cache_creation_input_tokens);
    expect(second).toMatchObject({ cache_read_input_tokens: first.cache_creation_input_tokens, cache_creation_input_tokens: 0 });
  });

  it('is reported alike at both ends of a stream, with the split only in the first', async () => {
    const { events } = await collect({ ...hello, max_tokens: 20, system: system(`stream ${performance.now()}`) });
    const { usage } = (events[0] as Anthropic.Messages.RawMessageStartEvent).message;
    const end = (events.at(-2) as Anthropic.Messages.RawMessageDeltaEvent).usage;
    expect(usage.cache_creation?.ephemeral_5m_input_tokens).toBeGreaterThan(4_096);
    expect(end.cache_creation_input_tokens).toBe(usage.cache_creation_input_tokens);
    expect(end).not.toHaveProperty('cache_creation');
  });

  it('and input tokens add up to what count_tokens says', async () => {
    const prompt = { model, messages: hello.messages, system: 'You are brief.', tools: [weather] };
    const { input_tokens: counted } = await client.messages.countTokens(prompt);
    const { usage } = await client.messages.create({ ...prompt, max_tokens: 10 });
    expect(usage.input_tokens + usage.cache_creation_input_tokens! + usage.cache_read_input_tokens!).toBe(counted);
  });
});

describe('models', () => {
  it('are listed and found by id', async () => {
    const { data } = await client.models.list();
    const info = await client.models.retrieve(model);
    expect(data.map(({ id }) => id)).toContain(info.id);
    expect(info).toMatchObject({ type: 'model', lifecycle: 'active', max_tokens: expect.any(Number) });
  });
});

describe('refused is', () => {
  const use = { type: 'tool_use', id: 'toolu_1', name: 'get_weather', input: {} };
  const result = { type: 'tool_result', tool_use_id: 'toolu_1', content: 'x' };
  const mark = { type: 'ephemeral' };
  const marked = (count: number) =>
    Array.from({ length: count }, (_, index) => ({ type: 'text', text: `part ${index}`, cache_control: mark }));
  const after = (...messages: unknown[]) => ({ messages: [...hello.messages, ...messages], tools: [weather] });

  it.each<[string, object]>([
    ['a missing max_tokens', { max_tokens: undefined }],
    ['an unknown field', { max_token: 5 }],
    ['an unknown field inside a block', { messages: [{ role: 'user', content: [{ type: 'text', text: 'a', txt: 'b' }] }] }],
    ['temperature', { temperature: 0.5 }],
    ['top_p', { top_p: 0.5 }],
    ['top_k', { top_k: 5 }],
    ['no message', { messages: [] }],
    ['an assistant first', { messages: [{ role: 'assistant', content: 'hi' }] }],
    ['empty text', { messages: [{ role: 'user', content: '' }] }],
    ['an unknown role', { messages: [{ role: 'tool', content: 'hi' }] }],
    ['an unknown block type', { messages: [{ role: 'user', content: [{ type: 'txt', text: 'a' }] }] }],
    ['a tool_use without its result', after({ role: 'assistant', content: [use] }, { role: 'user', content: 'and?' })],
    ['a tool_use at the end', after({ role: 'assistant', content: [use] })],
    [
      'text in front of a result',
      after({ role: 'assistant', content: [use] }, { role: 'user', content: [{ type: 'text', text: 'so' }, result] }),
    ],
    ['a result without its tool_use', after({ role: 'assistant', content: 'ok' }, { role: 'user', content: [result] })],
    ['a result twice', after({ role: 'assistant', content: [use] }, { role: 'user', content: [result, result] })],
    ['a tool_use of the user', { messages: [{ role: 'user', content: [use] }], tools: [weather] }],
    ['two tools of one name', { tools: [weather, weather] }],
    ['a tool name with a space', { tools: [{ ...weather, name: 'get weather' }] }],
    ['a tool schema that is no object', { tools: [{ name: 'a', input_schema: { type: 'string' } }] }],
    [
      'a tool schema of an unknown type',
      { tools: [{ name: 'a', input_schema: { type: 'object', properties: { b: { type: 'text' } } } }] },
    ],
    ['a choice of a tool that is not there', { tools: [weather], tool_choice: { type: 'tool', name: 'other' } }],
    ['five cache breakpoints', { system: marked(5) }],
    ['an unknown cache lifetime', { system: [{ type: 'text', text: 'a', cache_control: { type: 'ephemeral', ttl: '1d' } }] }],
    [
      'a long cache life after a short one',
      { system: [...marked(1), { type: 'text', text: 'a', cache_control: { ...mark, ttl: '1h' } }] },
    ],
    ['a system prompt of a wrong shape', { system: [{ type: 'image' }] }],
    [
      'a thinking block with a foreign signature',
      after(
        {
          role: 'assistant',
          content: [
            { type: 'thinking', thinking: 'x', signature: 'y' },
            { type: 'text', text: 'a' },
          ],
        },
        { role: 'user', content: 'b' },
      ),
    ],
    ['more output than the model can write', { max_tokens: 10_000_000, stream: true }],
  ])('%s', async (_, parts) => {
    expect(await refusal({ ...hello, ...parts })).toMatchObject({ status: 400, type: 'invalid_request_error' });
  });

  it('an unknown model', async () => {
    expect(await refusal({ ...hello, model: 'claude-none' })).toMatchObject({ status: 404, type: 'not_found_error' });
  });

  it('a request without a key, a version, or JSON', async () => {
    const withoutKey = await raw(hello, { 'x-api-key': '' });
    expect([withoutKey.status, await withoutKey.json()]).toEqual([
      401,
      {
        type: 'error',
        error: { type: 'authentication_error', message: expect.any(String) },
        request_id: withoutKey.headers.get('request-id'),
      },
    ]);
    expect((await raw(hello, { 'anthropic-version': 'yesterday' })).status).toBe(400);
    const garbage = await fetch(`${baseURL}/v1/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'anthropic-version': '2026-10-21', 'x-api-key': apiKey },
      body: '{"model":',
    });
    expect(garbage.status).toBe(400);
  });
});

if (!elsewhere) {
  describe('scripted answers', () => {
    it('call several tools in one turn, each in its own block', async () => {
      double!.script([
        {
          text: 'Looking.',
          toolCalls: [
            { name: 'get_weather', input: { city: 'Paris' } },
            { name: 'get_weather', input: { city: 'Oslo' } },
          ],
        },
      ]);
      const message = await client.messages.stream({ ...hello, tools: [weather] }).finalMessage();
      expect(message.stop_reason).toBe('tool_use');
      expect(message.content).toMatchObject([{ text: 'Looking.' }, { input: { city: 'Paris' } }, { input: { city: 'Oslo' } }]);
    });

    it.each([
      'end_turn',
      'max_tokens',
      'stop_sequence',
      'tool_use',
      'pause_turn',
      'refusal',
      'model_context_window_exceeded',
    ] as const)('stop with %s', async stopReason => {
      double!.script([{ text: 'x', stopReason, times: 2 }]);
      expect((await client.messages.create(hello)).stop_reason).toBe(stopReason);
      const { events } = await collect(hello);
      expect(events.at(-2)).toMatchObject({ delta: { stop_reason: stopReason } });
    });

    it('think, and take the thinking back unchanged only', async () => {
      double!.script([
        {
          thinking: 'Weather needs a tool.',
          redactedThinking: 'c2VjcmV0',
          toolCalls: [{ name: 'get_weather', input: { city: 'Paris' } }],
        },
      ]);
      const params: Params = {
        ...hello,
        max_tokens: 2_000,
        thinking: { type: 'enabled', budget_tokens: 1_024 },
        tools: [weather],
      };
      const { content, usage } = await client.messages.stream(params).finalMessage();
      expect(content.map(block => block.type)).toEqual(['thinking', 'redacted_thinking', 'tool_use']);
      expect(usage.output_tokens_details?.thinking_tokens).toBeGreaterThan(0);
      const use = content[2] as Anthropic.Messages.ToolUseBlock;
      const answered = (blocks: Anthropic.Messages.ContentBlock[]): Params['messages'] => [
        ...hello.messages,
        { role: 'assistant', content: blocks },
        { role: 'user', content: [{ type: 'tool_result', tool_use_id: use.id, content: '21C' }] },
      ];
      expect((await client.messages.create({ ...params, messages: answered(content) })).stop_reason).toBe('end_turn');
      const changed = [{ ...content[0], thinking: 'Other words.' } as Anthropic.Messages.ThinkingBlock, ...content.slice(1)];
      expect(await refusal({ ...params, messages: answered(changed) })).toMatchObject({ status: 400 });
      expect(await refusal({ ...params, messages: answered([use]) })).toMatchObject({
        message: expect.stringContaining('Expected `thinking`'),
      });
    });

    it('report scripted usage, nulls included', async () => {
      double!.script([{ text: 'x', usage: { cache_read_input_tokens: null, output_tokens: 7 } }]);
      const { events } = await collect(hello);
      expect(events.at(-2)).toMatchObject({ usage: { cache_read_input_tokens: null, output_tokens: 7 } });
    });
  });
}
