import { isLoopback } from '@nat/service-kit';
import { signingAlgorithms } from '@nat/session';
import { z } from 'zod';

const list = z
  .string()
  .default('')
  .transform(text => text.split(',').map(each => each.trim()))
  .transform(entries => entries.filter(entry => entry !== ''));

/** An identifier of an issuer: an address without query and fragment (OpenID Connect Discovery, section 2). */
const issuerForm = /^https?:\/\/[^?#@\s]+$/;
/** Without `/.well-known/` in it, `openid-client` takes an address for an issuer's and reads another one. */
const discoveryForm = /^https?:\/\/[^?#@\s]+\/\.well-known\/[^?#@\s]+$/;

/** An external OpenID Connect issuer, optional as a whole: without `OIDC_ISSUER` there is none. Spread into `envConfig`. */
export const oidcConfigShape = {
  OIDC_ISSUER: z
    .string()
    .regex(issuerForm, 'must be an address without query or fragment')
    .optional()
    .describe('External OpenID Connect issuer, letter by letter as its tokens name it; without it there is none'),
  OIDC_DISCOVERY_URL: z
    .string()
    .regex(discoveryForm, 'must be an address below /.well-known/ without query or fragment')
    .optional()
    .describe('Where its configuration is read; `/.well-known/openid-configuration` of the issuer unless told'),
  OIDC_NAME: z
    .string()
    .min(1)
    .max(40)
    .default('single sign-on')
    .describe('What people call it, as on the button: Sign in with …'),
  OIDC_CLIENT_ID: z.string().min(1).optional().describe('Our client id there'),
  OIDC_CLIENT_SECRET: z.string().min(1).optional().describe('Our client secret there, where it gave us one'),
  OIDC_SCOPES: z
    .string()
    .default('openid email profile')
    .refine(scopes => scopes.split(' ').includes('openid'), 'must hold openid')
    .describe('Scopes a sign-in asks for'),
  OIDC_ALGORITHMS: list
    .pipe(z.array(z.enum(signingAlgorithms)))
    .transform(algorithms => (algorithms.length === 0 ? (['RS256'] as const) : algorithms))
    .describe(`Algorithms its tokens may be signed with, of ${signingAlgorithms.join(' and ')}; RS256 unless told`),
  OIDC_ACCESS_CLIENT_IDS: list.describe(
    'Clients whose access tokens can be exchanged for a session; with commas between, none unless told',
  ),
  OIDC_AUDIENCES: list.describe('What such access tokens may call us in `aud`; those of Cognito that have none need none'),
  OIDC_TRUST_EMAIL: z
    .stringbool()
    .default(false)
    .describe('Whether an address that it calls verified opens the account of that address'),
};

export type OidcConfig = z.output<z.ZodObject<typeof oidcConfigShape>> & {
  NODE_ENV: string;
  PUBLIC_ORIGIN: string;
  SESSION_ISSUER: string;
};

/** Rules over the settings for the second argument of `envConfig`. One line per problem, without a value. */
export function oidcProblems(config: OidcConfig): string[] {
  const { OIDC_ISSUER: issuer, OIDC_DISCOVERY_URL: discovery, OIDC_CLIENT_ID: clientId } = config;
  if (issuer === undefined) {
    const texts = [discovery, clientId, config.OIDC_CLIENT_SECRET, ...config.OIDC_ACCESS_CLIENT_IDS, ...config.OIDC_AUDIENCES];
    const lost = config.OIDC_TRUST_EMAIL || texts.some(text => text !== undefined);
    return lost ? ['OIDC_ISSUER: is required where anything else of the issuer is given'] : [];
  }
  const outside = [...addressProblems(config, 'OIDC_ISSUER', issuer)];
  if (discovery !== undefined) outside.push(...addressProblems(config, 'OIDC_DISCOVERY_URL', discovery));
  if (clientId === undefined) outside.push('OIDC_CLIENT_ID: is required with OIDC_ISSUER');
  if (issuer === config.SESSION_ISSUER) outside.push('OIDC_ISSUER: must not be the issuer of our own tokens');
  return outside;
}

function addressProblems({ NODE_ENV }: OidcConfig, name: string, address: string): string[] {
  if (mayBeCalled(address, NODE_ENV === 'production')) return [];
  return [`${name}: must be an https address; plain http is for loopback outside production`];
}

/** Whether an address may be called at all: https elsewhere, or this machine outside production. */
export function mayBeCalled(address: string, production: boolean): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol } = new URL(address);
  if (isLoopback(address)) return !production && ['http:', 'https:'].includes(protocol);
  return protocol === 'https:';
}
