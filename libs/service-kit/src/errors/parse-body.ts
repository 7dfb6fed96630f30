import type { FieldError } from '@nat/contracts';
import { z } from 'zod';
import { AppError } from './app-error';

/** RFC 6901 pointer of a zod issue path. */
function pointer(path: PropertyKey[]): string {
  return path.map(part => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

/** One entry per wrong place; an unknown field is named at its own pointer. */
export function fieldErrors(error: z.ZodError): FieldError[] {
  return error.issues.flatMap(issue =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map(key => ({
          pointer: pointer([...issue.path, key]),
          code: 'unknown_field',
          message: 'is not a field of this request',
        }))
      : [{ pointer: pointer(issue.path), code: issue.code ?? 'invalid', message: issue.message }],
  );
}

/** Parses what came in. Throws `invalid` (422) that lists every wrong place. */
export function parseBody<Schema extends z.ZodType>(schema: Schema, body: unknown): z.output<Schema> {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  const errors = fieldErrors(result.error);
  const places = errors.map(({ pointer: place, message }) => `${place || 'the body'} ${message}`).join('; ');
  throw new AppError('invalid', `The request is not valid: ${places}.`, { errors });
}
