import type { Clock, Rng } from '@nat/service-kit';
import type { Owner } from '../../conversation/query-row';
import { type ExportFile, type ExportFiles, InMemoryExportFiles } from './export-files';

/** A whole file, ready to be sent. */
export interface StoredExport {
  file: ExportFile;
  /** The CSV text in UTF-8, piece by piece; rejects when it cannot be read to its end as it was written. */
  content: AsyncIterable<Uint8Array>;
}

/** The files of all people. */
export abstract class ExportStore {
  /** Where the tools of this person write. */
  abstract of(owner: Owner): ExportFiles;
  /** The file of this person in this nation; undefined for another's, an unknown, an unfinished or an expired one. */
  abstract find(owner: Owner, exportId: string): Promise<StoredExport | undefined>;
}

/** The store in memory. */
export class InMemoryExportStore extends ExportStore {
  private readonly people = new Map<string, InMemoryExportFiles>();

  constructor(
    private readonly clock: Clock,
    private readonly rng: Rng,
  ) {
    super();
  }

  of({ nationSlug, userId }: Owner): InMemoryExportFiles {
    const newId = (): string => this.rng.id('exp');
    const key = `${nationSlug}/${userId}`;
    const files = this.people.get(key) ?? new InMemoryExportFiles(() => this.clock.now(), newId);
    this.people.set(key, files);
    return files;
  }

  async find(owner: Owner, exportId: string): Promise<StoredExport | undefined> {
    const found = this.of(owner).files.get(exportId);
    if (!found || found.file.expiresAt <= this.clock.iso()) return undefined;
    return { file: found.file, content: onePiece(found.text) };
  }
}

async function* onePiece(text: string): AsyncGenerator<Uint8Array, void> {
  yield Buffer.from(text);
}
