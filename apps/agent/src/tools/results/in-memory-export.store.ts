import type { Clock, Rng } from '@nat/service-kit';
import type { Owner } from '../../conversation/query-row';
import { bounded, type ExportFile, ExportFiles, exportLifeMs, fileName } from './export-files';
import { ExportStore, type StoredExport } from './export.store';

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

/** Files that end with the process. */
export class InMemoryExportFiles extends ExportFiles {
  readonly files = new Map<string, { file: ExportFile; text: string }>();

  /** @param now epoch milliseconds. */
  constructor(
    private readonly now: () => number,
    private readonly newId = (): string => `exp_${String(this.files.size + 1).padStart(26, '0')}`,
  ) {
    super();
  }

  async write(name: string, rows: number, pieces: AsyncIterable<string>): Promise<ExportFile> {
    const chunks: Uint8Array[] = [];
    for await (const piece of bounded(rows, pieces)) chunks.push(piece);
    const bytes = Buffer.concat(chunks);
    const expiresAt = new Date(this.now() + exportLifeMs).toISOString();
    const file = { id: this.newId(), name: fileName(name), bytes: bytes.length, expiresAt };
    this.files.set(file.id, { file, text: bytes.toString() });
    return file;
  }
}

async function* onePiece(text: string): AsyncGenerator<Uint8Array, void> {
  yield Buffer.from(text);
}
