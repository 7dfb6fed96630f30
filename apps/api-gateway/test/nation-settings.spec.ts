import 'reflect-metadata';
import { expectProblem, useGateway } from './gateway-stack';
import { settings } from './samples';

const gateway = useGateway();
const path = '/v1/nations/demo/settings';
const inner = '/internal/nation-settings';

it('shows every member what the nation decided', async () => {
  gateway.stack.checkSessions({ active: true, role: 'read_only' });
  gateway.stack.agent.answer(`GET ${inner}`, 200, settings);
  const answer = await gateway.stack.request('GET', path);
  expect([answer.status, await answer.json()]).toEqual([200, settings]);
  expect(gateway.stack.agent.received[0]?.claims).toMatchObject({ nation: 'demo', role: 'read_only' });
});

it('lets an admin change some of it', async () => {
  gateway.stack.checkSessions({ active: true, role: 'admin' });
  gateway.stack.agent.answer(`PATCH ${inner}`, 200, { ...settings, readOnly: true });
  const answer = await gateway.stack.request('PATCH', path, { body: { readOnly: true } });
  expect(await answer.json()).toEqual({ ...settings, readOnly: true });
  expect(gateway.stack.agent.received[0]).toMatchObject({ body: { readOnly: true }, claims: { nation: 'demo', role: 'admin' } });
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

it.each([
  ['nothing', {}],
  ['what only an operator sets', { agentDisabled: true }],
  ['a zone that is none', { timeZone: 'Mars/Olympus' }],
  ['days that are not on offer', { retentionDays: 2 }],
  ['a kind of change that is none', { disabledToolGroups: ['everything'] }],
])('does not change %s', async (_, body) => {
  gateway.stack.checkSessions({ active: true, role: 'admin' });
  await expectProblem(await gateway.stack.request('PATCH', path, { body }), 422, 'invalid');
  expect(gateway.stack.agent.received).toEqual([]);
});
