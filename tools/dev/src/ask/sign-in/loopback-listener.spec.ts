import type { BegunSignIn } from '@nat/client';
import { type IncomingMessage, request as send } from 'node:http';
import { connect } from 'node:net';
import { LoopbackListener } from './loopback-listener';

const code = 'c'.repeat(43);
const state = 's'.repeat(43);
const never = new AbortController().signal;
let listener: LoopbackListener;
let begun: BegunSignIn;
let port: number;

beforeEach(async () => {
  listener = await LoopbackListener.start();
  port = Number(new URL(listener.redirectUri).port);
  begun = { clientId: 'cli', redirectUri: listener.redirectUri, url: 'http://x.test', state, codeVerifier: 'v'.repeat(43) };
});
afterEach(() => listener.close());

interface Answer {
  status: number;
  headers: IncomingMessage['headers'];
  text: string;
}

/** Sends a request line as it stands. */
function ask(path: string, { method = 'GET', host = `127.0.0.1:${port}` } = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = send({ host: '127.0.0.1', port, path, method, headers: { host }, agent: false }, response => {
      let text = '';
      response.setEncoding('utf8').on('data', piece => (text += piece));
      response.on('end', () => resolve({ status: response.statusCode!, headers: response.headers, text }));
    });
    asked.on('error', reject).end();
  });
}

const good = `/signed-in?code=${code}&state=${state}`;

it('takes the answer to its sign-in, and says that the window can be closed', async () => {
  const coming = listener.callback(begun, never);
  const { status, headers, text } = await ask(good);
  expect(await coming).toBe(`${listener.redirectUri}?code=${code}&state=${state}`);
  expect(status).toBe(200);
  expect(text).toContain('You can close this window');
  expect(text).not.toContain(code);
  expect(headers).toMatchObject({
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  });
  expect(headers['content-security-policy']).toMatch(/^default-src 'none'; style-src 'sha256-[^']+'; form-action 'none'; /);
});

it.each([
  ['another state', `/signed-in?code=${code}&state=${'t'.repeat(43)}`],
  ['no state', `/signed-in?code=${code}`],
  ['the state twice', `${good}&state=${state}`],
  ['no code', `/signed-in?state=${state}`],
  ['two codes', `${good}&code=other`],
])('refuses a callback with %s, echoes nothing of it, and goes on waiting', async (_, path) => {
  const coming = listener.callback(begun, never);
  const { status, text } = await ask(`${path}&x=<script>echo</script>`);
  expect([status, text.includes('echo'), text.includes(state)]).toEqual([400, false, false]);
  await ask(good);
  expect(await coming).toContain(code);
});

it.each(['evil.test', 'localhost', '127.0.0.1', 'LOCALHOST', '127.0.0.1:1', '[::1]'])(
  'is nothing to a page of the name %s, which may have been bound to this machine',
  async name => {
    const coming = listener.callback(begun, never);
    const host = name.includes(':') ? name : `${name}${name === '127.0.0.1' ? '' : `:${port}`}`;
    expect((await ask(good, { host })).status).toBe(404);
    await ask(good);
    expect(await coming).toContain(code);
  },
);

it.each([
  ['POST', good],
  ['HEAD', good],
  ['OPTIONS', good],
  ['GET', '/'],
  ['GET', '/signed-in/'],
  ['GET', `//signed-in?code=${code}&state=${state}`],
  ['GET', `/x/../signed-in?code=${code}&state=${state}`],
  ['GET', `/SIGNED-IN?code=${code}&state=${state}`],
  ['GET', `http://evil.test/signed-in?code=${code}&state=${state}`],
])('has nothing at %s %s', async (method, path) => {
  const coming = listener.callback(begun, never);
  expect((await ask(path, { method })).status).toBe(404);
  await ask(good);
  expect(await coming).toContain(code);
});

it('takes no second answer, whoever sends it', async () => {
  const coming = listener.callback(begun, never);
  const [first, second] = [await ask(good), await ask(`/signed-in?code=${'d'.repeat(43)}&state=${state}`)];
  expect([first.status, second.status]).toEqual([200, 410]);
  expect(await coming).toContain(code);
});

it('has nothing before a sign-in waits, and waits no longer than it is told', async () => {
  expect((await ask(good)).status).toBe(404);
  const stopping = new AbortController();
  const coming = listener.callback(begun, stopping.signal);
  stopping.abort(new Error('enough'));
  await expect(coming).rejects.toThrow('enough');
  await expect(listener.callback(begun, stopping.signal)).rejects.toThrow('enough');
});

it('is reached on this machine alone', () => {
  expect(listener.redirectUri).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/signed-in$/);
});

it('ends with connections that say nothing', async () => {
  const silent = connect(port, '127.0.0.1');
  await new Promise(resolve => silent.once('connect', resolve));
  const closed = new Promise(resolve => silent.once('close', resolve));
  await listener.close();
  await closed;
  listener = await LoopbackListener.start();
});
