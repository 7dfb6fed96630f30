import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { claimFolder, emptyFolder, FolderInUse, runningStack, writeRecord } from './state-folder';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'nat-folder-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const record = { pid: process.pid, gateway: 'http://127.0.0.1:1', kind: 'start' as const, urls: {} };
/** Above every process id of the system, so nobody has it. */
const nobody = 2 ** 30;

it('is refused while another live process has it', () => {
  writeFileSync(join(folder, 'lock'), String(process.ppid));
  expect(() => claimFolder(folder)).toThrow(FolderInUse);
});

it('is taken over from a process that was killed', () => {
  writeFileSync(join(folder, 'lock'), String(nobody));
  const release = claimFolder(folder);
  release();
  expect(existsSync(join(folder, 'lock'))).toBe(false);
});

it('tells of a running stack only while its process lives', () => {
  expect(runningStack(folder)).toBeUndefined();
  writeRecord(folder, record);
  expect(runningStack(folder)).toEqual(record);
  writeRecord(folder, { ...record, pid: nobody });
  expect(runningStack(folder)).toBeUndefined();
});

it('forgets the state of earlier runs, and nothing else', () => {
  writeFileSync(join(folder, 'stripe.json'), '{}');
  mkdirSync(join(folder, 'sign-ins'));
  writeFileSync(join(folder, 'notes.txt'), 'mine');
  emptyFolder(folder);
  expect(readdirSync(folder)).toEqual(['notes.txt']);
});
