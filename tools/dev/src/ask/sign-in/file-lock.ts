import type { Lock } from '@nat/client';
import { randomUUID } from 'node:crypto';
import { closeSync, linkSync, mkdirSync, openSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { isAlive } from '../../state-folder';

export interface FileLockOptions {
  /** Milliseconds after which waiting is given up: somebody holds it who does not end. */
  patienceMs?: number;
}

/** Milliseconds between two looks, half as many to one and a half times. */
const lookMs = 40;
/** Breaking a lock takes moments; what is left of a breaking that was killed counts for no longer than this. */
const breakingMs = 60_000;

/**
 * A lock among all processes that name the same file. It belongs to a process: that of one which was killed is taken over.
 * Rejects when it could not be had in time, with what to do.
 */
export function fileLock(file: string, { patienceMs = 30_000 }: FileLockOptions = {}): Lock {
  return async work => {
    const token = randomUUID();
    const own = `${file}.${token}`;
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    writeFileSync(own, JSON.stringify({ pid: process.pid, token }), { flag: 'wx', mode: 0o600 });
    try {
      await take(file, own, patienceMs);
    } finally {
      rmSync(own, { force: true });
    }
    try {
      return await work();
    } finally {
      if (holderOf(file)?.token === token) rmSync(file, { force: true });
    }
  };
}

async function take(file: string, own: string, patienceMs: number): Promise<void> {
  const deadline = performance.now() + patienceMs;
  while (!isTaken(file, own)) {
    if (performance.now() > deadline) {
      throw new Error(`Another command has been at it for too long. If none runs, delete ${file}`);
    }
    await setTimeout(lookMs * (0.5 + Math.random()));
  }
}

interface Holder {
  pid: number;
  token: string;
}

/** True once the lock is ours. A link to a whole file: a lock is never there without its holder. */
function isTaken(file: string, own: string): boolean {
  try {
    linkSync(own, file);
    return true;
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
    breakIfLeft(file);
    return false;
  }
}

/** Removes the lock of a process that is gone. One at a time: two that both found it could remove the lock that came after it. */
function breakIfLeft(file: string): void {
  if (!isLeft(file)) return;
  const guard = `${file}.breaking`;
  try {
    closeSync(openSync(guard, 'wx'));
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
    if (ageMs(guard) > breakingMs) rmSync(guard, { force: true });
    return;
  }
  if (isLeft(file)) rmSync(file, { force: true });
  rmSync(guard, { force: true });
}

function isLeft(file: string): boolean {
  const holder = holderOf(file);
  return holder !== undefined && !isAlive(holder.pid);
}

function holderOf(file: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Holder;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

function ageMs(file: string): number {
  const { mtimeMs = Date.now() } = statSync(file, { throwIfNoEntry: false }) ?? {};
  return Date.now() - mtimeMs;
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code;
}
