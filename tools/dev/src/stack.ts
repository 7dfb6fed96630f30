import 'reflect-metadata';
import * as agent from '@nat/agent';
import * as gateway from '@nat/api-gateway';
import * as auth from '@nat/auth';
import * as billing from '@nat/billing';
import { provision } from '@nat/event-bus';
import * as usage from '@nat/usage';
import type { RunningService } from '@nat/service-kit';
import { type Backends, startBackends } from './backends';
import { environmentOf, eventBusName, type StackSettings } from './environment';
import { assertPortsFree, freePorts } from './free-ports';
import { prepareSandbox } from './prepare-sandbox';
import { startSeparately } from './separate';
import { portsFrom, serviceKeys, services } from './settings';
import { chooseVendors, type VendorChoice } from './vendors';

export interface StackOptions {
  /** `free` takes any; otherwise the variables and defaults of settings.ts. */
  ports?: 'free';
  /** Keeps all state there. Without it nothing outlives the process. */
  folder?: string;
  /** Each service as a process of its own instead of all in this one. */
  separate?: boolean;
  logLevel?: string;
  environment?: NodeJS.ProcessEnv;
  /** Plan of the sandbox nation; `nat` unless told. */
  plan?: string;
  /** Origins of pages that people sign in to, each at its `/signed-in`. */
  webOrigins?: readonly string[];
  /** Hears one line per step. */
  onProgress?: (line: string) => void;
}

/** A running Nat with everything it needs. */
export interface Stack {
  urls: { gateway: string; aws: string; claude: string; nationbuilder: string; stripe: string; smtp: string; mail: string };
  vendors: VendorChoice[];
  controlKey: string;
  close(): Promise<void>;
}

/** Starts backends, doubles and services and prepares the sandbox nation. Ready to be asked when it resolves. */
export async function startStack(options: StackOptions = {}): Promise<Stack> {
  const { environment = process.env, onProgress = () => undefined } = options;
  const vendors = chooseVendors(environment);
  const ports = options.ports === 'free' ? await freePorts() : portsFrom(environment);
  await assertPortsFree(ports);
  const closers: (() => Promise<void>)[] = [];
  const close = async (): Promise<void> => {
    for (const end of closers.splice(0).reverse()) await end();
  };
  try {
    onProgress('embedded AWS and the sandbox nation');
    const backends = await startBackends(ports, options.folder);
    closers.push(() => backends.close());
    const settings: StackSettings = {
      ports,
      backends: backends.urls,
      keys: await serviceKeys(options.folder),
      vendors,
      logLevel: options.logLevel ?? 'warn',
      webOrigins: options.webOrigins,
    };
    onProgress('tables, queues and rules');
    const aws = { region: 'us-east-1', endpoint: backends.urls.aws };
    await provision(
      [usage, billing, auth, agent].map(({ resources }) => resources),
      aws,
      eventBusName,
    );
    onProgress(options.separate ? 'services, each in a process of its own' : 'services');
    closers.push(await startServices(settings, environment, options.separate ?? false));
    const address = `http://127.0.0.1:${ports['api-gateway']}`;
    onProgress('sandbox sign-in and subscription');
    await prepareSandbox(address, options.plan ?? 'nat');
    return stackOf(backends, address, vendors, close);
  } catch (error) {
    await close();
    throw error;
  }
}

function stackOf(backends: Backends, gateway: string, vendors: VendorChoice[], close: () => Promise<void>): Stack {
  return { urls: { gateway, ...backends.urls }, vendors, controlKey: backends.controlKey, close };
}

/** Starts every service; answers the function that ends them, callers first, so that none waits for a dead sibling. */
async function startServices(settings: StackSettings, host: NodeJS.ProcessEnv, separate: boolean): Promise<() => Promise<void>> {
  if (separate) return startSeparately(settings, host);
  const running: RunningService[] = [];
  const close = async (): Promise<void> => {
    for (const service of running.reverse()) await service.close();
  };
  try {
    for (const service of services) {
      running.push(await apps[service].bootstrap(environmentOf(service, { ...settings, host })));
    }
  } catch (error) {
    await close();
    throw error;
  }
  return close;
}

const apps = { usage, billing, auth, agent, 'api-gateway': gateway };
