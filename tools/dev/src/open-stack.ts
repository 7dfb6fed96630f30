import { join } from 'node:path';
import { NatProblem } from '@nat/client';
import { startStack } from './stack';
import { claimFolder, FolderInUse, removeRecord, runningStack, writeRecord } from './state-folder';
import { workspaceRoot } from './workspace-root';

/** A Nat to ask. */
export interface OpenStack {
  gateway: string;
  /** Where its nations live, with `{slug}` in its place; not known of a gateway that was named. */
  nationOrigin?: string;
  /** A line for each vendor that is the vendor itself, where this command chose it. */
  live?: string[];
  /** True where it was started for this command and ends with it. */
  own: boolean;
  /** True where what is left waiting is still there after {@link close}. */
  keeps: boolean;
  /** Ends it where it was started for this question, else does nothing. */
  close(): Promise<void>;
}

/** What is true of every Nat that somebody else started. */
const standing = { own: false, keeps: true, close: async () => undefined };

/** Where state is kept. */
export const folder = process.env.NAT_FOLDER ?? join(workspaceRoot, '.nat');

async function answers(gateway: string): Promise<boolean> {
  return fetch(`${gateway}/health/live`, { signal: AbortSignal.timeout(2000) }).then(
    ({ ok }) => ok,
    () => false,
  );
}

/** The Nat at `url`, else the one that runs on the state folder; undefined where none does. */
export async function standingStack(url: string | undefined): Promise<OpenStack | undefined> {
  if (url !== undefined) {
    if (!(await answers(url))) throw NatProblem.unreachable(new Error(url));
    return { ...standing, gateway: url };
  }
  const running = runningStack(folder);
  if (running?.kind !== 'start' || !(await answers(running.gateway))) return undefined;
  return { ...standing, gateway: running.gateway, nationOrigin: nationOrigin(running.urls) };
}

/**
 * The Nat that stands, else one of our own on free ports with the same state.
 * While another question has the folder, ours runs on state in memory rather than wait.
 */
export async function openStack(url: string | undefined, onProgress: (label: string) => void): Promise<OpenStack> {
  const there = await standingStack(url);
  if (there) return there;
  const release = claim();
  try {
    const stack = await startStack({ ports: 'free', folder: release && folder, logLevel: 'silent', onProgress });
    if (release) writeRecord(folder, { pid: process.pid, gateway: stack.urls.gateway, kind: 'ask', urls: stack.urls });
    const close = async (): Promise<void> => {
      if (release) removeRecord(folder);
      await stack.close();
      release?.();
    };
    const live = stack.vendors.filter(({ mode }) => mode === 'live').map(({ vendor, reason }) => `${vendor} is LIVE: ${reason}`);
    const { gateway } = stack.urls;
    return { gateway, nationOrigin: nationOrigin(stack.urls), live, own: true, keeps: release !== undefined, close };
  } catch (error) {
    release?.();
    throw error;
  }
}

function nationOrigin({ nationbuilder }: { nationbuilder?: string }): string | undefined {
  return nationbuilder && `${nationbuilder}/n/{slug}`;
}

function claim(): (() => void) | undefined {
  try {
    return claimFolder(folder);
  } catch (error) {
    if (error instanceof FolderInUse) return undefined;
    throw error;
  }
}
