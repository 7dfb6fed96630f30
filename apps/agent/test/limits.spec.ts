import { QueryFailed } from '@nat/contracts';
import { eventually } from '@nat/testing';
import { ModelError } from '../src/model/model.port';
import { calls, endOf, says, type ScriptedResponse } from '../src/model/scripted-model';
import { shownText } from './agent-process';
import { QueryBench, resultsIn } from './query-bench';

let bench: QueryBench;
beforeEach(async () => void (bench = await QueryBench.start()));
afterEach(() => bench.close());

describe('caps', () => {
  it('turn 15 is asked without tools, to sum up', async () => {
    const { model, last } = await bench.ask((request, call) =>
      request.toolChoice === 'none' ? says('What I have.') : calls(['list_lists', { filter: { name: `n${call}` } }]),
    );
    expect(model.requests).toHaveLength(15);
    expect(model.requests.map(({ toolChoice }) => toolChoice).slice(-2)).toEqual(['auto', 'none']);
    expect(last.data).toMatchObject({ outcome: 'capped', limit: 'turns', billable: true });
  });

  it('call 26 is refused, and a summary is asked for', async () => {
    const many = Array.from({ length: 26 }, (_, n): [string, Record<string, unknown>] => [
      'list_lists',
      { filter: { name: `n${n}` } },
    ]);
    const { model, last } = await bench.ask([calls(...many), says('What I have.')]);
    expect(resultsIn(model, 1).filter(({ code }) => code === 'limit_reached')).toHaveLength(1);
    expect(bench.world.nation.requests).toHaveLength(25);
    expect(model.requests[1]!.toolChoice).toBe('none');
    expect(last.data).toMatchObject({ outcome: 'capped', limit: 'tool_calls' });
  });

  it('three unfit inputs in a row end the tries', async () => {
    const bad = calls(['list_signups', { limit: 99 }]);
    const { model, last } = await bench.ask(request => (request.toolChoice === 'none' ? says('I could not.') : bad));
    expect(model.requests).toHaveLength(4);
    expect(last.data).toMatchObject({ outcome: 'capped', limit: 'invalid_inputs' });
  });

  it('too many output tokens or too much cost end it with the server’s words', async () => {
    const wordy = (tokens: object): ScriptedResponse =>
      endOf([{ type: 'tool_use', id: 't', name: 'list_lists', input: {} }], 'tool_use', tokens);
    const { events, last } = await bench.ask(() => wordy({ output: 26_000 }));
    expect(last.data).toMatchObject({ outcome: 'capped', limit: 'output_tokens' });
    expect(shownText(events)).toMatch(/too long/);
    const costly = await bench.ask(() => wordy({ input: 150_000 }));
    expect(costly.last.data).toMatchObject({ outcome: 'capped', limit: 'cost' });
  });
});

describe('a model that fails', () => {
  const broken = (retryable: boolean, retryAfterMs?: number) =>
    new ModelError('model_overloaded', '529', retryable, retryAfterMs);

  it('is asked again before its first word, twice at most', async () => {
    const { model, last } = await bench.ask([[broken(true)], [{ type: 'alive' }, broken(true)], says('Hello.')]);
    expect(model.requests).toHaveLength(3);
    expect(last.data).toMatchObject({ outcome: 'answered' });
    const gone = await bench.ask([[broken(true)], [broken(true)], [broken(true)], says('never')]);
    expect(gone.model.requests).toHaveLength(3);
    expect(gone.last).toMatchObject({
      event: 'query.failed',
      data: { problem: { code: 'model_overloaded', retryable: true }, billable: false },
    });
    expect(gone.last.data.problem).toMatchObject({ detail: expect.stringMatching(/too busy/) as string });
  }, 20_000);

  it('is not asked again when that cannot help', async () => {
    expect((await bench.ask([[broken(false)], says('never')])).model.requests).toHaveLength(1);
  });

  it('after its first word the text is kept, nothing is repeated, and no tool runs', async () => {
    const { agent, model, events, last, queryId } = await bench.ask([
      [{ type: 'text', text: 'There are ' }, broken(true)],
      says('never'),
    ]);
    expect(model.requests).toHaveLength(1);
    expect(shownText(events)).toBe('There are ');
    expect(last).toMatchObject({ event: 'query.failed', data: { billable: true } });
    expect((await agent.snapshot(queryId)).body).toMatchObject({
      status: 'failed',
      text: 'There are ',
      problem: { code: 'model_overloaded' },
    });
    await eventually(() => expect(bench.world.bus.of(QueryFailed.type)).toHaveLength(1));
  });
});
