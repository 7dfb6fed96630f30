import { TurnAssembler, type RawEvent } from './turn-assembler';
import type { ModelEvent } from './model.port';

/** What the events mean, and the turn they end in. */
function assemble(...events: RawEvent[]) {
  const assembler = new TurnAssembler();
  const meanings = events.flatMap(event => assembler.add(event) ?? []);
  const last = meanings.at(-1);
  return { meanings, turn: last?.type === 'turn' ? last.turn : undefined };
}

const start = (usage: object = { input_tokens: 10, output_tokens: 1 }): RawEvent => ({
  type: 'message_start',
  message: { usage },
});
const open = (index: number, block: object): RawEvent => ({ type: 'content_block_start', index, content_block: block });
const delta = (index: number, part: object): RawEvent => ({ type: 'content_block_delta', index, delta: part });
const close = (index: number): RawEvent => ({ type: 'content_block_stop', index });
const stop = (reason: string | null, usage: object = { output_tokens: 7 }): RawEvent => ({
  type: 'message_delta',
  delta: { stop_reason: reason },
  usage,
});
const end: RawEvent = { type: 'message_stop' };

it('joins text and tells each piece as it comes', () => {
  const pieces = [delta(0, { type: 'text_delta', text: 'Hel' }), delta(0, { type: 'text_delta', text: 'lo' })];
  const { meanings, turn } = assemble(start(), open(0, { type: 'text', text: '' }), ...pieces, close(0), stop('end_turn'), end);
  expect(meanings.filter(({ type }) => type === 'text')).toEqual([
    { type: 'text', text: 'Hel' },
    { type: 'text', text: 'lo' },
  ]);
  expect(turn).toMatchObject({ blocks: [{ type: 'text', text: 'Hello' }], stopReason: 'end_turn' });
});

it('parses tool input once, when it is whole, and keeps a call without input as it came', () => {
  const { turn } = assemble(
    start(),
    open(0, { type: 'tool_use', id: 't1', name: 'a', input: {} }),
    delta(0, { type: 'input_json_delta', partial_json: '{"x":' }),
    delta(0, { type: 'input_json_delta', partial_json: ' [1]}' }),
    close(0),
    open(1, { type: 'tool_use', id: 't2', name: 'b', input: {} }),
    close(1),
    stop('tool_use'),
    end,
  );
  expect(turn!.blocks.map(block => block.input)).toEqual([{ x: [1] }, {}]);
  expect(turn!.unreadableInputs.size).toBe(0);
});

it.each(['{"x":', '[1]', '"text"', 'null'])('marks the input %j as unreadable', json => {
  const block = { type: 'tool_use', id: 't1', name: 'a', input: {} };
  const { turn } = assemble(
    start(),
    open(0, block),
    delta(0, { type: 'input_json_delta', partial_json: json }),
    close(0),
    stop('tool_use'),
    end,
  );
  expect([...turn!.unreadableInputs]).toEqual(['t1']);
  expect(turn!.blocks[0]!.input).toEqual({});
});

it('keeps thinking with its signature, and blocks and fields it does not know, in their places', () => {
  const { turn } = assemble(
    start(),
    open(0, { type: 'thinking', thinking: '', signature: '' }),
    delta(0, { type: 'thinking_delta', thinking: 'hm' }),
    delta(0, { type: 'signature_delta', signature: 'abc' }),
    close(0),
    open(1, { type: 'novelty', payload: { deep: [1] } }),
    delta(1, { type: 'novel_delta', more: 1 }),
    close(1),
    { type: 'novel_event' },
    open(2, { type: 'redacted_thinking', data: 'zz' }),
    close(2),
    stop('end_turn'),
    end,
  );
  expect(turn!.blocks).toEqual([
    { type: 'thinking', thinking: 'hm', signature: 'abc' },
    { type: 'novelty', payload: { deep: [1] } },
    { type: 'redacted_thinking', data: 'zz' },
  ]);
});

it('merges tokens: start first, later totals win, nulls say nothing, the split of cache writes is the start’s', () => {
  const usage = {
    input_tokens: 10,
    output_tokens: 1,
    cache_creation_input_tokens: 300,
    cache_read_input_tokens: 4e3,
    cache_creation: {
      ephemeral_5m_input_tokens: 200,
      ephemeral_1h_input_tokens: 100,
    },
  };
  const { meanings } = assemble(
    start(usage),
    stop('end_turn', { input_tokens: null, output_tokens: 50, cache_read_input_tokens: null }),
  );
  expect((meanings.at(-1) as Extract<ModelEvent, { type: 'usage' }>).tokens).toEqual({
    input: 10,
    cacheWrite5m: 200,
    cacheWrite1h: 100,
    cacheRead: 4e3,
    output: 50,
  });
});

it('is no turn while a block is open, or without its last event', () => {
  expect(assemble(start(), open(0, { type: 'text', text: '' }), stop('end_turn'), end).turn).toBeUndefined();
  expect(assemble(start(), stop('end_turn')).turn).toBeUndefined();
});
