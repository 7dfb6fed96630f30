import { AppError } from '@nat/service-kit';
import { z } from 'zod';

/**
 * Why something failed, fit for a log line: codes, field names and the first line of an error, never a body or a value
 * (a parser's message quotes what it could not read).
 */
export function reasonOf(error: unknown): string {
  if (error instanceof AppError) return error.code;
  if (error instanceof z.core.$ZodError)
    return `invalid: ${error.issues.map(({ path }) => path.join('.') || '(all of it)').join(', ')}`;
  if (error instanceof SyntaxError) return 'not JSON';
  if (error instanceof Error) return `${error.name}: ${error.message.split('\n', 1)[0]!.slice(0, 200)}`;
  return `a thrown ${typeof error}`;
}
