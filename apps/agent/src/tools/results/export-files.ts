import { ToolError } from '../kit/tool-error';

/** A CSV file that one person may fetch until it expires. */
export interface ExportFile {
  /** `exp_…`; does not authorize: it is looked up under nation and user. */
  readonly id: string;
  /** Such as `people-2026-11-27.csv`. */
  readonly name: string;
  readonly bytes: number;
  /** RFC 3339; 15 minutes after it was made. */
  readonly expiresAt: string;
}

/** Rows one file holds at most. */
export const exportRowCap = 100_000;
/** Bytes of CSV one file holds at most: hundreds in each row of the longest file. */
export const exportByteCap = 50_000_000;
/** Bytes handed on at once: compressing row by row takes three times as long. */
const chunkBytes = 65_536;
/** Milliseconds a file can be fetched. */
export const exportLifeMs = 15 * 60_000;

/** The files of one person in one nation. Rows go straight to the store and never through the model. */
export abstract class ExportFiles {
  /**
   * Writes a file from pieces of CSV text as they come; nothing of it can be fetched before it is whole.
   *
   * @param rows number of rows, headings not counted; at most {@link exportRowCap}.
   * @throws ToolError `export_too_large`.
   */
  abstract write(name: string, rows: number, pieces: AsyncIterable<string>): Promise<ExportFile>;
}

/**
 * The pieces as UTF-8, joined into chunks, while they fit into a file; counted in `measured`. Throws {@link ToolError} `export_too_large` once
 * they do not.
 */
export async function* bounded(
  rows: number,
  pieces: AsyncIterable<string>,
  measured = { bytes: 0 },
): AsyncGenerator<Uint8Array, void> {
  if (rows > exportRowCap) throw tooLarge(`${exportRowCap} rows. Narrow the conditions`);
  let waiting: Buffer[] = [];
  let size = 0;
  for await (const piece of pieces) {
    const encoded = Buffer.from(piece);
    measured.bytes += encoded.length;
    if (measured.bytes > exportByteCap) throw tooLarge(`${exportByteCap / 1e6} MB. Take fewer columns, or narrow the conditions`);
    size += encoded.length;
    waiting.push(encoded);
    if (size < chunkBytes) continue;
    yield Buffer.concat(waiting);
    [waiting, size] = [[], 0];
  }
  yield Buffer.concat(waiting);
}

function tooLarge(most: string): ToolError {
  return new ToolError('export_too_large', `A file holds at most ${most}.`);
}

/** Name of a file as it is offered: letters, digits, dots and dashes, ending in `.csv`. */
export function fileName(name: string): string {
  const stem = name
    .normalize('NFKD')
    .replace(/\.csv$/i, '')
    .replace(/\p{Mark}/gu, '')
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/^[.-]+|[.-]+$/g, '')
    .slice(0, 80);
  return `${stem === '' ? 'export' : stem}.csv`;
}
