import { readFileSync } from 'node:fs';
import { checkDocument } from './check';
import { DocumentError } from './document/document-error';
import { report } from './report';

const usage = 'Usage: npm run check:nationbuilder -- [--json] <openapi.yml>\n';

/** What the command prints and ends with: 0 no difference, 1 differences, 2 it could not compare. */
export interface CheckRun {
  code: 0 | 1 | 2;
  output: string;
  errors: string;
}

/** Runs the command on its arguments. */
export function runCheck(words: readonly string[]): CheckRun {
  const [file, ...more] = words.filter(word => word !== '--json');
  if (file === undefined || more.length > 0 || file.startsWith('-')) return { code: 2, output: '', errors: usage };
  try {
    const comparison = checkDocument(readText(file));
    const output = words.includes('--json') ? `${JSON.stringify(comparison, null, 2)}\n` : report(comparison);
    return { code: comparison.differences.length > 0 ? 1 : 0, output, errors: '' };
  } catch (error) {
    if (!(error instanceof DocumentError)) throw error;
    return { code: 2, output: '', errors: `Cannot compare with ${file}: ${error.message}\n` };
  }
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw new DocumentError('there is no such file.');
    if (code === 'EISDIR') throw new DocumentError('it is a folder.');
    throw new DocumentError(`it cannot be read (${code ?? String(error)}).`);
  }
}
