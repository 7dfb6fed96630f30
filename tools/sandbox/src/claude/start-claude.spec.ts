import Anthropic, { APIConnectionError, APIError } from '@anthropic-ai/sdk';
import { startClaude, type ClaudeDouble } from './start-claude';

let now = Date.parse('2026-06-15T12:00:00Z');
let double: ClaudeDouble;
let client: Anthropic;

beforeAll(async () => {
  double = await startClaude({ apiKey: 'sk-local', now: () => now });
  client = new Anthropic({ apiKey: 'sk-local', baseURL: double.url, maxRetries: 0 });
});
afterEach(() => double.reset());
afterAll(() => double.close());

type Params = Anthropic.Messages.MessageCreateParamsNonStreaming;
const ask = (content: string): Params => ({ model: 'claude-haiku-4-5', max_tokens: 500, messages: [{ role: 'user', content }] });
const failure = (params: Params) =>
  client.messages.create(params).then(
    () => new Error('The request was answered.'),
    (error: APIError) => error,
  );
const textOf = (message: Anthropic.Messages.Message) =>
  message.content.map(block => (block.type === 'text' ? block.text : '')).join('');

async function collect(params: Params) {
  const events: Anthropic.Messages.RawMessageStreamEvent[] = [];
  let error: Error | undefined;
  try {
    for await (const event of await client.messages.create({ ...params, stream: true })) events.push(event);
  } catch (thrown) {
    error = thrown as Error;
  }
  return { events, error };
}

const control = (path: string, body: unknown) =>
  fetch(`${double.url}/__sandbox/claude/${path}`, { method: 'POST', body: JSON.stringify(body) });

async function eventually(check: () => void): Promise<void> {
  const giveUp = performance.now() + 10_000;
  for (;;) {
    try {
      return check();
    } catch (error) {
      if (performance.now() > giveUp) throw error;
      await new Promise(resolve => setImmediate(resolve));
    }
  }
}

describe('a script', () => {
  it('is answered first in, first out, then the planner is asked', async () => {
    double.script([{ text: 'one' }, { text: 'two' }]);
    expect(textOf(await client.messages.create(ask('a')))).toBe('one');
    expect(textOf(await client.messages.create(ask('b')))).toBe('two');
    expect(textOf(await client.messages.create(ask('c')))).toContain('I did not understand “c”');
    expect(double.requests().map(({ source }) => source)).toEqual(['script', 'script', 'planner']);
  });

  it('waits for the words that a turn asks for', async () => {
    double.script([{ match: 'rally', text: 'matched' }, { text: 'any' }]);
    expect(textOf(await client.messages.create(ask('the list')))).toBe('any');
    expect(double.waitingTurns).toBe(1);
    expect(textOf(await client.messages.create(ask('the rally')))).toBe('matched');
  });

  it('can be given over HTTP, where a misspelt turn is refused', async () => {
    expect((await control('script', [{ text: 'over http' }])).status).toBe(200);
    expect(textOf(await client.messages.create(ask('a')))).toBe('over http');
    const wrong = await control('script', { turns: [{ txt: 'x' }] });
    expect([wrong.status, await wrong.json()]).toMatchObject([
      400,
      { error: { message: 'turns.0.txt: Extra inputs are not permitted' } },
    ]);
    expect(() => double.script([{ txt: 'x' } as never])).toThrow();
  });

  it('can answer with raw events and with input that is not JSON', async () => {
    double.script([{ events: ['event: message_start\ndata: {"type":"message_start"}\n\n', { type: 'new_event', x: 1 }] }]);
    expect((await collect(ask('a'))).events).toEqual([{ type: 'message_start' }, { type: 'new_event', x: 1 }]);
    double.script([{ toolCalls: [{ name: 'find', input: '{"city":' }] }]);
    const { events } = await collect(ask('a'));
    const json = events
      .map(event =>
        event.type === 'content_block_delta' && event.delta.type === 'input_json_delta' ? event.delta.partial_json : '',
      )
      .join('');
    expect(json).toBe('{"city":');
  });

  it('can be written at a pace of its own', async () => {
    double.script([{ text: 'x'.repeat(40), pace: { firstTokenMs: 20, perTokenMs: 2 } }, { text: 'x'.repeat(40) }]);
    const started = performance.now();
    await collect(ask('a'));
    expect(performance.now() - started).toBeGreaterThanOrEqual(20 + 4 * 4 - 2);
    await client.messages.create(ask('b'));
    expect(double.requests().map(({ outcome }) => outcome)).toEqual(['completed', 'completed']);
  });

  it('can answer with any error', async () => {
    double.script([{ error: { status: 418, type: 'teapot', message: 'short and stout', headers: { 'x-pot': 'tea' } } }]);
    const error = (await failure(ask('a'))) as APIError;
    expect([error.status, error.type, error.apiMessage, error.headers?.get('x-pot')]).toEqual([
      418,
      'teapot',
      'short and stout',
      'tea',
    ]);
  });
});

