import 'reflect-metadata';
import { problemStatus } from '@nat/contracts';
import { expectProblem, useGateway, userId } from './gateway-stack';
import { confirmation, confirmationId, queryId } from './samples';

const gateway = useGateway();
const path = `/v1/confirmations/${confirmationId}`;
const inner = `/internal/confirmations/${confirmationId}`;
const { inputHash } = confirmation;
const decided = {
  confirmation: { ...confirmation, status: 'approved', decidedAt: '2026-06-15T12:01:00.000Z', decidedBy: userId, channel: 'cli' },
  queryId,
  eventsUrl: `/v1/queries/${queryId}/events`,
};

const decide = (body: object, headers: Record<string, string> = {}): Promise<Response> =>
  gateway.stack.request('POST', `${path}/decision`, { body, headers });

it('lists those that wait, by status and conversation', async () => {
  const page = { items: [confirmation], nextCursor: null };
  gateway.stack.agent.answer('GET /internal/confirmations', 200, page);
  const filter = `limit=20&status=pending&conversationId=${confirmation.conversationId!}`;
  expect(await (await gateway.stack.request('GET', `/v1/confirmations?${filter}`)).json()).toEqual(page);
  expect(gateway.stack.agent.received[0]?.path).toBe(`/internal/confirmations?${filter}`);
});

it.each(['status=open', 'conversationId=cnv_x', 'status=pending&status=denied'])('refuses the filter %s', async filter => {
  await expectProblem(await gateway.stack.request('GET', `/v1/confirmations?${filter}`), 422, 'invalid');
  expect(gateway.stack.agent.received).toEqual([]);
});

it('reads one without the input that is held', async () => {
  gateway.stack.agent.answer(`GET ${inner}`, 200, { ...confirmation, input: { tag: 'secret' } });
  expect(await (await gateway.stack.request('GET', path)).json()).toEqual(confirmation);
});

describe('a decision', () => {
  it('is passed on with the surface that the session was made for, and answered with where the query goes on', async () => {
    gateway.stack.agent.answer(`POST ${inner}/decision`, 200, decided);
    const authorization = `Bearer ${await gateway.stack.token({ client: 'extension' })}`;
    const answer = await decide({ decision: 'approve', inputHash, typedCount: 156 }, { authorization });
    expect([answer.status, await answer.json()]).toEqual([200, decided]);
    const [call] = gateway.stack.agent.received;
    expect(call?.body).toEqual({ decision: 'approve', inputHash, typedCount: 156, channel: 'extension' });
    expect(call?.claims).toMatchObject({ sub: userId, nation: 'demo', role: 'member' });
    expect(gateway.stack.usage.received).toEqual([]);
  });

  it('takes a reason along', async () => {
    gateway.stack.agent.answer(`POST ${inner}/decision`, 200, decided);
    await decide({ decision: 'deny', inputHash, reason: ' Only those of Austin. ' });
    expect(gateway.stack.agent.received[0]?.body).toMatchObject({ decision: 'deny', reason: 'Only those of Austin.' });
  });

  it.each([
    ['a surface of its own', { channel: 'slack' }, '/channel'],
    ['another input', { input: { tag: 'other' } }, '/input'],
    ['other targets', { targets: ['1'] }, '/targets'],
    ['somebody else', { userId: 'usr_x' }, '/userId'],
    ['another hash', { inputHash: 'ab' }, '/inputHash'],
    ['a hash in capitals', { inputHash: 'AB'.repeat(32) }, '/inputHash'],
    ['neither yes nor no', { decision: 'maybe' }, '/decision'],
    ['a count that is a text', { typedCount: '156' }, '/typedCount'],
    ['a count below nothing', { typedCount: -1 }, '/typedCount'],
    ['an empty reason', { reason: '  ' }, '/reason'],
    ['a reason that no terminal could show', { reason: 'a\u0000b' }, '/reason'],
    ['half a character', { reason: 'a\ud800' }, '/reason'],
  ])('may not name %s', async (_, more, pointer) => {
    const document = await expectProblem(await decide({ decision: 'approve', inputHash, ...more }), 422, 'invalid');
    expect(document['errors']).toContainEqual(expect.objectContaining({ pointer }));
    expect(gateway.stack.agent.received).toEqual([]);
  });

  it('is never said to have changed nothing when its answer got lost', async () => {
    gateway.stack.agent.on(`POST ${inner}/decision`, (_, response) => void response.destroy());
    const document = await expectProblem(await decide({ decision: 'approve', inputHash }), 503, 'dependency_unavailable');
    expect(document['detail']).toMatch(/may have been done/);
  });

  it('is not for sessions that were made for something else', async () => {
    const authorization = `Bearer ${await gateway.stack.token({ client: 'billing-portal' })}`;
    await expectProblem(await decide({ decision: 'approve', inputHash }, { authorization }), 403, 'forbidden');
    expect(gateway.stack.agent.received).toEqual([]);
  });

  it.each([
    'not_found',
    'confirmation_already_decided',
    'confirmation_expired',
    'hash_mismatch',
    'typed_count_mismatch',
    'nation_reauth_required',
    'read_only',
    'subscription_inactive',
  ] as const)('is refused as the agent refuses it: %s', async code => {
    gateway.stack.agent.refuse(`POST ${inner}/decision`, code);
    await expectProblem(await decide({ decision: 'approve', inputHash }), problemStatus[code], code);
  });

  it('is not taken while nobody can vouch for the session', async () => {
    await gateway.stack.auth.stop();
    await expectProblem(await decide({ decision: 'approve', inputHash }), 503, 'dependency_unavailable');
    expect(gateway.stack.agent.received).toEqual([]);
  });
});

it('answers an unknown one, another’s and an id of another shape alike', async () => {
  for (const id of [confirmationId, 'cnf_x', queryId, '..%2factions', '%00', 'x'.repeat(200)]) {
    await expectProblem(await gateway.stack.request('GET', `/v1/confirmations/${id}`), 404, 'not_found');
    const body = { decision: 'approve', inputHash };
    await expectProblem(await gateway.stack.request('POST', `/v1/confirmations/${id}/decision`, { body }), 404, 'not_found');
  }
  expect(gateway.stack.agent.received).toHaveLength(2);
});
