import { closeSync, existsSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** What a running stack leaves in its folder so that other commands find it. */
export interface StackRecord {
  pid: number;
  gateway: string;
  /** `start` keeps running; `ask` ends with its question. */
  kind: 'start' | 'ask';
  urls: Record<string, string>;
}

/** Another live process uses the folder. */
export class FolderInUse extends Error {
  constructor(readonly pid: number) {
    super(`another Nat (process ${pid}) already uses this state folder`);
  }
}

/** Whether a process of this machine still runs. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/**
 * Claims a state folder for this process. Two stacks on one folder would corrupt it, so the second is refused; a lock
 * whose process is gone (kill -9) is taken over.
 *
 * @returns the function that gives the folder back. Throws {@link FolderInUse}.
 */
export function claimFolder(folder: string): () => void {
  mkdirSync(folder, { recursive: true });
  const lock = join(folder, 'lock');
  for (let attempt = 0; attempt < 3; attempt++) {
    try {
      const handle = openSync(lock, 'wx');
      writeSync(handle, String(process.pid));
      closeSync(handle);
      return () => rmSync(lock, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      const pid = Number(readFileSync(lock, 'utf8'));
      if (pid !== process.pid && pid > 0 && isAlive(pid)) throw new FolderInUse(pid);
      rmSync(lock, { force: true });
    }
  }
  throw new Error('the state folder cannot be locked');
}

/** Removes the state of earlier runs. Call it while holding the folder. */
export function emptyFolder(folder: string): void {
  for (const entry of ['aws', 'stripe.json', 'service-keys.json', 'sign-ins', 'stack.json'])
    rmSync(join(folder, entry), { recursive: true, force: true });
}

export function writeRecord(folder: string, record: StackRecord): void {
  const file = join(folder, 'stack.json');
  writeFileSync(`${file}.new`, JSON.stringify(record, null, 2));
  renameSync(`${file}.new`, file);
}

export function removeRecord(folder: string): void {
  rmSync(join(folder, 'stack.json'), { force: true });
}

/** The stack that runs on this folder now, if one does. */
export function runningStack(folder: string): StackRecord | undefined {
  const file = join(folder, 'stack.json');
  if (!existsSync(file)) return undefined;
  const record = JSON.parse(readFileSync(file, 'utf8')) as StackRecord;
  return isAlive(record.pid) ? record : undefined;
}
