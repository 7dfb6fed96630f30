import { ClaudeDouble } from '@nat/testing';
import { DoubledModel } from '../../evaluation/run/models';
import { PlanPlayer } from '../../evaluation/run/plan';
import type { ModelEvent, ModelRequest } from '../../src/model/model.port';

let claude: ClaudeDouble;
beforeAll(async () => {
  claude = await ClaudeDouble.start();
}, 60_000);
afterAll(() => claude.stop());

const asking = (text = 'Well?'): ModelRequest => ({
  model: 'claude-haiku-4-5',
  maxTokens: 100,
  toolChoice: 'auto',
  tools: [{ name: 'list_lists', description: 'Lists.', input_schema: { type: 'object' } }],
  system: [{ type: 'text', text: 'Be brief.' }],
  messages: [{ role: 'user', content: [{ type: 'text', text }] }],
});

async function told(events: AsyncIterable<ModelEvent>): Promise<string> {
  let text = '';
  for await (const event of events) if (event.type === 'text') text += event.text;
  return text;
}

describe('a plan told by the Claude double', () => {
  const player = new PlanPlayer();
  const answer = (say: string, request = asking(), signal = new AbortController().signal): Promise<string> => {
    player.begin(() => ({ say }));
    return told(new DoubledModel(claude, player).stream(request, signal));
  };

  it('answers each request with its own turn', async () => {
    expect(await answer('First.')).toBe('First.');
    expect(await answer('Second.')).toBe('Second.');
  });

  it('leaves no turn to the next task when its request is refused', async () => {
    await expect(answer('Refused.', asking(''))).rejects.toThrow(/400/);
    expect(await answer('Mine.')).toBe('Mine.');
  });

  it('leaves no turn to the next task when its request is given up', async () => {
    await expect(answer('Given up.', asking(), AbortSignal.abort(new Error('too late')))).rejects.toThrow('too late');
    const later = new AbortController();
    const script = claude.script.bind(claude);
    const givenUp = Object.assign(Object.create(claude) as ClaudeDouble, {
      script: async (turns: readonly object[]) => {
        await script(turns);
        later.abort(new Error('too late'));
      },
    });
    player.begin(() => ({ say: 'Given up.' }));
    await expect(told(new DoubledModel(givenUp, player).stream(asking(), later.signal))).rejects.toThrow('too late');
    expect(await answer('Mine.')).toBe('Mine.');
  });
});
