import fc from 'fast-check';
import { CacheDiagnostics } from './cache-diagnostics';
import { measurePrompt } from './prompt';
import { PromptCache } from './prompt-cache';
import type { PromptRequest } from './request-schema';

const minimum = 512;
/** UTF-16 units of a token. */
const size = 4;
const minutes = (count: number) => count * 60_000;
const words = (tokens: number, seed = 'x') => seed.repeat(tokens * size).slice(0, tokens * size);
type Ttl = '5m' | '1h';
const text = (value: string, ttl?: Ttl) => ({
  type: 'text' as const,
  text: value,
  ...(ttl && { cache_control: { type: 'ephemeral' as const, ttl } }),
});

const request = (parts: Partial<PromptRequest>): PromptRequest => ({
  model: 'claude-haiku-5-5',
  messages: [{ role: 'user', content: 'hello' }],
  ...parts,
});

/** A cache with a clock that the test moves. */
function cacheAt(start = 0) {
  let now = start;
  const cache = new PromptCache(() => now);
  const use = (parts: Partial<PromptRequest>, scope = 'key') => cache.use(scope, measurePrompt(request(parts), size), minimum);
  return { use, pass: (ms: number) => (now += ms) };
}

describe('the prompt cache', () => {
  const system = [text(words(600), '5m')];

  it('writes at a breakpoint and reads the same prefix afterwards', () => {
    const { use } = cacheAt();
    const rest = { messages: [{ role: 'user' as const, content: words(10) }] };
    expect(use({ system, ...rest })).toEqual({ input: 13, read: 0, write5m: 600, write1h: 0 });
    expect(use({ system, ...rest })).toEqual({ input: 13, read: 600, write5m: 0, write1h: 0 });
  });

  it('ignores a prefix below the minimum of the model', () => {
    const { use } = cacheAt();
    const short = { system: [text(words(511), '5m')] };
    expect(use(short)).toMatchObject({ write5m: 0, read: 0 });
    expect(use(short)).toMatchObject({ write5m: 0, read: 0 });
  });

  it('keeps an entry five minutes or one hour after its last use', () => {
    for (const [ttl, life] of [
      ['5m', minutes(5)],
      ['1h', minutes(60)],
    ] as const) {
      const { use, pass } = cacheAt();
      const marked = { system: [text(words(600), ttl)] };
      use(marked);
      pass(life - 1);
      expect(use(marked).read).toBe(600);
      pass(life - 1);
      expect(use(marked).read).toBe(600);
      pass(life);
      expect(use(marked).read).toBe(0);
    }
  });

  it('shares nothing across keys, and nothing after a changed character', () => {
    const { use } = cacheAt();
    use({ system });
    expect(use({ system }, 'another key').read).toBe(0);
    expect(use({ system: [text(words(599) + 'y', '5m')] }).read).toBe(0);
    expect(use({ system, tools: [{ name: 'a', input_schema: { type: 'object' } }] }).read).toBe(0);
  });

  it('reads the longest prefix of a growing conversation and writes only what is new', () => {
    const { use } = cacheAt();
    const turn = (end: boolean) => text(words(100), end ? '5m' : undefined);
    use({ system, messages: [{ role: 'user', content: [turn(true)] }] });
    const second = use({
      system,
      messages: [
        { role: 'user', content: [turn(false)] },
        { role: 'assistant', content: [text(words(50))] },
        { role: 'user', content: [turn(true)] },
      ],
    });
    expect(second).toEqual({ read: 703, write5m: 156, write1h: 0, input: 0 });
  });

  it('looks back 20 blocks from a breakpoint and no further', () => {
    const blocks = (count: number) =>
      Array.from({ length: count }, (_, index) => text(words(100, String(index % 10)), index === count - 1 ? '5m' : undefined));
    for (const [later, found] of [
      [29, true],
      [30, false],
    ] as const) {
      const { use } = cacheAt();
      use({ messages: [{ role: 'user', content: blocks(10) }] });
      expect(use({ messages: [{ role: 'user', content: blocks(later) }] }).read > 0).toBe(found);
    }
  });

  it('splits a write between one-hour and five-minute breakpoints', () => {
    const { use } = cacheAt();
    const mixed = { system: [text(words(600), '1h')], messages: [{ role: 'user' as const, content: [text(words(97), '5m')] }] };
    expect(use(mixed)).toEqual({ read: 0, write1h: 600, write5m: 100, input: 0 });
  });

  it('keeps tools and system but not messages when tool_choice changes', () => {
    const { use } = cacheAt();
    const tools = [{ name: 'a', input_schema: { type: 'object' as const } }];
    const parts = { tools, system, messages: [{ role: 'user' as const, content: [text(words(100), '5m')] }] };
    const first = use(parts);
    const changed = use({ ...parts, tool_choice: { type: 'none' } });
    expect(changed.read).toBeLessThan(first.write5m);
    expect(changed.read).toBeGreaterThanOrEqual(600);
    expect(changed.write5m).toBe(103);
  });

  it('bills every token exactly once, whatever is marked and in whatever order it comes', () => {
    const block = fc.record({ tokens: fc.integer({ min: 1, max: 900 }), marked: fc.boolean(), seed: fc.constantFrom('a', 'b') });
    const prompt = fc.array(block, { minLength: 1, maxLength: 30 }).map(blocks => {
      let left = 4;
      return blocks.map(({ tokens, marked, seed }) => text(words(tokens, seed), marked && left-- > 0 ? '5m' : undefined));
    });
    fc.assert(
      fc.property(fc.array(prompt, { minLength: 1, maxLength: 6 }), prompts => {
        const { use } = cacheAt();
        for (const content of prompts) {
          const parts = { messages: [{ role: 'user' as const, content }] };
          const usage = use(parts);
          expect(Object.values(usage).every(value => value >= 0)).toBe(true);
          expect(usage.input + usage.read + usage.write5m + usage.write1h).toBe(measurePrompt(request(parts), size).tokens);
          const again = use(parts);
          expect(again).toEqual({ input: usage.input, read: usage.read + usage.write5m, write5m: 0, write1h: 0 });
        }
      }),
    );
  });
});

