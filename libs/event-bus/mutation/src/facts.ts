import { requestContext } from '@nat/service-kit';

/** Correlation and trace of the work in progress, for the envelope of an event it publishes. */
export function factsFromContext(): { correlationId: string; traceparent?: string } {
  const context = requestContext.current();
  return { correlationId: context?.correlationId ?? 'none', traceparent: context?.traceparent };
}
