import { z } from 'zod';
import { UndoRequest } from '../api/actions';
import { DecisionRequest } from '../api/confirmations';
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

/** `POST /internal/confirmations/{id}/decision` (gateway to agent): the decision, and the surface it came from. */
export const DecideRequest = DecisionRequest.extend({ channel: Surface });
export type DecideRequest = z.output<typeof DecideRequest>;

/** `POST /internal/actions/{id}/undo` (gateway to agent). The same key asks for the same undo; `channel` is where it was asked. */
export const UndoActionRequest = UndoRequest.extend({ idempotencyKey: z.string().min(1).max(255), channel: Surface });
export type UndoActionRequest = z.output<typeof UndoActionRequest>;
