import { z } from 'zod';
import { AskRequest } from '../api/queries';
import { QueryId, Surface } from '../ids';
import { Reservation } from './usage.internal';

/**
 * `POST /internal/queries` (gateway to agent): runs an admitted query. Answers as `POST /v1/queries` does: an event
 * stream under `Accept: text/event-stream`, else 202. Refusals are problem documents and leave nothing behind.
 */
export const RunQueryRequest = z.strictObject({
  queryId: QueryId,
  requestHash: z.string().regex(/^[0-9a-f]{64}$/),
  ask: AskRequest,
  surface: Surface,
  reservation: Reservation,
});
export type RunQueryRequest = z.output<typeof RunQueryRequest>;
