import { AppError, parseBody } from '@nat/service-kit';
import type { z } from 'zod';

/** The body of a request as its endpoint wants it. None at all is 400, because there is nothing that could be wrong in it. */
export function bodyOf<Schema extends z.ZodType>({ body: schema }: { body: Schema }, given: unknown): z.output<Schema> {
  if (given === undefined && !schema.safeParse(undefined).success) {
    throw new AppError('malformed_request', 'The body is empty; send a JSON object.');
  }
  return parseBody(schema, given);
}
