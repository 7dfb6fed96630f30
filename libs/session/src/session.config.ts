import { isLoopback } from '@nat/service-kit';
import { z } from 'zod';

/** Shared by auth, which writes the issuer into tokens, and by whoever verifies them. Spread into `envConfig`. */
export const sessionConfigShape = {
  SESSION_ISSUER: z
    .url()
    .default('http://127.0.0.1:4201')
    .describe('`iss` of access tokens: a name, never fetched; the same in auth and gateway, byte for byte'),
};

/** Production needs an issuer of its own: a token of a development stack must prove nothing there. */
export function sessionProblems(config: { NODE_ENV: string; SESSION_ISSUER: string }): string[] {
  return config.NODE_ENV === 'production' && isLoopback(config.SESSION_ISSUER)
    ? ['SESSION_ISSUER: production needs its own issuer, not a loopback address']
    : [];
}
