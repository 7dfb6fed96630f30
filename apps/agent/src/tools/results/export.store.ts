import type { Owner } from '../../conversation/query-row';
import type { ExportFile, ExportFiles } from './export-files';

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
