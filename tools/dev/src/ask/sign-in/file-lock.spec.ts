import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileLock } from './file-lock';

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nat-lock-'));
  file = join(folder, 'sign-ins', 'x.lock');
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Id of a process that has just ended. */
async function deadPid(): Promise<number> {
  const child = spawn(process.execPath, ['--version'], { stdio: 'ignore' });
  await once(child, 'exit');
  return child.pid!;
}

async function leftLock(): Promise<void> {
  await fileLock(file)(async () => undefined);
  writeFileSync(file, JSON.stringify({ pid: await deadPid(), token: 'left' }));
}

it('lets one at a time work, passes on what comes of it, and leaves nothing behind', async () => {
  let inside = 0;
  let most = 0;
  const work = async (number: number): Promise<number> => {
    most = Math.max(most, ++inside);
    await new Promise(resolve => setTimeout(resolve, 1));
    inside -= 1;
    if (number === 3) throw new Error('three');
    return number;
  };
  const results = await Promise.allSettled([1, 2, 3, 4, 5].map(number => fileLock(file)(() => work(number))));
  expect(results.map(result => (result.status === 'fulfilled' ? result.value : String(result.reason)))).toEqual([
    1,
    2,
    'Error: three',
    4,
    5,
  ]);
  expect([most, readdirSync(join(folder, 'sign-ins'))]).toEqual([1, []]);
});

it('is taken over from a process that is gone, by one alone', async () => {
  await leftLock();
  let inside = 0;
  const overlaps: number[] = [];
  const work = async (): Promise<void> => {
    overlaps.push(++inside);
    await new Promise(resolve => setTimeout(resolve, 1));
    inside -= 1;
  };
  await Promise.all(Array.from({ length: 10 }, () => fileLock(file)(work)));
  expect(overlaps).toEqual(Array.from({ length: 10 }, () => 1));
});

it('is not taken from a process that lives, and says what to do', async () => {
  await fileLock(file)(async () => {
    const second = fileLock(file, { patienceMs: 60 })(async () => 'in');
    await expect(second).rejects.toThrow(`Another command has been at it for too long. If none runs, delete ${file}`);
  });
});

it('waits while somebody else takes it over, and forgets a taking over that was killed long ago', async () => {
  await leftLock();
  const guard = `${file}.breaking`;
  writeFileSync(guard, '');
  await expect(fileLock(file, { patienceMs: 60 })(async () => 'in')).rejects.toThrow('too long');
  const longAgo = Date.now() / 1000 - 61;
  utimesSync(guard, longAgo, longAgo);
  expect(await fileLock(file)(async () => 'in')).toBe('in');
  expect(existsSync(guard)).toBe(false);
});
