import 'reflect-metadata';
import { expectProblem, useGateway } from './gateway-stack';

const gateway = useGateway();

it('refuses a nation the caller does not belong to, as auth says', async () => {
  gateway.stack.checkSessions({ active: true });
  await expectProblem(await gateway.stack.ask({ text: 'hi' }, { 'x-nat-nation-slug': 'strangers' }), 403, 'forbidden');
  expect(gateway.stack.auth.callsTo('POST /internal/sessions/check').map(({ body }) => body)).toEqual([
    { nationSlug: 'strangers' },
  ]);
  expect(gateway.stack.usage.received).toEqual([]);
});

it('lets somebody in who joined the nation after the token was made', async () => {
  expect((await gateway.stack.ask({ text: 'hi' }, { 'x-nat-nation-slug': 'joined' })).status).toBe(200);
  expect(gateway.stack.usage.received[0]?.claims).toMatchObject({ nation: 'joined', role: 'member' });
});

it.each(['constructor', 'tostring', 'hasownproperty'])('takes no inherited name for a membership: %s', async slug => {
  gateway.stack.checkSessions({ active: true });
  await expectProblem(await gateway.stack.ask({ text: 'hi' }, { 'x-nat-nation-slug': slug }), 403, 'forbidden');
});

it('refuses a member that was removed since the token was made', async () => {
  gateway.stack.checkSessions({ active: true });
  await expectProblem(await gateway.stack.ask(), 403, 'forbidden');
  expect(gateway.stack.usage.received).toEqual([]);
});

it('judges by the live role, not by that of the token', async () => {
  const authorization = `Bearer ${await gateway.stack.token({ nations: { demo: 'owner' } })}`;
  const answer = await gateway.stack.request('GET', '/v1/billing/subscription', { headers: { authorization } });
  await expectProblem(answer, 403, 'role_required');
  expect(gateway.stack.billing.received).toEqual([]);
});

it('refuses a page of another nation', async () => {
  const pageContext = { nationSlug: 'other', kind: 'person', recordId: '1' };
  await expectProblem(await gateway.stack.ask({ text: 'hi', pageContext }), 403, 'nation_mismatch');
  expect(gateway.stack.usage.received).toEqual([]);
});

it('refuses a plan without questions', async () => {
  gateway.stack.admit({ refused: { code: 'feature_not_available' } });
  await expectProblem(await gateway.stack.ask(), 403, 'feature_not_available');
});

it('refuses sessions that were made for something else than asking', async () => {
  const authorization = `Bearer ${await gateway.stack.token({ client: 'billing-portal' })}`;
  await expectProblem(await gateway.stack.ask({ text: 'hi' }, { authorization }), 403, 'forbidden');
  expect(gateway.stack.held).toBe(0);
});
