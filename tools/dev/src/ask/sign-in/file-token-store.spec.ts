import type { Tokens } from '@nat/client';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FileTokenStore } from './file-token-store';

const tokens: Tokens = { accessToken: 'a', accessExpiresAt: 1, sessionId: 's', refreshToken: 'r' };
let parent: string;
let folder: string;

beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'nat-tokens-'));
  folder = join(parent, 'sign-ins');
});
afterEach(() => rmSync(parent, { recursive: true }));

it('gives back what was kept, replaces it whole, and forgets it', async () => {
  const store = new FileTokenStore(folder, 'http://127.0.0.1:4200');
  expect(await store.load()).toBeUndefined();
  await store.save(tokens);
  await store.save({ ...tokens, accessToken: 'b' });
  expect(await store.load()).toEqual({ ...tokens, accessToken: 'b' });
  expect(readdirSync(folder)).toHaveLength(1);
  await store.clear();
  await store.clear();
  expect(await store.load()).toBeUndefined();
});

it('keeps a sign-in for each gateway, by its origin alone', async () => {
  const here = new FileTokenStore(folder, 'http://127.0.0.1:4200');
  await here.save(tokens);
  for (const other of ['http://127.0.0.1:4201', 'https://127.0.0.1:4200', 'http://localhost:4200'])
    expect(await new FileTokenStore(folder, other).load()).toBeUndefined();
  expect(await new FileTokenStore(folder, 'http://127.0.0.1:4200/v1?x#y').load()).toEqual(tokens);
  expect(new FileTokenStore(folder, 'http://a/../../x').file.startsWith(join(folder, 'http'))).toBe(true);
});

it('is for its owner alone', async () => {
  const store = new FileTokenStore(folder, 'http://127.0.0.1:4200');
  await store.save(tokens);
  expect([statSync(folder).mode & 0o777, statSync(store.file).mode & 0o777]).toEqual([0o700, 0o600]);
});

it('holds no sign-in where somebody broke the file', async () => {
  const store = new FileTokenStore(folder, 'http://127.0.0.1:4200');
  await store.save(tokens);
  const whole = readFileSync(store.file, 'utf8');
  for (const broken of ['', whole.slice(0, -1), '{}', 'null', '[]', JSON.stringify({ ...tokens, refreshToken: 7 })]) {
    writeFileSync(store.file, broken);
    expect(await store.load()).toBeUndefined();
  }
});

it('leaves what was there, and nothing else, where it cannot put the new tokens in place', async () => {
  const store = new FileTokenStore(folder, 'http://127.0.0.1:4200');
  mkdirSync(join(store.file, 'in the way'), { recursive: true });
  await expect(store.save(tokens)).rejects.toThrow(/EISDIR|ENOTEMPTY|EPERM|EEXIST/);
  expect(readdirSync(folder)).toHaveLength(1);
});
