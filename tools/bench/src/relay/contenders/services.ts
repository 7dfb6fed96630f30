import 'reflect-metadata';
import type { RunningService } from '@nat/service-kit';
import { environmentOf, type StackSettings } from '../../../../dev/src/environment';
import type { ServiceName } from '../../../../dev/src/settings';
import { serveAs, setting } from '../child';

type Bootstrap = { bootstrap: (environment: object) => Promise<RunningService> };

const bootstraps: Record<ServiceName, () => Promise<unknown>> = {
  usage: () => import('@nat/usage'),
  billing: () => import('@nat/billing'),
  auth: () => import('@nat/auth'),
  agent: () => import('@nat/agent'),
  'api-gateway': () => import('@nat/api-gateway'),
};

/** The named services of Nat in one process. Its address is that of the last. */
serveAs(async () => {
  const settings = JSON.parse(setting('STACK')) as StackSettings;
  let url = '';
  for (const service of JSON.parse(setting('SERVICES')) as ServiceName[]) {
    const { bootstrap } = (await bootstraps[service]()) as Bootstrap;
    ({ url } = await bootstrap(environmentOf(service, { ...settings, host: {} })));
  }
  return url;
});
