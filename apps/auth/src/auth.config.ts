import { awsConfigShape } from '@nat/dynamo';
import { mailConfigShape, mailProblems } from '@nat/mailer';
import { envConfig, serviceConfigShape, vendorMode, vendorProblem } from '@nat/service-kit';
import { serviceTokenConfigShape, serviceTokenProblems, sessionConfigShape, sessionProblems } from '@nat/session';
import { z } from 'zod';

export const serviceName = 'auth';

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
    vendorProblem(config.NODE_ENV, {
      name: 'NATIONBUILDER',
      mode: config.NATIONBUILDER_MODE,
      url: config.NATIONBUILDER_ORIGIN_TEMPLATE,
      urlVariable: 'NATIONBUILDER_ORIGIN_TEMPLATE',
      key: config.NATIONBUILDER_CLIENT_SECRET,
      keyVariable: 'NATIONBUILDER_CLIENT_SECRET',
    }),
    config.NODE_ENV === 'production' && !config.NATIONBUILDER_REDIRECT_URI.startsWith('https://')
      ? 'NATIONBUILDER_REDIRECT_URI: production needs its own https address'
      : undefined,
    config.NATIONBUILDER_MODE === 'live' && config.NATIONBUILDER_ORIGIN_TEMPLATE
      ? 'NATIONBUILDER_ORIGIN_TEMPLATE: live takes none; the address follows from the slug'
      : undefined,
  ],
) {}
