import type { Tokens, TokenStore } from '@nat/client';
import { randomUUID } from 'node:crypto';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

const Kept = z.object({
  accessToken: z.string(),
  accessExpiresAt: z.number(),
  sessionId: z.string(),
  refreshToken: z.string(),
});

/** The sign-in of one gateway in a file that its owner alone can read. */
export class FileTokenStore implements TokenStore {
  /** Its place, for a lock beside it. */
  readonly file: string;

  /** @param gateway address; everything but its origin is of no matter. */
  constructor(
    private readonly folder: string,
    gateway: string,
  ) {
    this.file = join(folder, `${encodeURIComponent(new URL(gateway).origin)}.json`);
  }

  async load(): Promise<Tokens | undefined> {
    const text = await readFile(this.file, 'utf8').catch(unlessAbsent);
    return text === undefined ? undefined : parsed(text);
  }

  /** On the disk before it is in place: also after a power cut there are the old tokens or the new ones. */
  async save(tokens: Tokens): Promise<void> {
    const text = JSON.stringify(tokens);
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    const fresh = `${this.file}.${randomUUID()}`;
    try {
      await written(fresh, text);
      await rename(fresh, this.file);
    } catch (error) {
      await rm(fresh, { force: true });
      throw error;
    }
  }

  async clear(): Promise<void> {
    await rm(this.file, { force: true });
  }
}

async function written(file: string, text: string): Promise<void> {
  const handle = await open(file, 'wx', 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** A file that somebody broke holds no sign-in. */
function parsed(text: string): Tokens | undefined {
  try {
    return Kept.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

function unlessAbsent(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}
