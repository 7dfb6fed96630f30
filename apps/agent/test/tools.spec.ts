import { calls, ScriptedModel, says } from '../src/model/scripted-model';
import { ada } from './agent-process';
import { page } from './nation-double';
import { look, QueryBench, resultsIn } from './query-bench';

let bench: QueryBench;
beforeEach(async () => void (bench = await QueryBench.start()));
afterEach(() => bench.close());

describe('tools', () => {
  it('run up to four at once, and answer in the order of their calls', async () => {
    let running = 0;
    let most = 0;
    let release: () => void = () => undefined;
    const four = new Promise<void>(resolve => (release = resolve));
    bench.world.nation.answer = async ({ query }) => {
      most = Math.max(most, ++running);
      if (running === 4) release();
      await four; // nothing is answered before four have come
      running--;
      return page([], { total: Number(query.get('filter[donations_count]')) });
    };
    const wanted = Array.from({ length: 7 }, (_, n): [string, Record<string, unknown>] => [
      'list_signups',
      { filter: { donations_count: n } },
    ]);
    const { model, names } = await bench.ask([calls(...wanted), says('Done.')]);
    expect(most).toBe(4);
    expect(resultsIn(model, 1).map(({ count }) => count)).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(names.filter(name => name === 'tool.completed')).toHaveLength(7);
  });

  it('tell the model what is wrong with an input, and run once it is right', async () => {
    const { model, last } = await bench.ask([calls(['list_signups', { filter: 'x', limit: 0 }]), calls(look), says('312.')]);
    expect(resultsIn(model, 1)[0]).toMatchObject({
      ok: false,
      code: 'invalid_input',
      fields: [{ path: 'filter' }, { path: 'limit' }],
    });
    expect(model.requests[1]!.messages.at(-1)!.content[0]).toMatchObject({ is_error: true });
    expect(resultsIn(model, 2)[0]).toMatchObject({ ok: true });
    expect(last.data).toMatchObject({ outcome: 'answered' });
  });

  it.each([
    ['an unknown name', 'drop_tables'],
    ['another case', 'List_Signups'],
    ['a name of the language', 'constructor'],
  ])('refuse %s', async (_, name) => {
    const { model } = await bench.ask([calls([name, {}]), says('No.')]);
    expect(resultsIn(model, 1)).toEqual([{ ok: false, code: 'unknown_tool', message: 'There is no tool of that name.' }]);
  });

  it('answer an identical read from the first one', async () => {
    const same: [string, Record<string, unknown>] = ['list_signups', { limit: 1, filter: { is_volunteer: true } }];
    await bench.ask([calls(look, same), calls(look), says('312.')]);
    expect(bench.world.nation.requests).toHaveLength(1);
  });

  it('pass on what NationBuilder says of a request', async () => {
    const body = {
      errors: [
        {
          code: 'unprocessable_entity',
          detail: 'is not a number',
          source: { pointer: '/filter' },
          meta: { attribute: 'donations_count' },
        },
      ],
    };
    bench.world.nation.answer = () => ({ status: 422, body });
    const { model, last } = await bench.ask([calls(look), says('Sorry.')]);
    expect(resultsIn(model, 1)).toEqual([
      {
        ok: false,
        code: 'nb_invalid',
        message: 'is not a number',
        fields: [{ path: 'donations_count', message: 'is not a number' }],
      },
    ]);
    expect(last.data).toMatchObject({ outcome: 'answered' });
  });

  it('take a newer token once after a 401, and then know that the permission is missing', async () => {
    bench.world.nation.answer = () => ({ status: 401, body: { code: 'unauthorized', message: 'no' } });
    const { model } = await bench.ask([calls(look, ['list_lists', {}]), calls(['list_events', {}]), says('Not allowed.')]);
    expect(resultsIn(model, 1).map(({ code }) => code)).toEqual(['nb_unauthorized', 'nb_unauthorized']);
    expect(bench.world.siblings.calls('access-token').filter(body => 'refusedGeneration' in body)).toHaveLength(1);
  });

  it('end the query when the connection has ended', async () => {
    bench.world.siblings.accessToken = ({ refusedGeneration }) =>
      refusedGeneration
        ? 'nation_reauth_required'
        : { body: { accessToken: 'x', generation: 1, connectionKind: 'nation', usableUntil: '2099-01-01T00:00:00.000Z' } };
    bench.world.nation.answer = () => ({ status: 401, body: { code: 'token_expired', message: 'no' } });
    const { last } = await bench.ask([calls(look), says('never')]);
    expect(last).toMatchObject({ event: 'query.failed', data: { problem: { code: 'nation_reauth_required', status: 424 } } });
  });
});

describe('a change', () => {
  const tag: [string, Record<string, unknown>] = ['tag_signup', { signup_id: '7', tag: 'major donor' }];

  it('is not even looked at for somebody who may only read', async () => {
    const agent = await bench.begin(new ScriptedModel([calls(tag), says('You may not.')]));
    const events = await (await agent.ask({}, { identity: { ...ada, role: 'read_only' } })).all();
    expect(events.find(({ event }) => event === 'tool.completed')!.data).toMatchObject({ ok: false, errorCode: 'role_required' });
    expect(bench.world.nation.requests).toEqual([]);
  });
});
