import 'reflect-metadata';
import { DecideRequest, UndoActionRequest } from '@nat/contracts';
import fc from 'fast-check';
import type { EndpointDefinition } from '../src/endpoint-definition';
import { endpoints } from '../src/endpoints';
import { GatewayStack } from './gateway-stack';
import { actionId, confirmation, confirmationId } from './samples';

jest.setTimeout(60_000);
let stack: GatewayStack;
beforeAll(async () => {
  stack = await GatewayStack.start({ CALLS_PER_MINUTE: '1000000', SIGN_INS_PER_MINUTE: '1000000' });
});
afterAll(() => stack.stop());

/** Whatever comes in, the answer is a refusal of ours: a status below 500, a problem document, no trace of the inside. */
async function refusedInOurWords(answer: Response): Promise<void> {
  const text = await answer.text();
  expect(answer.status).toBeLessThan(500);
  expect(text).not.toMatch(/\n\s+at |node_modules|127\.0\.0\.1|\/internal\//);
  if (answer.status < 400) return;
  if (answer.headers.get('content-type') === 'text/html; charset=utf-8')
    return expect(text).toContain('<h1>That did not work</h1>');
  expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
  expect(JSON.parse(text)).toMatchObject({ status: answer.status, code: expect.stringMatching(/^[a-z_]+$/) as string });
}

const character = fc.oneof(fc.integer({ min: 0x20, max: 0x7e }), fc.integer({ min: 0xa0, max: 0xff }));
const headerText = fc.string({ unit: character.map(code => String.fromCharCode(code)), maxLength: 80 });
const headerName = fc.constantFrom(
  'authorization',
  'x-nat-nation-slug',
  'x-nat-user-id',
  'x-nat-client',
  'idempotency-key',
  'last-event-id',
  'accept',
  'content-type',
  'content-encoding',
  'origin',
  'traceparent',
  'x-request-id',
  'x-nat-timeout-ms',
  'x-forwarded-for',
  'x-http-method-override',
  'cookie',
);

const routes = Object.values(endpoints).map(({ method, path }) => `${method} ${path.replaceAll(/\{\w+\}/g, 'x')}`);

it('answers any headers without ever failing', async () => {
  stack.billing.answer('GET /internal/plans', 200, { catalog: 'default', catalogVersion: 1, plans: [] });
  const headers = fc.dictionary(headerName, headerText, { maxKeys: 6 });
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...routes), headers, fc.boolean(), async (route, given, withBody) => {
      const [method = '', path = ''] = route.split(' ');
      const body = method !== 'GET' && withBody ? { text: '' } : undefined;
      await refusedInOurWords(await stack.request(method, path, { headers: given, body }));
    }),
    { numRuns: 200 },
  );
});

it('answers any body without ever failing, and counts nothing for one that is refused', async () => {
  const value = fc.oneof(
    fc.jsonValue(),
    fc.record(
      { text: fc.string({ unit: 'binary' }), pageContext: fc.jsonValue(), conversationId: fc.jsonValue() },
      { requiredKeys: [] },
    ),
    fc.record({ text: fc.string({ unit: 'binary', minLength: 1 }) }),
  );
  const body = fc.oneof(
    value.map(json => JSON.stringify(json)),
    fc.tuple(value, fc.nat(50), fc.string({ maxLength: 3 })).map(([json, at, noise]) => {
      const text = JSON.stringify(json);
      return text.slice(0, at) + noise + text.slice(at + 1);
    }),
    fc.uint8Array({ maxLength: 64 }),
  );
  await fc.assert(
    fc.asyncProperty(body, async text => {
      const before = stack.held;
      const answer = await stack.ask(text);
      await refusedInOurWords(answer);
      expect(stack.held - before).toBe(answer.status === 200 ? 1 : 0);
    }),
    { numRuns: 150 },
  );
});

it('answers any address without ever failing', async () => {
  const segment = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 20 }).map(text => encodeURIComponent(text.replaceAll(/[\ud800-\udfff]/g, 'x'))),
    fc.constantFrom('v1', 'queries', 'usage', '..', '.', '', '%00', '%', '%ff', '%2e%2e', 'internal', '*', 'x'.repeat(300)),
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(segment, { maxLength: 6 }),
      fc.constantFrom('GET', 'POST', 'PATCH', 'PUT', 'DELETE'),
      async (parts, method) => {
        await refusedInOurWords(await stack.request(method, `/${parts.join('/').replace(/^\/+/, '')}`));
      },
    ),
    { numRuns: 150 },
  );
});

const lists = (Object.values(endpoints) as EndpointDefinition[]).filter(({ query }) => query !== undefined);
const parameterName = fc.constantFrom('limit', 'cursor', 'status', 'conversationId', 'queryId', 'userId', 'limit[]', '__proto__');
const parameterValue = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 30 }).map(text => encodeURIComponent(text.replaceAll(/[\ud800-\udfff]/g, 'x'))),
  fc.constantFrom('1', '-1', '1e2', '0x10', 'pending', 'all', 'null', '%00', '%ff', '%', confirmation.conversationId!),
);

it('answers any query string without ever failing, and passes on no more than a list knows', async () => {
  const query = fc.array(fc.tuple(parameterName, parameterValue), { maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...lists), query, async ({ path, query: known }, given) => {
      stack.agent.received.length = 0;
      const text = given.map(([name, value]) => `${name}=${value}`).join('&');
      await refusedInOurWords(
        await stack.request('GET', `${path.replace('{conversationId}', confirmation.conversationId!)}?${text}`),
      );
      for (const call of stack.agent.received) {
        const names = [...new URL(call.path, 'http://agent').searchParams.keys()];
        expect(Object.keys(known!.shape)).toEqual(expect.arrayContaining(names));
        expect(new Set(names).size).toBe(names.length);
      }
    }),
    { numRuns: 200 },
  );
});

it('passes on nothing but decisions and undos as they are agreed, from the surface of the session', async () => {
  const doors = [
    {
      path: `/v1/confirmations/${confirmationId}/decision`,
      body: { decision: 'approve', inputHash: confirmation.inputHash, reason: 'x', typedCount: 156 },
      agreed: DecideRequest.strict(),
      own: { channel: 'cli' },
    },
    {
      path: `/v1/actions/${actionId}/undo`,
      body: { acceptChanges: true },
      agreed: UndoActionRequest.strict(),
      own: { idempotencyKey: 'k', channel: 'cli' },
    },
  ];
  const name = fc.constantFrom('decision', 'inputHash', 'reason', 'typedCount', 'acceptChanges', 'channel', 'idempotencyKey');
  const value = fc.oneof(fc.jsonValue(), fc.string({ unit: 'binary' }), fc.constantFrom('deny', 'slack', false, 0));
  let passedOn = 0;
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...doors), fc.dictionary(name, value, { maxKeys: 2 }), async (door, noise) => {
      stack.agent.received.length = 0;
      const body = { ...door.body, ...noise };
      await refusedInOurWords(await stack.request('POST', door.path, { body, headers: { 'idempotency-key': 'k' } }));
      for (const call of stack.agent.received) {
        passedOn += 1;
        expect(door.agreed.safeParse(call.body).error).toBeUndefined();
        expect(call.body).toMatchObject(door.own);
      }
    }),
    { numRuns: 200 },
  );
  expect(passedOn).toBeGreaterThan(20);
});

it('shows no pollution after all of that', () => {
  expect(Object.keys(Object.prototype)).toEqual([]);
});
