import { generateServiceKeys } from '@nat/session';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The deployable services, in the order they start: each comes after what it calls. */
export const services = ['usage', 'billing', 'auth', 'agent', 'api-gateway'] as const;
export type ServiceName = (typeof services)[number];

/** What listens where. Every port can be changed by its variable; 0 takes any free one. */
export const ports = {
  'api-gateway': { variable: 'NAT_PORT', value: 4200 },
  auth: { variable: 'NAT_AUTH_PORT', value: 4201 },
  usage: { variable: 'NAT_USAGE_PORT', value: 4202 },
  agent: { variable: 'NAT_AGENT_PORT', value: 4203 },
  billing: { variable: 'NAT_BILLING_PORT', value: 4204 },
  aws: { variable: 'NAT_AWS_PORT', value: 4566 },
  claude: { variable: 'NAT_CLAUDE_PORT', value: 4710 },
  nationbuilder: { variable: 'NAT_NATIONBUILDER_PORT', value: 4711 },
  stripe: { variable: 'NAT_STRIPE_PORT', value: 4712 },
  smtp: { variable: 'NAT_SMTP_PORT', value: 4713 },
  mail: { variable: 'NAT_MAIL_PORT', value: 4714 },
} as const;
export type PortName = keyof typeof ports;
export type Ports = Record<PortName, number>;

/** Of the developer console, which is no part of the stack: where nobody names a port, the next free one will do. */
export const consolePort = { variable: 'NAT_CONSOLE_PORT', value: 4310 } as const;

/** Ports from the environment, else the defaults. Throws naming a variable that is not a port. */
export function portsFrom(environment: NodeJS.ProcessEnv): Ports {
  const names = Object.keys(ports) as PortName[];
  return Object.fromEntries(names.map(name => [name, portFrom(environment, ports[name])])) as Ports;
}

/** One port from its variable, else its default. Throws naming a variable that is not a port. */
export function portFrom(environment: NodeJS.ProcessEnv, { variable, value }: { variable: string; value: number }): number {
  const port = Number(environment[variable] ?? value);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Error(`${variable} must be a port from 0 to 65535`);
  return port;
}

/** Keys the services sign their calls with, as environment values. Made once per state folder; development only. */
export interface ServiceKeys {
  privateKeys: Record<ServiceName, string>;
  publicKeys: string;
}

/** Reads the keys of a state folder, or makes them. Without a folder they live as long as the process. */
export async function serviceKeys(folder?: string): Promise<ServiceKeys> {
  const file = folder && join(folder, 'service-keys.json');
  if (file && existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as ServiceKeys;
  const keys = await generateServiceKeys(services);
  if (file) writeFileSync(file, JSON.stringify(keys), { mode: 0o600 });
  return keys;
}
