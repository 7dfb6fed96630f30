import { z } from 'zod';

/** Body of `POST /v1/sessions/external`: an access token of the external issuer, where one is configured. Good for one session. */
export const ExternalSession = z.strictObject({
  clientId: z.enum(['cli', 'web', 'extension']),
  accessToken: z
    .string()
    .max(8_192)
    .regex(/^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/, 'must be a signed token in its compact form'),
});
export type ExternalSession = z.output<typeof ExternalSession>;
