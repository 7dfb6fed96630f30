import { NatClient } from '@nat/client';
import { freePorts } from '../../../dev/src/free-ports';
import { prepareSandbox, sandboxUser } from '../../../dev/src/prepare-sandbox';
import { serviceKeys } from '../../../dev/src/settings';
import type { StackSettings } from '../../../dev/src/environment';
import { chooseVendors } from '../../../dev/src/vendors';
import { ProcessUnderTest } from './process-under-test';

/** The running Nat, its services in one process and its backends in another. */
export interface StackUnderTest {
  services: ProcessUnderTest;
  token: string;
  stop(): Promise<void>;
}

/** Starts Nat with `model` in the place of Claude and a plan without practical limits, and signs in. */
export async function startStackUnderTest(model: string): Promise<StackUnderTest> {
  const ports = await freePorts();
  const backends = await ProcessUnderTest.start('contenders/backends.ts', { PORTS: JSON.stringify(ports) });
  const settings: StackSettings = {
    ports,
    backends: { ...(JSON.parse(backends.url) as StackSettings['backends']), claude: model },
    keys: await serviceKeys(),
    vendors: chooseVendors({ ANTHROPIC_MODE: 'double' }),
    logLevel: 'error',
  };
  const services = await ProcessUnderTest.start('contenders/services.ts', { STACK: JSON.stringify(settings) });
  await prepareSandbox(services.url, 'sandbox_load');
  const { accessToken } = await new NatClient({ baseUrl: services.url }).signInSandbox(sandboxUser);
  return {
    services,
    token: accessToken,
    stop: async () => {
      await services.stop();
      await backends.stop();
    },
  };
}
