import { z } from 'zod';

const loopback = new Set(['127.0.0.1', 'localhost', '[::1]', '::1']);

/** True for an origin that never leaves this machine. */
export function isLoopback(url: string): boolean {
  return URL.canParse(url) && loopback.has(new URL(url).hostname);
}

/** What every service's environment holds. */
export const serviceConfigShape = {
  NODE_ENV: z.enum(['production', 'development', 'test']).describe('`production` accepts live vendors only'),
  PORT: z.coerce.number().int().min(0).max(65_535).describe('HTTP port; 0 takes any free one'),
  HOST: z.string().default('127.0.0.1').describe('Address to listen on'),
  LOG_LEVEL: z.enum(['debug', 'log', 'warn', 'error', 'silent']).default('log').describe('Least severe log line that is written'),
};

/** Address of a sibling service. */
export const serviceUrl = (service: string) => z.url().describe(`Internal address of ${service}`);

/** `live` talks to the vendor, `double` to the sandbox. There is no default: the choice is always explicit. */
export const vendorMode = (vendor: string) =>
  z.enum(['live', 'double']).describe(`Whether ${vendor} is the vendor itself or the sandbox double`);

/** Says why a vendor setting cannot be used, or nothing. Production talks to vendors only, and never to loopback. */
export function vendorProblem(
  environment: string,
  vendor: { name: string; mode: 'live' | 'double'; url?: string; key?: string; urlVariable: string; keyVariable: string },
): string | undefined {
  const { mode, url, key, urlVariable, keyVariable } = vendor;
  if (mode === 'double') {
    if (environment === 'production') return `${vendor.name}_MODE: production accepts only live`;
    if (!url || !isLoopback(url.replace('{slug}', 'nation'))) return `${urlVariable}: a double needs a loopback address`;
    return undefined;
  }
  if (!key) return `${keyVariable}: is required when ${vendor.name}_MODE is live`;
  if (url && isLoopback(url.replace('{slug}', 'nation'))) return `${urlVariable}: live must not be a loopback address`;
  return undefined;
}
