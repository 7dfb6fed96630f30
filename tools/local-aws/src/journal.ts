import {
  closeSync,
  existsSync,
  fstatSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';

/** `[key, value]` sets, `[key]` removes. */
export type Change = readonly [key: string, value: unknown] | readonly [key: string];

const compactAfterBytes = 8 * 1024 * 1024;

/**
 * A map that survives `kill -9`: every write is one line of JSON, appended before `write` returns, so it is applied
 * as a whole or, when its line was torn, not at all. Nothing is forced to the disk: a power failure may lose the end.
 * Without a folder it is only a map.
 */
export class Journal {
  readonly #entries = new Map<string, unknown>();
  readonly #path: string | undefined;
  #file = -1;
  #bytes = 0;
  #bytesAfterCompaction = 0;

  constructor(folder?: string) {
    if (!folder) return;
    mkdirSync(folder, { recursive: true });
    this.#path = join(folder, 'state.jsonl');
    this.#read(this.#path);
    this.#compact(this.#path);
  }

  get(key: string): unknown {
    return this.#entries.get(key);
  }

  /** Entries whose key begins with the prefix, in the order of their first writing. */
  *under(prefix: string): Generator<[rest: string, value: unknown]> {
    for (const [key, value] of this.#entries) if (key.startsWith(prefix)) yield [key.slice(prefix.length), value];
  }

  /** All of the changes or none of them, durable when it returns. */
  write(...changes: Change[]): void {
    if (changes.length === 0) return;
    if (this.#path) this.#append(`${JSON.stringify(changes)}\n`);
    this.#apply(changes);
    if (this.#path && this.#bytes > compactAfterBytes && this.#bytes > 4 * this.#bytesAfterCompaction) this.#compact(this.#path);
  }

  close(): void {
    if (this.#file >= 0) closeSync(this.#file);
    this.#file = -1;
  }

  #apply(changes: readonly Change[]): void {
    for (const [key, value] of changes) {
      if (value === undefined) this.#entries.delete(key);
      else this.#entries.set(key, value);
    }
  }

  #append(line: string): void {
    const bytes = Buffer.from(line);
    // A disk that is full must not leave half a line in front of the next one.
    let written = 0;
    try {
      while (written < bytes.length) written += writeSync(this.#file, bytes, written);
    } catch (error) {
      ftruncateSync(this.#file, this.#bytes);
      throw error;
    }
    this.#bytes += bytes.length;
  }

  #read(path: string): void {
    if (!existsSync(path)) return;
    const lines = readFileSync(path, 'utf8').split('\n');
    lines.pop(); // what follows the last line feed was never acknowledged
    lines.forEach((line, index) => {
      try {
        this.#apply(JSON.parse(line) as Change[]);
      } catch {
        throw new Error(`${path}: line ${index + 1} is damaged; remove the folder to begin anew`);
      }
    });
  }

  /** Writes the present state beside the journal and puts it in its place in one step. */
  #compact(path: string): void {
    const next = `${path}.next`;
    const file = openSync(next, 'w', 0o600);
    for (const entry of this.#entries) writeFileSync(file, `${JSON.stringify([entry])}\n`);
    renameSync(next, path);
    this.close();
    this.#file = file;
    this.#bytes = fstatSync(file).size;
    this.#bytesAfterCompaction = this.#bytes;
  }
}
