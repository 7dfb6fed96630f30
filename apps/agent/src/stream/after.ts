import { z } from 'zod';

/** Query string of every event stream: the id of the last event that was seen. */
export const After = z.strictObject({
  after: z
    .string()
    .regex(/^\d{1,9}$/, 'must be the id of an event')
    .default('0')
    .transform(Number),
});