describe('a fault', () => {
  it.each([
    [{ kind: 'rate_limit', retryAfterSeconds: 7 }, 429, 'rate_limit_error', '7', null],
    [{ kind: 'spend_limit' }, 429, 'rate_limit_error', null, 'enforced_spend_limit_reached'],
    [{ kind: 'spend_limit', contract: true }, 429, 'rate_limit_error', null, 'contract_spend_limit_reached'],
    [{ kind: 'api_error' }, 500, 'api_error', null, null],
    [{ kind: 'overloaded' }, 529, 'overloaded_error', null, null],
  ] as const)('%j answers once and takes no scripted turn', async (fault, status, type, retryAfter, code) => {
    double.script([{ text: 'kept' }]);
    double.fault(fault);
    const error = (await failure(ask('a'))) as APIError;
    expect([error.status, error.type, error.headers?.get('retry-after') ?? null, error.errorCode]).toEqual([
      status,
      type,
      retryAfter,
      code,
    ]);
    expect(textOf(await client.messages.create(ask('a')))).toBe('kept');
  });

  it('can be an error event inside a 200', async () => {
    await control('faults', [{ kind: 'error_event', afterEvents: 4 }]);
    const { events, error } = await collect(ask('a'));
    expect(events.map(event => event.type)).toEqual(['message_start', 'content_block_start', 'content_block_delta']);
    expect(error).toMatchObject({ type: 'overloaded_error', status: undefined });
  });

  it('can cut a stream, before and after its first events', async () => {
    double.fault({ kind: 'cut', afterEvents: 4 }, { kind: 'cut', afterEvents: 0 });
    const some = await collect(ask('a'));
    expect(some.events).toHaveLength(3);
    expect(some.error?.message).toContain('terminated');
    const none = await collect(ask('a'));
    expect([none.events, none.error?.message]).toEqual([[], expect.stringContaining('terminated')]);
    expect(double.requests().map(({ outcome }) => outcome)).toEqual(['cut', 'cut']);
  });

  it('can cut an answer that is not streamed', async () => {
    double.fault({ kind: 'cut' });
    expect(await failure(ask('a'))).toBeInstanceOf(APIConnectionError);
  });

  it('can stall a stream until the client gives up', async () => {
    double.fault({ kind: 'stall', afterEvents: 2 });
    const stream = await client.messages.create({ ...ask('a'), stream: true });
    const types: string[] = [];
    for await (const event of stream) {
      types.push(event.type);
      if (event.type === 'content_block_start') stream.controller.abort();
    }
    expect(types).toEqual(['message_start', 'content_block_start']);
    await eventually(() => expect(double.requests()[0]).toMatchObject({ outcome: 'canceled' }));
  });

  it('can stall a stream for a while', async () => {
    double.fault({ kind: 'stall', afterEvents: 2, ms: 30 });
    const started = performance.now();
    const { events } = await collect(ask('a'));
    expect(events.at(-1)!.type).toBe('message_stop');
    expect(performance.now() - started).toBeGreaterThanOrEqual(29);
  });

  it('can slow an answer down, whoever wrote it', async () => {
    double.script([{ text: 'x'.repeat(40), errorEventAfter: 6 }]);
    double.fault({ kind: 'slow', firstTokenMs: 20, perTokenMs: 2 });
    const started = performance.now();
    const { events, error } = await collect(ask('a'));
    expect(performance.now() - started).toBeGreaterThanOrEqual(20 + 2 * 2 - 2);
    expect([events.length, error]).toEqual([5, expect.objectContaining({ type: 'overloaded_error' })]);
  });

  it('writes nothing to the prompt cache', async () => {
    const marked = {
      ...ask('a'),
      system: [{ type: 'text' as const, text: 'x'.repeat(20_000), cache_control: { type: 'ephemeral' as const } }],
    };
    double.fault({ kind: 'overloaded' });
    await failure(marked);
    expect((await client.messages.create(marked)).usage).toMatchObject({
      cache_read_input_tokens: 0,
      cache_creation_input_tokens: 5_000,
    });
    now += 4 * 60_000;
    expect((await client.messages.create(marked)).usage).toMatchObject({ cache_read_input_tokens: 5_000 });
    now += 5 * 60_000;
    expect((await client.messages.create(marked)).usage).toMatchObject({ cache_read_input_tokens: 0 });
  });
});

