import { startLocalAws } from '@nat/local-aws';
import { startSandbox } from '@nat/sandbox';
import { join } from 'node:path';
import type { BackendUrls } from './environment';
import type { Ports } from './settings';

/** The stand-ins for AWS and the vendors, running in this process. */
export interface Backends {
  urls: BackendUrls;
  /** Opens the control surface of the NationBuilder double. */
  controlKey: string;
  close(): Promise<void>;
}

/** Start of today, UTC: the sandbox nation is seeded relative to it, so "last month" always has data. */
export function startOfToday(now = new Date()): Date {
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate()));
}

/** @param folder keeps tables, queues and secrets there; without it everything is in memory. */
export async function startBackends(ports: Ports, folder?: string): Promise<Backends> {
  const aws = await startLocalAws({ port: ports.aws, folder: folder && join(folder, 'aws') });
  try {
    const sandbox = await startSandbox({
      ports,
      stripeState: folder && join(folder, 'stripe.json'),
      nationNow: startOfToday().toISOString(),
    });
    return {
      urls: {
        aws: aws.endpoint,
        claude: sandbox.claude.url,
        nationbuilder: sandbox.nationbuilder.url,
        stripe: sandbox.stripe.url,
        smtp: sandbox.mail.smtpUrl,
        mail: sandbox.mail.url,
      },
      controlKey: sandbox.nationbuilder.controlKey,
      close: async () => {
        await sandbox.close();
        await aws.close();
      },
    };
  } catch (error) {
    await aws.close();
    throw error;
  }
}
