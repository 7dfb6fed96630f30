import { awsConfigShape } from '@nat/dynamo';
import { envConfig, serviceConfigShape } from '@nat/service-kit';
import { serviceTokenConfigShape, serviceTokenProblems } from '@nat/session';
import { z } from 'zod';

export const serviceName = 'usage';

/** What the environment of usage must hold. */
export class UsageConfig extends envConfig(
  {
    ...serviceConfigShape,
    PORT: serviceConfigShape.PORT.default(4202).describe('HTTP port; 0 takes any free one'),
    ...awsConfigShape,
    EVENT_BUS_NAME: z.string().min(1).default('nat').describe('EventBridge bus'),
    ...serviceTokenConfigShape,
  },
  config => serviceTokenProblems(serviceName, config),
) {}
