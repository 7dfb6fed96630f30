import 'reflect-metadata';
import type { RunningService } from '@nat/service-kit';
import { environmentOf, type StackSettings } from '../../../../dev/src/environment';
import { type ServiceName, services } from '../../../../dev/src/settings';
import { serveAs, setting } from '../child';

type Bootstrap = { bootstrap: (environment: object) => Promise<RunningService> };

const bootstraps: Record<ServiceName, () => Promise<unknown>> = {
  usage: () => import('@nat/usage'),
  billing: () => import('@nat/billing'),
  auth: () => import('@nat/auth'),
  agent: () => import('@nat/agent'),
  'api-gateway': () => import('@nat/api-gateway'),
};

/** Every service of Nat in one process, so that its processor time is that of the whole path. */
serveAs(async () => {
  const settings = JSON.parse(setting('STACK')) as StackSettings;
  let url = '';
  for (const service of services) {
    const { bootstrap } = (await bootstraps[service]()) as Bootstrap;
    ({ url } = await bootstrap(environmentOf(service, { ...settings, host: {} })));
  }
  return url;
});
