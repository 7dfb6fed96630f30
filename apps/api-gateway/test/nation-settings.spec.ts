import 'reflect-metadata';
import { expectProblem, useGateway } from './gateway-stack';
import { settings } from './samples';

const gateway = useGateway();
const path = '/v1/nations/demo/settings';
const inner = '/internal/nation-settings';
const all = { ...settings, joinByConnection: true };

beforeEach(() => {
  gateway.stack.agent.answer(`GET ${inner}`, 200, settings);
  gateway.stack.auth.answer(`GET ${inner}`, 200, { joinByConnection: true });
});
const change = (body: object) => gateway.stack.request('PATCH', path, { body });
/** What was changed, where, in this order. */
const changes = () => {
  const { agent, auth } = gateway.stack;
  return [auth, agent].flatMap(({ received }) => received.filter(({ method }) => method === 'PATCH').map(({ body }) => body));
};

it('shows every member what the nation decided, of agent and of auth', async () => {
  gateway.stack.checkSessions({ active: true, role: 'read_only' });
  const answer = await gateway.stack.request('GET', path);
  expect([answer.status, await answer.json()]).toEqual([200, all]);
  for (const sibling of [gateway.stack.agent, gateway.stack.auth]) {
    expect(sibling.callsTo(`GET ${inner}`)[0]?.claims).toMatchObject({ nation: 'demo', role: 'read_only' });
  }
});

it('shows nothing when one of the two does not answer, rather than half of it', async () => {
  await gateway.stack.agent.stop();
  await expectProblem(await gateway.stack.request('GET', path), 503, 'dependency_unavailable');
});

describe('an admin', () => {
  beforeEach(() => gateway.stack.checkSessions({ active: true, role: 'admin' }));

  it('changes what agent keeps', async () => {
    gateway.stack.agent.answer(`PATCH ${inner}`, 200, { ...settings, readOnly: true });
    const answer = await change({ readOnly: true });
    expect([answer.status, await answer.json()]).toEqual([200, { ...all, readOnly: true }]);
    expect(changes()).toEqual([{ readOnly: true }]);
    expect(gateway.stack.agent.received[0]?.claims).toMatchObject({ nation: 'demo', role: 'admin' });
  });

  it('changes what auth keeps', async () => {
    gateway.stack.auth.answer(`PATCH ${inner}`, 200, { joinByConnection: false });
    const answer = await change({ joinByConnection: false });
    expect([answer.status, await answer.json()]).toEqual([200, { ...all, joinByConnection: false }]);
    expect(changes()).toEqual([{ joinByConnection: false }]);
  });

  it('changes both at once, each where it is kept', async () => {
    gateway.stack.auth.answer(`PATCH ${inner}`, 200, { joinByConnection: false });
    gateway.stack.agent.answer(`PATCH ${inner}`, 200, { ...settings, retentionDays: 7 });
    const answer = await change({ joinByConnection: false, retentionDays: 7 });
    expect(await answer.json()).toEqual({ ...settings, retentionDays: 7, joinByConnection: false });
    expect(changes()).toEqual([{ joinByConnection: false }, { retentionDays: 7 }]);
  });

  it('is told which half is done when agent does not take its part', async () => {
    gateway.stack.auth.answer(`PATCH ${inner}`, 200, { joinByConnection: false });
    await gateway.stack.agent.stop();
    const problem = await expectProblem(await change({ joinByConnection: false, readOnly: true }), 503, 'dependency_unavailable');
    expect(problem['detail']).toMatch(/^Who may join by signing in was changed as you asked; .*Nothing was changed; try again/);
  });

  it('is told of no half when agent alone was asked', async () => {
    await gateway.stack.agent.stop();
    const problem = await expectProblem(await change({ readOnly: true }), 503, 'dependency_unavailable');
    expect(problem['detail']).not.toContain('Who may join');
  });

  it.each([
    ['agent', { joinByConnection: false }],
    ['auth', { readOnly: true }],
  ] as const)('changes nothing while %s cannot tell what stays', async (silent, body) => {
    gateway.stack[silent].refuse(`GET ${inner}`, 'dependency_unavailable');
    await expectProblem(await change(body), 503, 'dependency_unavailable');
    expect(changes()).toEqual([]);
  });

  it('changes nothing of agent when auth refuses its part', async () => {
    gateway.stack.auth.refuse(`PATCH ${inner}`, 'conflict');
    await expectProblem(await change({ joinByConnection: false, readOnly: true }), 409, 'conflict');
    expect(gateway.stack.agent.received).toEqual([]);
  });

  it.each([
    ['nothing', {}],
    ['what only an operator sets', { agentDisabled: true }],
    ['a zone that is none', { timeZone: 'Mars/Olympus' }],
    ['days that are not on offer', { retentionDays: 2 }],
    ['a kind of change that is none', { disabledToolGroups: ['everything'] }],
    ['joining to something else than on or off', { joinByConnection: 'no' }],
  ])('does not change %s', async (_, body) => {
    await expectProblem(await change(body), 422, 'invalid');
    expect(changes()).toEqual([]);
  });
});

it.each(['other', 'Demo', 'demo%20', '..', 'x'.repeat(64), '%00'])(
  'has no settings of %s beside the selected nation',
  async slug => {
    gateway.stack.checkSessions({ active: true, role: 'owner' });
    const nations = { demo: 'owner', other: 'owner' } as const;
    const headers = { authorization: `Bearer ${await gateway.stack.token({ nations })}`, 'x-nat-nation-slug': 'demo' };
    const answers = await Promise.all(
      (['GET', 'PATCH'] as const).map(method =>
        gateway.stack.request(method, `/v1/nations/${slug}/settings`, {
          headers,
          ...(method === 'PATCH' && { body: { readOnly: true } }),
        }),
      ),
    );
    for (const answer of answers) expect([403, 404]).toContain(answer.status);
    expect(gateway.stack.agent.received).toEqual([]);
  },
);

it('says that another nation is selected', async () => {
  await expectProblem(await gateway.stack.request('GET', '/v1/nations/other/settings'), 403, 'nation_mismatch');
});
