import { z } from 'zod';

/** What is read of a CloudEvent before its type is known; its handler validates the whole. */
const Detail = z.looseObject({
  id: z.string(),
  type: z.string(),
  nationslug: z.string(),
  correlationid: z.string(),
  traceparent: z.string().optional(),
});

const Envelope = z.looseObject({ 'detail-type': z.string(), detail: Detail });

/** The body EventBridge writes to a queue when the target has no input transformer; `detail` is the CloudEvent. */
export type EventBridgeEnvelope = z.output<typeof Envelope>;

/** Reads the body of a message. Throws when it is no event in an EventBridge envelope. */
export function readEnvelope(body: string | undefined): EventBridgeEnvelope {
  return Envelope.parse(JSON.parse(body ?? ''));
}