describe('a paused turn', () => {
  it.each(['claude-haiku-4-5', 'claude-haiku-5-5'])('comes back as it is and is gone on with by %s', async model => {
    const params: Params = { ...ask('a'), model };
    double.script([{ text: 'Let me see.', stopReason: 'pause_turn' }, { text: 'Here it is.' }]);
    const { content, stop_reason } = await client.messages.create(params);
    expect(stop_reason).toBe('pause_turn');
    const messages: Params['messages'] = [...params.messages, { role: 'assistant', content }];
    expect(textOf(await client.messages.create({ ...params, messages }))).toBe('Here it is.');
  });
});

describe('the prompt cache of a model', () => {
  const sizes = { 'claude-haiku-4-5': 4, 'claude-haiku-5-5': 3.1 } as const;

  it.each([
    ['claude-haiku-4-5', 4_096],
    ['claude-haiku-5-5', 512],
  ] as const)('of %s begins at %i tokens', async (model, minimum) => {
    const written = async (tokens: number) => {
      const text = 'x'.repeat(Math.floor(tokens * sizes[model]));
      const system = [{ type: 'text' as const, text, cache_control: { type: 'ephemeral' as const } }];
      const { usage } = await client.messages.create({ ...ask('a'), model, system });
      return [usage.cache_creation_input_tokens, usage.cache_creation?.ephemeral_5m_input_tokens, usage.input_tokens];
    };
    const rest = (await written(1))[2]! - 1;
    expect(await written(minimum - 1)).toEqual([0, 0, minimum - 1 + rest]);
    expect(await written(minimum)).toEqual([minimum, minimum, rest]);
  });
});

