import { AppError, parseBody } from '@nat/service-kit';
import type { z } from 'zod';

/** The body of a request as its endpoint wants it. None at all is 400, because there is nothing that could be wrong in it. */
export function bodyOf<Schema extends z.ZodType>({ body: schema }: { body: Schema }, given: unknown): z.output<Schema> {
  if (given === undefined && !schema.safeParse(undefined).success) {
    throw new AppError('malformed_request', 'The body is empty; send a JSON object.');
  }
  return parseBody(schema, given);
}

/**
 * The query string of a request as its endpoint wants it; unknown parameters are refused like unknown fields (422). A cursor
 * that cannot be one of ours is `cursor_invalid`, as one that was given to somebody else.
 */
export function queryOf<Schema extends z.ZodType>({ query: schema }: { query: Schema }, given: unknown): z.output<Schema> {
  const result = schema.safeParse(given);
  if (result.success) return result.data;
  if (result.error.issues.some(({ path }) => path[0] === 'cursor')) {
    throw new AppError('cursor_invalid', 'The cursor is none of ours; read the list from its beginning.');
  }
  return parseBody(schema, given);
}
