/** A CSV file that one person may fetch until it expires. */
export interface ExportFile {
  /** `exp_…`; does not authorize: it is looked up under nation and user. */
  readonly id: string;
  /** Such as `people-2026-11-27.csv`. */
  readonly name: string;
  readonly rows: number;
  readonly bytes: number;
  /** RFC 3339; 15 minutes after it was made. */
  readonly expiresAt: string;
}

/** Rows one file holds at most. */
export const exportRowCap = 100_000;

/** The files of one person in one nation. Rows go straight to the store and never through the model. */
export abstract class ExportFiles {
  /** Writes a file from pieces of CSV text as they come; nothing of it can be fetched before it is whole. */
  abstract write(name: string, rows: number, pieces: AsyncIterable<string>): Promise<ExportFile>;
}

/** Files that end with the process. */
export class InMemoryExportFiles extends ExportFiles {
  readonly files = new Map<string, { file: ExportFile; text: string }>();

  constructor(private readonly now: () => number) {
    super();
  }

  async write(name: string, rows: number, pieces: AsyncIterable<string>): Promise<ExportFile> {
    let text = '';
    for await (const piece of pieces) text += piece;
    const id = `exp_${this.files.size + 1}`;
    const expiresAt = new Date(this.now() + 15 * 60_000).toISOString();
    const file = { id, name, rows, bytes: Buffer.byteLength(text), expiresAt };
    this.files.set(id, { file, text });
    return file;
  }
}
