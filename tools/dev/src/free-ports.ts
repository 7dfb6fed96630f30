import { createServer, type AddressInfo } from 'node:net';
import { type PortName, ports, type Ports } from './settings';

/** A port nobody uses at the moment. All are held until every one is found, so no two are equal. */
export async function freePorts(): Promise<Ports> {
  const names = Object.keys(ports) as PortName[];
  const servers = await Promise.all(names.map(() => listen(0)));
  const found = servers.map(server => (server.address() as AddressInfo).port);
  await Promise.all(servers.map(server => new Promise(resolve => server.close(resolve))));
  return Object.fromEntries(names.map((name, index) => [name, found[index]])) as Ports;
}

function listen(port: number): Promise<ReturnType<typeof createServer>> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve(server));
  });
}

/** The port, or any for 0, if nobody uses it at the moment. */
export async function freePort(port: number): Promise<number | undefined> {
  try {
    const server = await listen(port);
    const { port: found } = server.address() as AddressInfo;
    await new Promise(resolve => server.close(resolve));
    return found;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    return undefined;
  }
}

/** Fails before anything starts when a port is taken, naming every such port and how to change it. */
export async function assertPortsFree(wanted: Ports): Promise<void> {
  const names = (Object.keys(wanted) as PortName[]).filter(name => wanted[name] !== 0);
  const busy: string[] = [];
  for (const name of names) {
    const other = names.find(each => each !== name && wanted[each] === wanted[name]);
    if (other) {
      busy.push(`port ${wanted[name]} is wanted by both ${name} and ${other}: set ${ports[name].variable} to another port`);
      continue;
    }
    if ((await freePort(wanted[name])) === undefined) {
      busy.push(
        `port ${wanted[name]} (${name}) is already in use: end the program that uses it, or set ${ports[name].variable} to another port`,
      );
    }
  }
  if (busy.length > 0) throw new PortsBusy(busy);
}

/** One line per busy port, in words for the person at the terminal. */
export class PortsBusy extends Error {
  constructor(readonly lines: string[]) {
    super(lines.join('\n'));
  }
}
