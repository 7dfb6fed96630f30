import { type NatClient, NatProblem } from '@nat/client';
import { type FileHandle, mkdir, open, rm } from 'node:fs/promises';
import { basename, join, parse, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';

/** A file of an answer: where it lies, or why it does not. */
export interface SavedFile {
  exportId: string;
  file?: string;
  problem?: string;
}

/**
 * Saves the files of an answer into a folder, each under the name Nat gave it; one that is there is never written over. A
 * file that cannot be fetched does not unmake the answer: its problem is told beside it.
 */
export async function saveExports(client: NatClient, exportIds: readonly string[], folder: string): Promise<SavedFile[]> {
  const saved: SavedFile[] = [];
  for (const exportId of new Set(exportIds)) saved.push(await saveExport(client, exportId, resolve(folder)));
  return saved;
}

async function saveExport(client: NatClient, exportId: string, folder: string): Promise<SavedFile> {
  try {
    const { name, body } = await client.fetchExport(exportId);
    await mkdir(folder, { recursive: true });
    return { exportId, file: await write(body as ReadableStream, folder, basename(name)) };
  } catch (error) {
    const reason = error instanceof NatProblem ? error.message : `It could not be saved: ${(error as Error).message}`;
    return { exportId, problem: reason };
  }
}

async function write(body: ReadableStream, folder: string, name: string): Promise<string> {
  const { file, handle } = await claim(folder, name);
  try {
    await pipeline(Readable.fromWeb(body), handle.createWriteStream());
    return file;
  } catch (error) {
    await rm(file, { force: true }); // a part would be taken for the whole
    throw error;
  }
}

/** Takes the name, or the first one free beside it: `people.csv`, `people-2.csv`, … */
async function claim(folder: string, name: string): Promise<{ file: string; handle: FileHandle }> {
  const { name: stem, ext } = parse(name);
  for (let number = 1; ; number++) {
    const file = join(folder, number === 1 ? name : `${stem}-${number}${ext}`);
    try {
      return { file, handle: await open(file, 'wx') };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}