describe('cache diagnostics', () => {
  const explainAfter = (before: Partial<PromptRequest>, after: Partial<PromptRequest>, model = 'm') => {
    const diagnostics = new CacheDiagnostics();
    diagnostics.remember('msg_1', 'm', measurePrompt(request(before), size));
    return diagnostics.explain('msg_1', model, measurePrompt(request(after), size));
  };
  const tools = [{ name: 'a', input_schema: { type: 'object' as const } }];
  const system = words(100);

  it('names the first part that differs', () => {
    const more: PromptRequest['messages'] = [
      { role: 'user', content: 'hello' },
      { role: 'assistant', content: 'hi' },
      { role: 'user', content: 'more' },
    ];
    expect(explainAfter({ system }, { system, messages: more })).toBeNull();
    expect(explainAfter({ system }, { system, messages: [{ role: 'user', content: 'other' }] })).toEqual({
      type: 'messages_changed',
      cache_missed_input_tokens: 5,
    });
    expect(explainAfter({ system }, { system: 'other' })).toMatchObject({
      type: 'system_changed',
      cache_missed_input_tokens: 105,
    });
    expect(explainAfter({ system }, { system, tools })).toMatchObject({ type: 'tools_changed' });
    expect(explainAfter({ system }, { system }, 'other')).toMatchObject({ type: 'model_changed' });
  });

  it('says when the earlier message is unknown', () => {
    expect(new CacheDiagnostics().explain('msg_9', 'm', measurePrompt(request({}), size))).toEqual({
      type: 'previous_message_not_found',
    });
  });
});
