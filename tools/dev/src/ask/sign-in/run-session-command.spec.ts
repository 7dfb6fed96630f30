import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { refused, SessionServer, tokensBefore } from '../../../test/session-server';
import { type Arguments, readArguments, type SessionCommand } from '../arguments';
import { storeOf } from './kept-session';
import { runSessionCommand } from './run-session-command';

const code = 'c'.repeat(43);
let folder: string;
let server: SessionServer;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'nat-session-'));
  server = await SessionServer.start();
});
afterEach(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

const store = () => storeOf({ folder, gateway: server.url });

/** Runs a command line; `browser` is what the person's browser does with the address. */
async function run(args: string[], browser: (address: string) => void = () => undefined, cancel = new AbortController()) {
  const [output, errors] = [new PassThrough(), new PassThrough()];
  const exitCode = await runSessionCommand({
    given: readArguments(args) as Arguments<SessionCommand>,
    gateway: server.url,
    folder,
    output,
    errors,
    now: () => Date.parse('2026-11-20T10:05:00.000Z'),
    cancel: cancel.signal,
    openBrowser: browser,
  });
  const told = (stream: PassThrough): string => String((stream.read() as Buffer | null) ?? '');
  return { code: exitCode, text: told(output), errors: told(errors) };
}

/** A browser whose person signs in at once. */
function signingIn(address: string): void {
  const { searchParams } = new URL(address);
  const query = new URLSearchParams({ code, state: searchParams.get('state')! });
  void fetch(`${searchParams.get('redirect_uri')}?${query.toString()}`);
}

it('signs in by the browser, keeps the tokens, and tells who that is', async () => {
  let opened = '';
  const { code: exit, text, errors } = await run(['--sign-in', '--nation', 'demo'], address => signingIn((opened = address)));
  expect([exit, text]).toEqual([0, 'Signed in as Ada[U+001B][2J. Your nations: demo (member).\n']);
  expect(errors).toContain(opened);
  expect(new URL(opened).searchParams.get('nation')).toBe('demo');
  const redirectUri = new URL(opened).searchParams.get('redirect_uri');
  expect(server.started).toEqual([{ clientId: 'cli', code, redirectUri, codeVerifier: expect.any(String) as string }]);
  expect(await store().load()).toMatchObject({ accessToken: 'access-1' });
  await expect(fetch(redirectUri!)).rejects.toThrow('fetch failed');
});

it.each([
  ['', undefined],
  [', also where that does not succeed', refused('dependency_unavailable')],
])('ends the session that was kept before under its own name, once there is another one%s', async (_, answer) => {
  server.before = answer;
  await store().save({ ...tokensBefore, accessExpiresAt: Date.now() + 900_000 });
  const { code: exit } = await run(['--sign-in'], signingIn);
  expect(server.asked).toEqual(['POST /v1/sessions', 'DELETE /v1/sessions/current by the one before', 'GET /v1/me']);
  expect([exit, server.ended, (await store().load())?.accessToken]).toEqual([0, undefined, 'access-1']);
});

it('leaves what is kept alone when its person gives up', async () => {
  const before = server.oldPair();
  await store().save(before);
  const cancel = new AbortController();
  const { code: exit } = await run(['--sign-in'], () => cancel.abort(), cancel);
  expect([exit, await store().load(), server.asked]).toEqual([130, before, []]);
});

it('tells where one is signed in', async () => {
  await store().save(server.oldPair());
  const { text } = await run(['--sessions']);
  expect(text).toBe('cli        since 2026-11-20, last used 5 min ago, from 127.0.0.0/24  this one\n');
  expect(JSON.parse((await run(['--sessions', '--json'])).text)).toMatchObject({ items: [{ client: 'cli', current: true }] });
});

it.each([
  [['--sign-out'], 'Signed out.\n', 'DELETE /v1/sessions/current'],
  [['--sign-out', '--everywhere'], 'Signed out everywhere.\n', 'DELETE /v1/sessions'],
])('%j ends the session there and here', async (args, text, asked) => {
  await store().save(server.oldPair());
  expect((await run(args)).text).toBe(text);
  expect([server.asked.at(-1), server.ended, await store().load()]).toEqual([asked, 'session_revoked', undefined]);
});

it.each([[['--sign-out']], [['--sessions']]])('%j has nothing to do where nobody is signed in', async args => {
  await expect(run(args)).rejects.toThrow(`Nobody is signed in to ${server.url} here. npm run ask -- --sign-in`);
  expect(server.asked).toEqual([]);
});
