import 'reflect-metadata';
import { type ProblemCode, type Role, roleAtLeast, roles } from '@nat/contracts';
import type { EndpointDefinition } from '../src/endpoint-definition';
import { endpoints } from '../src/endpoints';
import { openApiDocument } from '../src/openapi';
import { expectProblem, GatewayStack, userId } from './gateway-stack';
import { actionId, confirmationId, conversation, queryId } from './samples';

interface Endpoint extends Pick<EndpointDefinition, 'path' | 'access'> {
  method: string;
}

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
  userId,
  inviteId: `inv_${'9'.repeat(32)}`,
  slug: 'demo',
};
/** As the API's own document tells them: what it says of an operation is what is tried. */
const guarded = documented().filter(([, { access }]) => access !== 'public');
const ofRole = guarded.filter(([, { access }]) => access !== 'signedIn');

function documented(): [operationId: string, Endpoint][] {
  const { paths } = openApiDocument() as { paths: Record<string, Record<string, { operationId: string; description: string }>> };
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { operationId, description }]): [string, Endpoint] => {
      const access = /^Who: (\w+)\.$/.exec(description)![1] as Endpoint['access'];
      return [operationId, { method: method.toUpperCase(), path, access }];
    }),
  );
}

function call({ method, path }: Endpoint, headers: Record<string, string> = {}): Promise<Response> {
  const url = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => inPaths[name]!);
  const body = method === 'GET' ? undefined : {};
  return stack.request(method, url, { body, headers: { 'idempotency-key': 'k', ...headers } });
}

it('tries every operation that asks who calls', () => {
  const asking = Object.entries(endpoints).filter(([, { access }]) => access !== 'public');
  expect(guarded.map(([operationId]) => operationId).toSorted()).toEqual(asking.map(([name]) => name).toSorted());
});

describe.each(guarded)('%s', (_, endpoint) => {
  it.each<[string, (nowSeconds: number) => Record<string, unknown>, ProblemCode]>([
    ['has expired', now => ({ iat: now - 1_000, exp: now - 61 }), 'token_expired'],
    ['is of the future', now => ({ nbf: now + 61 }), 'unauthenticated'],
    ['another environment signed', () => ({ iss: 'https://auth.staging.example' }), 'unauthenticated'],
    ['is for another audience', () => ({ aud: ['nat-api', 'other'] }), 'unauthenticated'],
    ['names no session', () => ({ sid: undefined }), 'unauthenticated'],
  ])('is for nobody whose token %s', async (__, claims, code) => {
    stack.auth.received.length = 0;
    const authorization = `Bearer ${await stack.token({ claims: claims(Math.floor(stack.clock.now() / 1_000)) })}`;
    await expectProblem(await call(endpoint, { authorization }), 401, code);
    expect([behindTheDoor(), stack.auth.callsTo('POST /internal/sessions/check')]).toEqual([[], []]);
  });

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
