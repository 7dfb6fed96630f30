import { NatClient } from '@nat/client';
import { freePorts } from '../../../dev/src/free-ports';
import { prepareSandbox, sandboxUser } from '../../../dev/src/prepare-sandbox';
import { serviceKeys, type ServiceName } from '../../../dev/src/settings';
import type { StackSettings } from '../../../dev/src/environment';
import { chooseVendors } from '../../../dev/src/vendors';
import { ProcessUnderTest } from './process-under-test';

/** The running Nat. */
export interface StackUnderTest {
  /** One for each group of services, in the order of the groups. */
  processes: ProcessUnderTest[];
  /** Address of the gateway. */
  url: string;
  token: string;
  stop(): Promise<void>;
}

/**
 * Starts Nat with `model` in the place of Claude and a plan without practical limits, and signs in. Backends run in a
 * process of their own.
 *
 * @param groups services that share a process; the gateway is the last of the last.
 */
export async function startStackUnderTest(model: string, groups: readonly (readonly ServiceName[])[]): Promise<StackUnderTest> {
  const ports = await freePorts();
  const backends = await ProcessUnderTest.start('contenders/backends.ts', { PORTS: JSON.stringify(ports) });
  const settings: StackSettings = {
    ports,
    backends: { ...(JSON.parse(backends.url) as StackSettings['backends']), claude: model },
    keys: await serviceKeys(),
    vendors: chooseVendors({ ANTHROPIC_MODE: 'double' }),
    logLevel: 'error',
  };
  const processes: ProcessUnderTest[] = [];
  for (const group of groups) {
    const given = { STACK: JSON.stringify(settings), SERVICES: JSON.stringify(group) };
    processes.push(await ProcessUnderTest.start('contenders/services.ts', given));
  }
  const { url } = processes.at(-1)!;
  await prepareSandbox(url, 'sandbox_load');
  const { accessToken } = await new NatClient({ baseUrl: url }).signInSandbox(sandboxUser);
  return {
    processes,
    url,
    token: accessToken,
    stop: async () => {
      for (const each of [...processes].reverse()) await each.stop();
      await backends.stop();
    },
  };
}
