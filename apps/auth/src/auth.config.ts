import { awsConfigShape } from '@nat/dynamo';
import { mailConfigShape, mailProblems } from '@nat/mailer';
import { envConfig, serviceConfigShape, vendorMode, vendorProblem } from '@nat/service-kit';
import { serviceTokenConfigShape, serviceTokenProblems, sessionConfigShape, sessionProblems } from '@nat/session';
import { z } from 'zod';
import { oidcConfigShape, oidcProblems } from './oidc/oidc.config';

export const serviceName = 'auth';

/** Addresses with commas between. */
const redirectUris = z
  .string()
  .default('')
  .transform(text =>
    text
      .split(',')
      .map(each => each.trim())
      .filter(each => each !== ''),
  )
  .refine(list => list.every(each => URL.canParse(each) && !each.includes('#')), 'must be addresses without a fragment');

const doubleTemplate = z.string().includes('{slug}').optional();

/** What the environment of auth must hold. */
export class AuthConfig extends envConfig(
  {
    ...serviceConfigShape,
    PORT: serviceConfigShape.PORT.default(4201).describe('HTTP port; 0 takes any free one'),
    ...awsConfigShape,
    EVENT_BUS_NAME: z.string().min(1).default('nat').describe('EventBridge bus'),
    ...serviceTokenConfigShape,
    ...sessionConfigShape,
    ...mailConfigShape,
    PUBLIC_ORIGIN: z
      .string()
      .regex(/^https?:\/\/[^/?#@\s]+$/, 'must be an origin such as https://api.example')
      .default('http://127.0.0.1:4200')
      .describe('Origin of the gateway as people reach it; links in mails begin with it'),
    ...oidcConfigShape,
    WEB_REDIRECT_URIS: redirectUris.describe('Where a sign-in to the web app may end, exactly; with commas between'),
    WEB_CONNECT_RETURN_URI: z.url().optional().describe('Page of the web app that hears how connecting NationBuilder went'),
    EXTENSION_REDIRECT_URIS: redirectUris.describe('The same for the extension: https://<extension id>.chromiumapp.org/nat'),
    NATIONBUILDER_MODE: vendorMode('NationBuilder'),
    NATIONBUILDER_ORIGIN_TEMPLATE: doubleTemplate.describe('Address of the double with `{slug}` in it; only with mode double'),
    NATIONBUILDER_CLIENT_ID: z.string().min(1).describe('OAuth client id at NationBuilder'),
    NATIONBUILDER_CLIENT_SECRET: z.string().min(1).describe('OAuth client secret at NationBuilder'),
    NATIONBUILDER_REDIRECT_URI: z
      .url()
      .default('http://127.0.0.1:4200/v1/auth/nationbuilder/callback')
      .describe('OAuth callback, exactly as registered at NationBuilder'),
    NATIONBUILDER_REVOCATION_PATH: z
      .string()
      .regex(/^\/[a-z0-9/_-]+$/)
      .optional()
      .describe('Path at NationBuilder that takes tokens back (RFC 7009); NationBuilder documents none'),
  },
  config => [
    ...serviceTokenProblems(serviceName, config),
    ...sessionProblems(config),
    ...mailProblems(config),
    ...oidcProblems(config),
    vendorProblem(config.NODE_ENV, {
      name: 'NATIONBUILDER',
      mode: config.NATIONBUILDER_MODE,
      url: config.NATIONBUILDER_ORIGIN_TEMPLATE,
      urlVariable: 'NATIONBUILDER_ORIGIN_TEMPLATE',
      key: config.NATIONBUILDER_CLIENT_SECRET,
      keyVariable: 'NATIONBUILDER_CLIENT_SECRET',
    }),
    config.NODE_ENV === 'production' && !config.PUBLIC_ORIGIN.startsWith('https://')
      ? 'PUBLIC_ORIGIN: production needs an https origin'
      : undefined,
    ...insecure(config, 'WEB_REDIRECT_URIS'),
    ...insecure(config, 'EXTENSION_REDIRECT_URIS'),
    config.NODE_ENV === 'production' && !config.NATIONBUILDER_REDIRECT_URI.startsWith('https://')
      ? 'NATIONBUILDER_REDIRECT_URI: production needs its own https address'
      : undefined,
    config.NATIONBUILDER_MODE === 'live' && config.NATIONBUILDER_ORIGIN_TEMPLATE
      ? 'NATIONBUILDER_ORIGIN_TEMPLATE: live takes none; the address follows from the slug'
      : undefined,
  ],
) {}

function insecure<Name extends string>(config: { NODE_ENV: string } & Record<Name, string[]>, name: Name): string[] {
  const wrong = config.NODE_ENV === 'production' && config[name].some(each => !each.startsWith('https://'));
  return wrong ? [`${name}: production needs https addresses`] : [];
}
