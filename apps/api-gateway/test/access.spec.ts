import 'reflect-metadata';
import { type Role, roleAtLeast, roles } from '@nat/contracts';
import type { EndpointDefinition } from '../src/endpoint-definition';
import { endpoints } from '../src/endpoints';
import { expectProblem, GatewayStack } from './gateway-stack';
import { actionId, confirmationId, conversation, queryId } from './samples';

/** One gateway for the whole matrix: only the clock moves between two rows, so that auth is asked anew. */
let stack: GatewayStack;
beforeAll(async () => {
  stack = await GatewayStack.start({ CALLS_PER_MINUTE: '1000000' });
});
afterAll(() => stack.stop());
beforeEach(async () => {
  stack.checkSessions({ active: true, role: 'member' });
  await stack.clock.advance(60_000);
  for (const { received } of [stack.agent, stack.usage, stack.billing]) received.length = 0;
});
const behindTheDoor = () => [...stack.agent.received, ...stack.usage.received, ...stack.billing.received];

const inPaths: Record<string, string> = {
  queryId,
  confirmationId,
  actionId,
  conversationId: conversation.conversationId,
  exportId: `exp_${'5'.repeat(32)}`,
  sessionId: `ses_${'3'.repeat(32)}`,
  slug: 'demo',
};
const guarded = (Object.entries(endpoints) as [string, EndpointDefinition][]).filter(([, { access }]) => access !== 'public');
const ofRole = guarded.filter(([, { access }]) => access !== 'signedIn');

function call({ method, path }: EndpointDefinition, headers: Record<string, string> = {}): Promise<Response> {
  const url = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => inPaths[name]!);
  const body = method === 'GET' ? undefined : {};
  return stack.request(method, url, { body, headers: { 'idempotency-key': 'k', ...headers } });
}

describe.each(guarded)('%s', (_, endpoint) => {
  it('is for nobody without a token', async () => {
    await expectProblem(await call(endpoint, { authorization: '' }), 401, 'unauthenticated');
    expect(behindTheDoor()).toEqual([]);
  });

  it('is for nobody whose session has ended', async () => {
    stack.checkSessions({ active: false });
    await expectProblem(await call(endpoint), 401, 'session_revoked');
    expect(behindTheDoor()).toEqual([]);
  });
});

describe.each(ofRole)('%s', (_, endpoint) => {
  it('is for nobody of another nation', async () => {
    stack.checkSessions({ active: true });
    await expectProblem(await call(endpoint, { 'x-nat-nation-slug': 'strangers' }), 403, 'forbidden');
    expect(behindTheDoor()).toEqual([]);
  });

  it('is for no member who was removed', async () => {
    stack.checkSessions({ active: true });
    await expectProblem(await call(endpoint), 403, 'forbidden');
    expect(behindTheDoor()).toEqual([]);
  });
});

const rows = ofRole.flatMap(([name, endpoint]) => roles.map(role => ({ name, endpoint, role, needed: endpoint.access as Role })));

it.each(rows.filter(({ role, needed }) => !roleAtLeast(role, needed)))('$name is not for $role', async ({ endpoint, role }) => {
  stack.checkSessions({ active: true, role });
  await expectProblem(await call(endpoint), 403, 'role_required');
  expect(behindTheDoor()).toEqual([]);
});

it.each(rows.filter(({ role, needed }) => roleAtLeast(role, needed)))('$name is for $role', async ({ endpoint, role }) => {
  stack.checkSessions({ active: true, role });
  expect([401, 403]).not.toContain((await call(endpoint)).status);
});

it('lets nobody below a member decide, take back or stop anything, and nobody below an admin change settings', () => {
  const accessOf = ({ access }: EndpointDefinition): string => access;
  expect([endpoints.decideConfirmation, endpoints.undoAction, endpoints.cancelAction].map(accessOf)).toEqual(
    Array<string>(3).fill('member'),
  );
  expect(accessOf(endpoints.changeNationSettings)).toBe('admin');
});
