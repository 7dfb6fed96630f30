import { Admission, NationSlug } from '@nat/contracts';
import { SystemClock, SystemRng } from '@nat/service-kit';
import { PrivateServiceKey, ServiceTokens } from '@nat/session';
import { eventually } from '@nat/testing';
import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePorts, type StackProcess, workspaceRoot } from './stack-process';

interface Keys {
  privateKeys: Record<string, string>;
  publicKeys: string;
}

/** Keys of a stack: with them a test may speak as the gateway does. */
export function keysOf(stack: StackProcess): Keys {
  return JSON.parse(readFileSync(join(stack.folder, 'service-keys.json'), 'utf8')) as Keys;
}

/** One more usage process beside the stack's own, on the same table and queue. */
export class UsageProcess {
  private constructor(
    readonly url: string,
    private readonly child: ChildProcess,
  ) {}

  static async start(stack: StackProcess): Promise<UsageProcess> {
    const [port] = await freePorts(1);
    const { privateKeys, publicKeys } = keysOf(stack);
    const env = {
      PATH: process.env.PATH,
      NODE_ENV: 'development',
      LOG_LEVEL: 'silent',
      PORT: String(port),
      AWS_REGION: 'us-east-1',
      AWS_ENDPOINT_URL: stack.urls.aws,
      SERVICE_PRIVATE_KEY: privateKeys.usage,
      SERVICE_PUBLIC_KEYS: publicKeys,
    };
    const args = ['--import', '@swc-node/register/esm-register', 'apps/usage/src/main.ts'];
    const child = spawn(process.execPath, args, { cwd: workspaceRoot, env, stdio: 'ignore' });
    const usage = new UsageProcess(`http://127.0.0.1:${port}`, child);
    await eventually(async () => expect((await fetch(`${usage.url}/health/ready`)).status).toBe(200), { timeoutMs: 30_000 });
    return usage;
  }

  stop(): Promise<void> {
    return new Promise(resolve => {
      this.child.once('exit', () => resolve());
      this.child.kill('SIGTERM');
    });
  }
}

/** Asks a usage process for admissions as the gateway does. */
export class Gateway {
  private readonly tokens: ServiceTokens;

  constructor(stack: StackProcess) {
    const privateKeyJwk = PrivateServiceKey.parse(JSON.parse(keysOf(stack).privateKeys['api-gateway']!));
    this.tokens = new ServiceTokens({ service: 'api-gateway', privateKeyJwk, clock: new SystemClock(), rng: new SystemRng() });
  }

  /** Reserves one query under a name of the test's own. */
  async reserve(usageUrl: string, name: string): Promise<Admission> {
    const queryId = `qry_${createHash('sha256').update(name).digest('hex').slice(0, 32)}`;
    const identity = {
      userId: 'usr_0123456789abcdefghjkmnpqrs',
      sessionId: 'ses_0123456789abcdefghjkmnpqrs',
      role: 'member' as const,
    };
    const token = await this.tokens.token('usage', { ...identity, nationSlug: NationSlug.parse('demo'), queryId });
    const answer = await fetch(`${usageUrl}/internal/reservations`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ queryId, requestHash: '0'.repeat(64) }),
    });
    return Admission.parse(await answer.json());
  }
}
