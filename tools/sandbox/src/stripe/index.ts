export { type RunningStripe, startStripe, type StripeOptions } from './stripe.server';
