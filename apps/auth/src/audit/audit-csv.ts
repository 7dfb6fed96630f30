import type { AuditFilter } from '@nat/contracts';
import { type CsvCell, csvOf } from '@nat/service-kit';
import { itemOf, matches } from './audit-page';
import type { StoredEntry } from './audit.store';

const columns = [
  'sequence',
  'time',
  'auditId',
  'type',
  'actor',
  'subject',
  'outcome',
  'network',
  'requestId',
  'data',
  'hash',
] as const;
/** Lines written at once. */
const pageLines = 500;

/** The log as a CSV file, piece by piece, no more than {@link pageLines} lines of it in memory; `data` is JSON in one cell. */
export function auditCsv(log: AsyncIterable<StoredEntry>, filter: AuditFilter): AsyncGenerator<string> {
  return csvOf(columns, linesOf(log, filter));
}

async function* linesOf(log: AsyncIterable<StoredEntry>, filter: AuditFilter): AsyncGenerator<CsvCell[][]> {
  let lines: CsvCell[][] = [];
  for await (const stored of log) {
    if (!matches(stored.entry, filter)) continue;
    const { data, ...item } = itemOf(stored);
    const cells = { ...item, data: data && JSON.stringify(data) };
    if (lines.push(columns.map(column => cells[column])) < pageLines) continue;
    yield lines;
    lines = [];
  }
  yield lines;
}
