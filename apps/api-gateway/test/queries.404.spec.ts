import 'reflect-metadata';
import { expectProblem, useGateway } from './gateway-stack';

const gateway = useGateway();
const someId = `qry_${'4'.repeat(32)}`;

it.each([
  '/internal/queries',
  '/internal/reservations',
  '/metrics',
  '/v1/internal/usage',
  '/v1',
  '/',
  '/v1//usage',
  '/v1/usage/',
  '/V1/usage',
  '/v1/Usage',
  '/v1/.;/usage',
  '/v1/./x/../../internal/usage',
  '/v1/queries/a/b/c',
  '/v1%2fusage',
  '/v1/queries/%zz',
  '/%ff',
])('has nothing at %s', async path => {
  const answer = await gateway.stack.request('GET', path);
  await expectProblem(answer, 404, 'not_found');
  expect(gateway.stack.usage.received).toEqual([]);
});

it.each([
  ['DELETE', '/v1/queries', 'POST'],
  ['GET', '/v1/queries', 'POST'],
  ['PUT', '/v1/billing/subscription', 'GET, POST, PATCH'],
  ['POST', `/v1/queries/${someId}`, 'GET'],
  ['POST', `/v1/queries/${someId}/events`, 'GET'],
  ['OPTIONS', '/v1/usage', 'GET'],
])('answers %s %s with 405 and what is allowed', async (method, path, allowed) => {
  const answer = await gateway.stack.request(method, path, { headers: { 'x-http-method-override': 'GET' } });
  await expectProblem(answer, 405, 'method_not_allowed');
  expect(answer.headers.get('allow')).toBe(allowed);
});

it.each(['/v1/usage', `/v1/queries/${someId}/events`])('does not take HEAD for GET at %s', async path => {
  expect((await gateway.stack.request('HEAD', path)).status).toBe(405);
});

it('answers an unknown id and an id of another shape alike', async () => {
  gateway.stack.agent.refuse('GET /internal/queries/*', 'not_found');
  for (const id of [someId, 'qry_x', 'cnv_1', '..%2fusage', '%00', 'x'.repeat(200)]) {
    await expectProblem(await gateway.stack.request('GET', `/v1/queries/${id}`), 404, 'not_found');
  }
  expect(gateway.stack.agent.received).toHaveLength(1);
});

it('has no sandbox sign-in where auth has none', async () => {
  const answer = await gateway.stack.request('POST', '/v1/sessions/sandbox', { body: { nationSlug: 'demo' } });
  await expectProblem(answer, 404, 'not_found');
});
