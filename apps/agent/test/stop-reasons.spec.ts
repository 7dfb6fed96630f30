import { endOf, ScriptedModel, says } from '../src/model/scripted-model';
import { shownText } from './agent-process';
import { look, QueryBench } from './query-bench';

let bench: QueryBench;
beforeEach(async () => void (bench = await QueryBench.start()));
afterEach(() => bench.close());

describe('stop reasons', () => {
  it('end_turn without a word is answered by the server', async () => {
    const { events, last } = await bench.ask([endOf([], 'end_turn')]);
    expect(shownText(events)).toBe('I have no answer to this. Try asking in another way.');
    expect(last.data).toMatchObject({ outcome: 'answered' });
  });

  it('stop_sequence is an answer', async () => {
    expect((await bench.ask([says('Done.', { stopReason: 'stop_sequence' })])).last.data).toMatchObject({ outcome: 'answered' });
  });

  it.each(['max_tokens', 'model_context_window_exceeded'])('%s keeps the text, marks it, and runs no tool', async stopReason => {
    const blocks = [
      { type: 'text', text: 'So far' },
      { type: 'tool_use', id: 't', name: look[0], input: look[1] },
    ];
    const { events, last, names } = await bench.ask([[{ type: 'text', text: 'So far' }, ...endOf(blocks, stopReason)]]);
    expect(shownText(events)).toMatch(/^So far\n\nThe answer was cut off/);
    expect(last.data).toMatchObject({ outcome: 'truncated', billable: true });
    expect(names).not.toContain('tool.started');
    expect(bench.world.nation.requests).toEqual([]);
  });

  it('pause_turn goes on with the turn as it was, three times at most', async () => {
    const paused = says('Hm. ', { stopReason: 'pause_turn' });
    const { model, last } = await bench.ask([paused, paused, paused, paused, says('never')]);
    expect(model.requests).toHaveLength(4);
    expect(model.requests[1]!.messages.at(-1)).toEqual({ role: 'assistant', content: [{ type: 'text', text: 'Hm. ' }] });
    expect(last.data).toMatchObject({ outcome: 'capped' });
  });

  it('refusal runs no tool, and the turn is left out of what is sent later', async () => {
    const blocks = [
      { type: 'text', text: 'Bad words' },
      { type: 'tool_use', id: 't', name: look[0], input: look[1] },
    ];
    const model = new ScriptedModel([[{ type: 'text', text: 'Bad words' }, ...endOf(blocks, 'refusal')], says('Hi.')]);
    const agent = await bench.begin(model);
    const first = await (await agent.ask()).all();
    expect(shownText(first)).toBe('I cannot help with this request. Nothing was changed.');
    expect(first.at(-1)!.data).toMatchObject({ outcome: 'refused' });
    expect(bench.world.nation.requests).toEqual([]);
    await (await agent.ask({ conversationId: String(first[0]!.data.conversationId) })).all();
    const sent = JSON.stringify(model.requests[1]!.messages);
    expect(sent).toContain('I cannot help with this request');
    expect(sent).not.toContain('Bad words');
  });

  it.each([
    ['a reason nobody knows', 'novel_reason'],
    ['none', undefined],
  ])('%s does nothing and fails', async (_, stopReason) => {
    const { last } = await bench.ask([endOf([{ type: 'tool_use', id: 't', name: look[0], input: look[1] }], stopReason)]);
    expect(last).toMatchObject({ event: 'query.failed', data: { problem: { code: 'model_unavailable' }, billable: false } });
    expect(bench.world.nation.requests).toEqual([]);
  });
});
