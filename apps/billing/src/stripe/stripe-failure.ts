import Stripe from 'stripe';

/**
 * What a failed call to Stripe means for the operation it was part of.
 * - `refused`: nothing was done, and the same request will be refused again.
 * - `payment_needed`: the same, because the customer cannot pay yet.
 * - `unclear`: Stripe answered a 5xx, so it may have been done; the key would only repeat that answer.
 * - `unanswered`: no answer, or "later"; the same request under the same key is safe.
 */
export type StripeFailure = 'refused' | 'payment_needed' | 'unclear' | 'unanswered';

/** Reads an error of the SDK; undefined: it is none. */
export function stripeFailure(error: unknown): StripeFailure | undefined {
  if (!(error instanceof Stripe.errors.StripeError)) return undefined;
  if (error instanceof Stripe.errors.StripeConnectionError) return 'unanswered';
  const { statusCode = 0, code, param } = error;
  if (statusCode === 429 || statusCode === 409) return 'unanswered';
  if (statusCode >= 500 || statusCode === 0) return 'unclear';
  // "This customer has no attached payment source": the one missing resource that no parameter of ours named.
  const noPaymentMethod = code === 'resource_missing' && !param;
  return statusCode === 402 || noPaymentMethod ? 'payment_needed' : 'refused';
}
