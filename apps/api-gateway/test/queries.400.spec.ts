import 'reflect-metadata';
import { request as httpRequest } from 'node:http';
import { expectProblem, useGateway } from './gateway-stack';

const gateway = useGateway();

afterEach(() => expect(gateway.stack.usage.received).toEqual([]));

it.each(['Demo', ' demo x', 'demo,other', 'demo%20', 'xn--demo', 'www', '-demo', 'a'.repeat(64), '../demo', ''])(
  'refuses the nation header %j',
  async slug => {
    await expectProblem(await gateway.stack.ask({ text: 'hi' }, { 'x-nat-nation-slug': slug }), 400, 'nation_invalid');
  },
);

it('refuses a nation header that is sent twice', async () => {
  const authorization = `Bearer ${await gateway.stack.token()}`;
  const status = await new Promise<number | undefined>((resolve, reject) => {
    const headers = ['Authorization', authorization, 'X-Nat-Nation-Slug', 'demo', 'x-nat-nation-slug', 'demo', 'Host', 'x'];
    const request = httpRequest(`${gateway.stack.url}/v1/usage`, { headers });
    request.on('response', response => resolve(response.resume().statusCode)).on('error', reject);
    request.end();
  });
  expect(status).toBe(400);
});

it('asks which nation is meant when the caller belongs to several', async () => {
  const authorization = `Bearer ${await gateway.stack.token({ nations: { demo: 'member', other: 'member' } })}`;
  await expectProblem(await gateway.stack.ask({ text: 'hi' }, { authorization }), 400, 'nation_required');
});

it.each(['', 'with space', 'ü', 'x'.repeat(256)])('refuses the idempotency key %j', async key => {
  const answer = await gateway.stack.ask({ text: 'hi' }, { 'idempotency-key': encodeURI(key) === key ? key : 'a b' });
  await expectProblem(answer, 400, 'idempotency_key_required');
});

it.each([
  ['no body', ''],
  ['half of one', '{"text":"hi"'],
  ['a byte order mark', '\ufeff{"text":"hi"}'],
  ['a field twice', '{"text":"a","text":"b"}'],
  ['a field twice behind an escape', '{"text":"a","te\\u0078t":"b"}'],
  ['a prototype', '{"text":"hi","__proto__":{"role":"owner"}}'],
  ['a prototype deep inside', '{"text":"hi","pageContext":{"a":[{"\\u005f_proto__":1}]}}'],
  ['a constructor', '{"text":"hi","constructor":{"prototype":{}}}'],
  ['33 levels', `${'['.repeat(33)}${']'.repeat(33)}`],
  ['100,000 levels', '['.repeat(100_000)],
  ['bytes that are not UTF-8', Uint8Array.from([0x22, 0xff, 0x22])],
])('refuses a body with %s', async (_, body) => {
  await expectProblem(await gateway.stack.ask(body), 400, 'malformed_request');
});

it.each(['-1', '1.5', '1e3', 'abc', '99999999999999999999'])('refuses Last-Event-ID %j', async id => {
  const path = `/v1/queries/qry_${'4'.repeat(32)}/events`;
  const headers = { 'last-event-id': id };
  await expectProblem(await gateway.stack.request('GET', path, { headers }), 400, 'malformed_request');
  await expectProblem(await gateway.stack.request('GET', `${path}?after=${id}`), 400, 'malformed_request');
});