describe('the double', () => {
  it('logs requests without keys', async () => {
    await client.messages.create(ask('hello log'));
    await failure({ ...ask('x'), model: 'none' });
    const answer = await fetch(`${double.url}/__sandbox/claude/requests`);
    const { requests } = (await answer.json()) as { requests: object[] };
    expect(requests).toMatchObject([
      {
        path: '/v1/messages',
        status: 200,
        at: expect.any(String),
        stream: false,
        outcome: 'completed',
        body: { max_tokens: 500 },
      },
      { status: 404, error: { type: 'not_found_error' } },
    ]);
    expect(JSON.stringify(requests)).not.toContain('sk-local');
  });

  it('accepts the configured key only', async () => {
    const other = new Anthropic({ apiKey: 'sk-other', baseURL: double.url, maxRetries: 0 });
    await expect(other.messages.create(ask('a'))).rejects.toMatchObject({ status: 401, type: 'authentication_error' });
    const legacy = await fetch(`${double.url}/v1/models`, {
      headers: { 'x-api-key': 'sk-local', 'anthropic-version': '2023-06-01' },
    });
    expect(legacy.status).toBe(200);
  });

  it('accepts sampling parameters under the older version', async () => {
    const post = (version: string) =>
      fetch(`${double.url}/v1/messages`, {
        method: 'POST',
        headers: { 'x-api-key': 'sk-local', 'anthropic-version': version },
        body: JSON.stringify({ ...ask('a'), temperature: 0.2 }),
      }).then(({ status }) => status);
    expect([await post('2023-06-01'), await post('2026-10-21')]).toEqual([200, 400]);
  });

  it('answers under the dated name of a model, and explains a cache miss', async () => {
    const first = await client.messages.create({ ...ask('a'), system: 'one', diagnostics: { previous_message_id: null } });
    expect([first.model, first.diagnostics]).toEqual(['claude-haiku-4-5-20251001', null]);
    const second = await client.messages.create({ ...ask('a'), system: 'two', diagnostics: { previous_message_id: first.id } });
    expect(second.diagnostics?.cache_miss_reason).toMatchObject({ type: 'system_changed' });
  });

  it('refuses what Haiku 5.5 refuses', async () => {
    const modern = { ...ask('a'), model: 'claude-haiku-5-5', max_tokens: 2_000 };
    const prefill: Params = { ...modern, messages: [...modern.messages, { role: 'assistant', content: 'So' }] };
    for (const params of [prefill, { ...modern, thinking: { type: 'enabled' as const, budget_tokens: 1_024 } }]) {
      expect(await failure(params)).toMatchObject({ status: 400, type: 'invalid_request_error' });
    }
    const types = async (params: Params) => (await client.messages.create(params)).content.map(block => block.type);
    expect(await types(modern)).toEqual(['thinking', 'text']);
    expect(await types({ ...modern, output_config: { effort: 'low' } })).toEqual(['text']);
    expect(await types({ ...modern, thinking: { type: 'disabled' } })).toEqual(['text']);
  });

  it('answers an unknown path and a body that is too large in the vendor’s form', async () => {
    const lost = await fetch(`${double.url}/v1/complete`, { method: 'POST' });
    expect([lost.status, await lost.json()]).toMatchObject([404, { type: 'error', error: { type: 'not_found_error' } }]);
    expect(await failure(ask('x'.repeat(33 * 1024 * 1024)))).toMatchObject({ status: 413, type: 'request_too_large' });
  });

  it('says which port is taken', async () => {
    await expect(startClaude({ port: double.port })).rejects.toThrow(`Port ${double.port} on 127.0.0.1 is in use`);
  });

  describe('with a pace', () => {
    let slow: ClaudeDouble;
    beforeAll(async () => (slow = await startClaude({ latency: { firstTokenMs: 30, perTokenMs: 5 }, tokensPerDelta: 1 })));
    afterAll(() => slow.close());

    it('writes no faster than that', async () => {
      slow.script([{ text: 'x'.repeat(40) }]);
      const started = performance.now();
      const stream = await new Anthropic({ apiKey: 'k', baseURL: slow.url }).messages.create({ ...ask('a'), stream: true });
      const first = performance.now() - started;
      let deltas = 0;
      for await (const event of stream) if (event.type === 'content_block_delta') deltas++;
      expect(deltas).toBe(10);
      expect(first).toBeGreaterThanOrEqual(29);
      expect(performance.now() - started).toBeGreaterThanOrEqual(29 + 9 * 5 - 2);
    });
  });

  it('answers the planner’s questions over the wire', async () => {
    const tools = [{ name: 'list_lists', input_schema: { type: 'object' as const } }];
    const first = await client.messages.create({ ...ask('List the lists'), tools });
    const use = first.content[0] as Anthropic.Messages.ToolUseBlock;
    const content = JSON.stringify({ ok: true, data: [{ id: '1', name: 'Newsletter', signups_count: 12 }], count: 1 });
    const messages: Params['messages'] = [
      { role: 'user', content: 'List the lists' },
      { role: 'assistant', content: first.content },
      { role: 'user', content: [{ type: 'tool_result', tool_use_id: use.id, content }] },
    ];
    const second = await client.messages.create({ ...ask(''), messages, tools });
    expect(textOf(second)).toBe('There is 1 list: Newsletter (12 people).');
  });
});
