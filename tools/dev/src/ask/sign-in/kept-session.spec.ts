import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SessionServer } from '../../../test/session-server';
import { workspaceRoot } from '../../workspace-root';
import { keptClient, storeOf } from './kept-session';

let folder: string;
let server: SessionServer;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'nat-kept-'));
  server = await SessionServer.start();
  await storeOf({ folder, gateway: server.url }).save(server.oldPair());
});
afterEach(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

function start(calls: number) {
  const program = ['tools/jest/run-bundled.mjs', 'tools/dev/test/renewing-process.ts', folder, server.url, String(calls)];
  const child = spawn(process.execPath, program, { cwd: workspaceRoot, stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', piece => (text += piece));
  return { child, lines: once(child, 'close').then(() => text.trim().split('\n')) };
}

it('is renewed once by four commands at the same time, each with ten calls', async () => {
  const lines = await Promise.all(Array.from({ length: 4 }, () => start(10).lines));
  expect(lines.flat()).toEqual(Array.from({ length: 40 }, () => 'ok'));
  expect([server.renewals, server.ended]).toEqual([1, undefined]);
}, 60_000);

it('is renewed once by clients of one process, and found by the next', async () => {
  const clients = Array.from({ length: 5 }, () => keptClient({ folder, gateway: server.url }));
  await Promise.all(clients.map(client => client.me()));
  await keptClient({ folder, gateway: server.url }).me();
  expect(server.renewals).toBe(1);
});

it('is gone for all, and said to be, once it was ended elsewhere', async () => {
  server.ended = 'session_revoked';
  const told: string[] = [];
  const client = keptClient({ folder, gateway: server.url, onSignedOut: ({ code }) => told.push(code) });
  await expect(client.me()).rejects.toMatchObject({ code: 'session_revoked' });
  expect([told, await storeOf({ folder, gateway: server.url }).load()]).toEqual([['session_revoked'], undefined]);
});
