import { awsConfigShape } from '@nat/dynamo';
import { envConfig, serviceConfigShape, vendorMode, vendorProblem } from '@nat/service-kit';
import { serviceTokenConfigShape, serviceTokenProblems } from '@nat/session';
import { z } from 'zod';

export const serviceName = 'billing';

/** What the environment of billing must hold. */
export class BillingConfig extends envConfig(
  {
    ...serviceConfigShape,
    PORT: serviceConfigShape.PORT.default(4204).describe('HTTP port; 0 takes any free one'),
    ...awsConfigShape,
    EVENT_BUS_NAME: z.string().min(1).default('nat').describe('EventBridge bus'),
    ...serviceTokenConfigShape,
    STRIPE_MODE: vendorMode('Stripe'),
    STRIPE_BASE_URL: z.url().optional().describe('Address of the double; absent for Stripe itself'),
    STRIPE_SECRET_KEY: z
      .string()
      .regex(/^[sr]k_(test|live)_\w+$/, 'must be a secret (sk_) or restricted (rk_) key of Stripe')
      .describe('Stripe API key; at the double any that begins with sk_test_'),
  },
  config => [
    ...serviceTokenProblems(serviceName, config),
    vendorProblem(config.NODE_ENV, {
      name: 'STRIPE',
      mode: config.STRIPE_MODE,
      url: config.STRIPE_BASE_URL,
      key: config.STRIPE_SECRET_KEY,
      urlVariable: 'STRIPE_BASE_URL',
      keyVariable: 'STRIPE_SECRET_KEY',
    }),
    config.NODE_ENV === 'production' && config.STRIPE_SECRET_KEY.includes('k_test_')
      ? 'STRIPE_SECRET_KEY: production does not take a test key'
      : undefined,
    config.STRIPE_MODE === 'live' && config.STRIPE_BASE_URL
      ? 'STRIPE_BASE_URL: live takes none; a key of Stripe goes to Stripe only'
      : undefined,
    config.STRIPE_MODE === 'double' && !config.STRIPE_SECRET_KEY.startsWith('sk_test_')
      ? 'STRIPE_SECRET_KEY: a double never gets to see a live key'
      : undefined,
  ],
) {}
