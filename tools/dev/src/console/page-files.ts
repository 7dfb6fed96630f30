import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';

const mediaTypes: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** A file as it is sent. */
export interface ServedFile {
  mediaType: string;
  body: Buffer;
}

/**
 * The files of a folder under their paths. Only what lay there when it was made is ever answered, by its exact path: no
 * path is joined to the folder, so none can lead out of it. Contents are read anew each time, so that an edited page shows
 * after a reload.
 */
export class PageFiles {
  private readonly files: ReadonlyMap<string, string>;

  constructor(folder: string) {
    const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
    const files = entries.filter(entry => entry.isFile() && mediaTypes[extname(entry.name)] !== undefined);
    const paths = files.map(entry => join(entry.parentPath, entry.name));
    this.files = new Map(paths.map(path => [`/${relative(folder, path).split(sep).join('/')}`, path]));
  }

  /** Undefined where there is no such file. */
  async read(path: string): Promise<ServedFile | undefined> {
    const file = this.files.get(path);
    return file === undefined ? undefined : { mediaType: mediaTypes[extname(file)]!, body: await readFile(file) };
  }
}
