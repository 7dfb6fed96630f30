import { DEMO_USERS } from '@nat/sandbox';
import { type ConsoleSettings, type RunningConsole, startConsole } from './start-console';
import { PortsBusy } from '../free-ports';
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

/**
 * Starts the developer console of a running Nat: on the port its variable names, else on 4310 or the next free one.
 * Throws {@link PortsBusy} where the named port is taken.
 *
 * @param stack addresses of the gateway and of the NationBuilder double.
 */
export async function openConsole(
  stack: { gateway: string; nationbuilder: string },
  environment: NodeJS.ProcessEnv,
): Promise<RunningConsole> {
  const settings: ConsoleSettings = {
    nationOrigin: `${stack.nationbuilder}/n/{slug}`,
    nations,
    users: DEMO_USERS.map(({ name, about }) => ({ name, about })),
  };
  const open = (port: number): Promise<RunningConsole> => startConsole({ gateway: stack.gateway, settings, port });
  const first = portFrom(environment, consolePort);
  if (environment[consolePort.variable] !== undefined) return open(first).catch(error => busy(error, first));
  for (let port = first; port < first + tries; port++) {
    const opened = await open(port).catch(unlessTaken);
    if (opened) return opened;
  }
  return open(0);
}

function unlessTaken(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'EADDRINUSE') throw error;
}

function busy(error: NodeJS.ErrnoException, port: number): never {
  unlessTaken(error);
  throw new PortsBusy([
    `port ${port} (console) is already in use: end the program that uses it, or set ${consolePort.variable} to another port`,
  ]);
}
