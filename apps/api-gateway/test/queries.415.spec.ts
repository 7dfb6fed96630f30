import 'reflect-metadata';
import { gzipSync } from 'node:zlib';
import { expectProblem, useGateway } from './gateway-stack';

const gateway = useGateway();
const question = '{"text":"hi"}';

afterEach(() => expect(gateway.stack.usage.received).toEqual([]));

it.each([
  'text/plain',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'application/json; charset=latin1',
  'application/jsonp',
  'x',
])('refuses a body of type %s', async type => {
  await expectProblem(await gateway.stack.ask(question, { 'content-type': type }), 415, 'unsupported_media_type');
});

it.each(['gzip', 'br', 'identity, gzip'])('refuses a body under the coding %s', async coding => {
  const body = new Uint8Array(gzipSync(question));
  await expectProblem(await gateway.stack.ask(body, { 'content-encoding': coding }), 415, 'unsupported_media_type');
});
