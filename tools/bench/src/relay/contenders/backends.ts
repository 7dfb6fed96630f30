import { resources as agent } from '@nat/agent';
import { resources as auth } from '@nat/auth';
import { resources as billing } from '@nat/billing';
import { provision } from '@nat/event-bus';
import { resources as usage } from '@nat/usage';
import { startBackends } from '../../../../dev/src/backends';
import { eventBusName } from '../../../../dev/src/environment';
import type { Ports } from '../../../../dev/src/settings';
import { serveAs, setting } from '../child';

/** Embedded AWS and the doubles of NationBuilder and Stripe: not under test, so in a process of their own. */
serveAs(async () => {
  const backends = await startBackends(JSON.parse(setting('PORTS')) as Ports);
  await provision([usage, billing, auth, agent], { region: 'us-east-1', endpoint: backends.urls.aws }, eventBusName);
  return JSON.stringify(backends.urls);
});
