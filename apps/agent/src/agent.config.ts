import { awsConfigShape } from '@nat/dynamo';
import { envConfig, serviceConfigShape, serviceUrl, vendorMode, vendorProblem } from '@nat/service-kit';
import { serviceTokenConfigShape, serviceTokenProblems } from '@nat/session';
import { z } from 'zod';
import { pricedModels } from './loop/cost';

export const serviceName = 'agent';

const timeZone = z.string().refine(isTimeZone, 'must be an IANA time zone such as America/New_York');

/** What the environment of the agent must hold. */
export class AgentConfig extends envConfig(
  {
    ...serviceConfigShape,
    ...serviceTokenConfigShape,
    ...awsConfigShape,
    EVENT_BUS_NAME: z.string().default('nat').describe('EventBridge bus'),
    USAGE_URL: serviceUrl('usage'),
    AUTH_URL: serviceUrl('auth'),
    ANTHROPIC_MODE: vendorMode('Claude'),
    ANTHROPIC_BASE_URL: z.url().optional().describe('Address of the Claude double; absent: the vendor'),
    ANTHROPIC_API_KEY: z.string().min(1).optional().describe('API key; required when live'),
    ANTHROPIC_MODEL: z.enum(pricedModels).default('claude-haiku-4-5').describe('Model that answers: one with a price'),
    ANTHROPIC_CACHE_TTL: z.enum(['5m', '1h']).default('5m').describe('Life of the cached prompt prefix'),
    NATIONBUILDER_MODE: vendorMode('NationBuilder'),
    NATIONBUILDER_ORIGIN_TEMPLATE: z
      .string()
      .optional()
      .describe('Origin of the NationBuilder double with {slug} in it; absent: the vendor'),
    NATIONBUILDER_PROCESSES: z.coerce
      .number()
      .int()
      .min(1)
      .max(20)
      .default(1)
      .describe('Agent processes that call NationBuilder from one address; each takes its share of the limit'),
    AGENT_DISABLED: z
      .stringbool()
      .default(false)
      .describe('Kill switch: no question is answered and nothing is changed, for any nation'),
    NATION_TIME_ZONE: timeZone.default('UTC').describe('Zone in which people mean "today" and "last month"'),
  },
  config => [
    ...serviceTokenProblems(serviceName, config),
    vendorProblem(config.NODE_ENV, {
      name: 'ANTHROPIC',
      mode: config.ANTHROPIC_MODE,
      url: config.ANTHROPIC_BASE_URL,
      key: config.ANTHROPIC_API_KEY,
      urlVariable: 'ANTHROPIC_BASE_URL',
      keyVariable: 'ANTHROPIC_API_KEY',
    }),
    vendorProblem(config.NODE_ENV, {
      name: 'NATIONBUILDER',
      mode: config.NATIONBUILDER_MODE,
      url: config.NATIONBUILDER_ORIGIN_TEMPLATE,
      key: 'none needed: auth holds the connection',
      urlVariable: 'NATIONBUILDER_ORIGIN_TEMPLATE',
      keyVariable: 'NATIONBUILDER_ORIGIN_TEMPLATE',
    }),
  ],
) {}

function isTimeZone(zone: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat('en-US', { timeZone: zone }));
  } catch {
    return false;
  }
}
