import { stringify } from 'csv-stringify/sync';

/** What a program may take for a formula when a cell begins with it. */
const formula = /^[=+\-@\t\r]/;
const byteOrderMark = '\ufeff';

/** A cell: text, a number, a flag, or nothing. */
export type CsvCell = string | number | boolean | undefined;

/**
 * A CSV file as text, piece by piece: UTF-8 with byte order mark, RFC 4180, headings first. A text that a spreadsheet would
 * take for a formula begins with an apostrophe (OWASP, CSV injection); numbers are left as they are.
 */
export async function* csvOf(columns: readonly string[], pages: AsyncIterable<readonly CsvCell[][]>): AsyncGenerator<string> {
  yield byteOrderMark + linesOf([[...columns]]);
  for await (const rows of pages) yield linesOf(rows);
}

function linesOf(rows: readonly CsvCell[][]): string {
  const cast = { string: harmless, boolean: (value: boolean) => (value ? 'true' : 'false') };
  return stringify([...rows], { record_delimiter: 'windows', quoted_match: /[\r\n]/, cast });
}

function harmless(text: string): string {
  return formula.test(text) ? `'${text}` : text;
}
