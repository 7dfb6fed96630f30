import 'reflect-metadata';
import { expectProblem, useGateway } from './gateway-stack';

const gateway = useGateway();

it.each([
  ['no text', {}, '/text'],
  ['an empty text', { text: ' \n ' }, '/text'],
  ['a text over 8,000 characters', { text: 'x'.repeat(8_001) }, '/text'],
  ['NUL in the text', { text: 'a\0b' }, '/text'],
  ['half a surrogate pair', { text: '\ud800' }, '/text'],
  ['a text that is none', { text: ['hi'] }, '/text'],
  ['an unknown field', { text: 'hi', role: 'owner' }, '/role'],
  ['an identity in the body', { text: 'hi', userId: 'usr_x' }, '/userId'],
  ['an unknown field inside', { text: 'hi', pageContext: { nationSlug: 'demo', kind: 'page', url: 'x' } }, '/pageContext/url'],
  ['a hostile slug', { text: 'hi', pageContext: { nationSlug: 'demo.evil.example/', kind: 'page' } }, '/pageContext/nationSlug'],
  ['an id as an object', { text: 'hi', conversationId: {} }, '/conversationId'],
  ['a list', [], ''],
])('refuses %s and says where it is wrong', async (_, body, pointer) => {
  const document = await expectProblem(await gateway.stack.ask(body), 422, 'invalid');
  expect((document['errors'] as { pointer: string }[]).map(error => error.pointer)).toContain(pointer);
  expect(gateway.stack.usage.received).toEqual([]);
});

it('refuses more than 10,000 fields', async () => {
  const body = JSON.stringify(Object.fromEntries(Array.from({ length: 10_001 }, (_, index) => [`k${index}`, 1])));
  await expectProblem(await gateway.stack.ask(body), 422, 'invalid');
  expect(gateway.stack.usage.received).toEqual([]);
});

it('refuses a key that was used with another question', async () => {
  gateway.stack.admit({ refused: { code: 'idempotency_mismatch' } });
  await expectProblem(await gateway.stack.ask(), 422, 'idempotency_mismatch');
  expect(gateway.stack.agent.received).toEqual([]);
});

it('refuses any field in the body of a cancellation', async () => {
  const answer = await gateway.stack.request('POST', `/v1/queries/qry_${'4'.repeat(32)}/cancel`, { body: { reason: 'x' } });
  await expectProblem(answer, 422, 'invalid');
});
