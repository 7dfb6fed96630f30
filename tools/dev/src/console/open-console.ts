import { DEMO_USERS } from '@nat/sandbox';
import { type ConsoleSettings, type RunningConsole, startConsole } from './start-console';
import { freePort, PortsBusy } from '../free-ports';
import { hostNames } from './request-guard';
import { consolePort, portFrom } from '../settings';

/** Ports tried one after another before any free one is taken. */
const tries = 10;

/** Nations of the sandbox. */
const nations = [
  { slug: 'demo', about: 'an organization as they are, with its plan' },
  { slug: 'other', about: 'a second one, which nothing of the first may reach' },
  { slug: 'empty', about: 'one that has only just begun' },
  { slug: 'hostile', about: 'the first, with an attack in every text' },
];

/** Where a console is opened, and the origins its page may have: it has to be known before the services start. */
export interface ConsolePlace {
  port: number;
  origins: readonly string[];
}

/** The port its variable names, else 4310 or the next free one. Throws {@link PortsBusy} where the named port is taken. */
export async function consolePlace(environment: NodeJS.ProcessEnv): Promise<ConsolePlace> {
  const wanted = portFrom(environment, consolePort);
  const isNamed = environment[consolePort.variable] !== undefined;
  const candidates = isNamed ? [wanted] : Array.from({ length: tries }, (_, index) => wanted + index);
  for (const candidate of candidates) {
    const port = await freePort(candidate);
    if (port !== undefined) return placeAt(port);
  }
  if (isNamed) throw busy(wanted);
  return placeAt((await freePort(0))!);
}

function placeAt(port: number): ConsolePlace {
  return { port, origins: hostNames.map(name => `http://${name}:${port}`) };
}

/**
 * Starts the developer console of a running Nat. Throws {@link PortsBusy} where its port was taken meanwhile.
 *
 * @param stack addresses of the gateway and of the NationBuilder double.
 */
export async function openConsole(
  stack: { gateway: string; nationbuilder: string },
  { port }: ConsolePlace,
): Promise<RunningConsole> {
  const settings: ConsoleSettings = {
    gateway: stack.gateway,
    nationOrigin: `${stack.nationbuilder}/n/{slug}`,
    nations,
    users: DEMO_USERS.map(({ name, about }) => ({ name, about })),
  };
  return startConsole({ settings, port }).catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'EADDRINUSE' ? busy(port) : error;
  });
}

function busy(port: number): PortsBusy {
  return new PortsBusy([
    `port ${port} (console) is already in use: end the program that uses it, or set ${consolePort.variable} to another port`,
  ]);
}
