import fc from 'fast-check';
import { findModel } from './models';
import { finishReply, type Draft, type DraftBlock } from './reply';
import type { MessageRequest } from './request-schema';
import { streamEvents, wholeMessage, type Answer } from './stream-events';
import { cutText, firstTokens } from './tokens';

const model = findModel('claude-haiku-4-5');
const request = (parts: Partial<MessageRequest> = {}): MessageRequest => ({
  model: model.id,
  max_tokens: 1_000,
  messages: [{ role: 'user', content: 'hello' }],
  ...parts,
});
const finish = (draft: Draft, parts?: Partial<MessageRequest>, promptTokens = 10) =>
  finishReply(draft, request(parts), model, promptTokens);
const says = (text: string): Draft => ({ content: [{ type: 'text', text }] });
const call: DraftBlock = { type: 'tool_use', name: 'find', input: { city: 'Austin' } };

describe('finishing a reply', () => {
  it('stops for the reason that its content gives', () => {
    expect(finish(says('hi')).stopReason).toBe('end_turn');
    expect(finish({ content: [call] }).stopReason).toBe('tool_use');
    expect(finish({ ...says('no'), stopReason: 'refusal' })).toMatchObject({
      stopReason: 'refusal',
      stopDetails: { type: 'refusal' },
    });
    expect(finish({ ...says('wait'), stopReason: 'pause_turn' }).stopReason).toBe('pause_turn');
  });

  it('ends at the first stop sequence and drops what follows', () => {
    const reply = finish({ content: [{ type: 'text', text: 'one END two' }, call] }, { stop_sequences: ['two', ' END'] });
    expect(reply).toMatchObject({ stopReason: 'stop_sequence', stopSequence: ' END', content: [{ type: 'text', text: 'one' }] });
  });

  it('cuts at max_tokens, in the middle of a call too', () => {
    const long = finish(says('x'.repeat(100)), { max_tokens: 3 });
    expect(long).toMatchObject({ stopReason: 'max_tokens', outputTokens: 3, content: [{ text: 'x'.repeat(12) }] });
    const cut = finish({ content: [call] }, { max_tokens: 3 });
    expect(cut).toMatchObject({ stopReason: 'max_tokens', content: [{ type: 'tool_use', json: '{"city":' }] });
    expect(finish(says('x'), { max_tokens: 0 })).toMatchObject({ stopReason: 'max_tokens', content: [] });
  });

  it('cuts at the context window when that is nearer', () => {
    const reply = finish(says('x'.repeat(100)), {}, model.contextWindow - 2);
    expect(reply).toMatchObject({ stopReason: 'model_context_window_exceeded', outputTokens: 2 });
  });
});

const block: fc.Arbitrary<DraftBlock> = fc.oneof(
  fc.record({ type: fc.constant('text' as const), text: fc.string({ unit: 'grapheme' }) }),
  fc.record({ type: fc.constant('thinking' as const), thinking: fc.string() }),
  fc.record({
    type: fc.constant('tool_use' as const),
    name: fc.constant('find'),
    input: fc.dictionary(fc.string(), fc.jsonValue()),
  }),
);
const answers = fc
  .record({ content: fc.array(block, { maxLength: 5 }), tokensPerDelta: fc.integer({ min: 1, max: 5 }) })
  .map(({ content, tokensPerDelta }): Answer => ({
    id: 'msg_1',
    model: model.id,
    reply: finish({ content }, { max_tokens: 10_000 }),
    cache: { input: 1, read: 2, write5m: 3, write1h: 4 },
    diagnostics: null,
    tokensPerDelta,
  }));

/** Half a character does not survive UTF-8. */
const isWhole = (text: string): boolean => Buffer.from(text).toString() === text;

describe('a streamed answer', () => {
  it('adds up to the whole message, whatever its blocks and however it is cut', () => {
    fc.assert(
      fc.property(answers, answer => {
        const whole = wholeMessage(answer);
        const blocks: string[] = [];
        for (const event of streamEvents(answer)) {
          if (event.type === 'content_block_start') blocks[event.index] = '';
          if (event.type !== 'content_block_delta') continue;
          const { delta } = event;
          if (delta.type === 'text_delta') blocks[event.index] += delta.text;
          if (delta.type === 'thinking_delta') blocks[event.index] += delta.thinking;
          if (delta.type === 'input_json_delta') blocks[event.index] += delta.partial_json;
        }
        const expected = whole.content.map(part => {
          if (part.type === 'text') return part.text;
          return part.type === 'tool_use' ? JSON.stringify(part.input) : part.type === 'thinking' ? part.thinking : '';
        });
        expect(
          blocks.map((value, index) => (whole.content[index]!.type === 'tool_use' ? JSON.stringify(JSON.parse(value)) : value)),
        ).toEqual(expected);
      }),
    );
  });

  it('never breaks a character', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 2, max: 9 }), (value, units) => {
        const pieces = cutText(value, units);
        expect(pieces.join('')).toBe(value);
        expect(pieces.every(piece => isWhole(piece) && piece.length > 0)).toBe(true);
        expect(isWhole(firstTokens(value, units, 4))).toBe(true);
      }),
    );
  });
});
