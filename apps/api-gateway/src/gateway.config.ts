import { envConfig, serviceConfigShape, serviceUrl } from '@nat/service-kit';
import { serviceTokenConfigShape, serviceTokenProblems, sessionConfigShape, sessionProblems } from '@nat/session';
import { z } from 'zod';

export const serviceName = 'api-gateway';

/** A list with commas between; every entry is an origin, letter by letter as browsers send it. */
const Origins = z
  .string()
  .default('')
  .transform(text => text.split(',').map(origin => origin.trim()))
  .transform(origins => origins.filter(origin => origin !== ''))
  .refine(origins => origins.every(isOrigin), 'must be origins such as https://app.example or chrome-extension://<id>');

/** True for `scheme://host[:port]` and nothing else, so neither `*` nor `null` can be on the list. */
function isOrigin(text: string): boolean {
  return /^[a-z][a-z-]*:\/\/[a-z0-9.-]+(?::\d{1,5})?$/.test(text);
}

/** What the environment of the gateway must hold. */
export class GatewayConfig extends envConfig(
  {
    ...serviceConfigShape,
    ...serviceTokenConfigShape,
    ...sessionConfigShape,
    AUTH_URL: serviceUrl('auth'),
    USAGE_URL: serviceUrl('usage'),
    AGENT_URL: serviceUrl('agent'),
    BILLING_URL: serviceUrl('billing'),
    PUBLIC_ORIGIN: z
      .string()
      .regex(/^https?:\/\/[^/?#@\s]+$/, 'must be an origin such as https://api.example')
      .default('http://127.0.0.1:4200')
      .describe('Origin of the gateway as people reach it; over https its cookies are bound to it'),
    CORS_ORIGINS: Origins.describe('Origins that browsers may call from: the web app and the published extensions'),
    CALLS_PER_MINUTE: z.coerce.number().int().positive().default(120).describe('Calls per user and minute, queries aside'),
    SIGN_INS_PER_MINUTE: z.coerce.number().int().positive().default(20).describe('Sign-in starts per address and minute'),
    TOKEN_CALLS_PER_MINUTE: z.coerce
      .number()
      .int()
      .positive()
      .default(120)
      .describe('Calls with a code, a refresh token or a callback per address and minute'),
    TRUSTED_PROXY_HOPS: z.coerce.number().int().min(0).max(5).default(0).describe('Proxies in front that write X-Forwarded-For'),
  },
  config => [
    ...serviceTokenProblems(serviceName, config),
    ...sessionProblems(config),
    config.NODE_ENV === 'production' && !config.PUBLIC_ORIGIN.startsWith('https://')
      ? 'PUBLIC_ORIGIN: production needs an https origin'
      : undefined,
  ],
) {}
