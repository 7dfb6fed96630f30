import 'reflect-metadata';
import { request as httpRequest } from 'node:http';
import { expectProblem, useGateway } from './gateway-stack';

const gateway = useGateway();

afterEach(() => {
  expect(gateway.stack.usage.received).toEqual([]);
  expect(gateway.stack.agent.received).toEqual([]);
});

it.each([
  ['no token', ''],
  ['another scheme', 'Basic dXNlcjpwYXNz'],
  ['an empty token', 'Bearer '],
  ['a token that is none', 'Bearer abc'],
])('refuses %s', async (_, authorization) => {
  const answer = await gateway.stack.ask({ text: 'hi' }, { authorization });
  expect(answer.headers.get('www-authenticate')).toContain('Bearer');
  await expectProblem(answer, 401, 'unauthenticated');
});

it('never reads a token from the query string or a cookie', async () => {
  const token = await gateway.stack.token();
  const headers = { authorization: '', cookie: `access_token=${token}` };
  const answer = await gateway.stack.request('GET', `/v1/me?access_token=${token}`, { headers });
  await expectProblem(answer, 401, 'unauthenticated');
});

it('refuses two Authorization headers, even when both are right', async () => {
  const authorization = `Bearer ${await gateway.stack.token()}`;
  const status = await new Promise<number | undefined>((resolve, reject) => {
    const headers = ['Authorization', authorization, 'Authorization', authorization, 'Host', 'x'];
    const request = httpRequest(`${gateway.stack.url}/v1/me`, { headers });
    request.on('response', response => resolve(response.resume().statusCode)).on('error', reject);
    request.end();
  });
  expect(status).toBe(401);
});

it('refuses an expired token and says so', async () => {
  const authorization = `Bearer ${await gateway.stack.token()}`;
  await gateway.stack.clock.advance(17 * 60_000);
  await expectProblem(await gateway.stack.ask({ text: 'hi' }, { authorization }), 401, 'token_expired');
});

it.each([
  ['another audience', { aud: 'nat-web' }],
  ['another issuer', { iss: 'http://127.0.0.1:4201/' }],
  ['no session', { sid: undefined }],
])('refuses a token of %s', async (_, claims) => {
  const authorization = `Bearer ${await gateway.stack.token({ claims })}`;
  await expectProblem(await gateway.stack.ask({ text: 'hi' }, { authorization }), 401, 'unauthenticated');
});

it('refuses a session that has ended, at the latest 30 s after its last use', async () => {
  gateway.stack.agent.refuse('GET /internal/queries/*', 'not_found');
  const id = `qry_${'4'.repeat(32)}`;
  await expectProblem(await gateway.stack.request('GET', `/v1/queries/${id}`), 404, 'not_found');
  gateway.stack.agent.received.length = 0;
  gateway.stack.checkSessions({ active: false });
  await gateway.stack.clock.advance(30_000);
  await expectProblem(await gateway.stack.request('GET', `/v1/queries/${id}`), 401, 'session_revoked');
});
