import { eventually } from '@nat/testing';
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

export const workspaceRoot = resolve(__dirname, '../../..');
const portVariables = [
  'PORT',
  'AUTH_PORT',
  'USAGE_PORT',
  'AGENT_PORT',
  'BILLING_PORT',
  'AWS_PORT',
  'CLAUDE_PORT',
  'NATIONBUILDER_PORT',
  'STRIPE_PORT',
  'SMTP_PORT',
  'MAIL_PORT',
];

/** A stack as a person starts it: the real command in a process of its own, on free ports and a folder of its own. */
export class StackProcess {
  readonly folder = mkdtempSync(join(tmpdir(), 'nat-system-'));
  private readonly ports: Record<string, string>;
  private child?: ChildProcess;
  private output = '';
  /** Addresses by name, known once it runs. */
  urls: Record<string, string> = {};

  private constructor(ports: number[]) {
    this.ports = Object.fromEntries(portVariables.map((name, index) => [`NAT_${name}`, String(ports[index])]));
  }

  /** Internal address of the stack's own usage service. */
  get usageUrl(): string {
    return `http://127.0.0.1:${this.ports.NAT_USAGE_PORT}`;
  }

  static async create(): Promise<StackProcess> {
    return new StackProcess(await freePorts(portVariables.length));
  }

  /** Starts it, or starts it again on the same state, and waits until it can be asked. Milliseconds it took. */
  async start(...options: string[]): Promise<number> {
    const begun = performance.now();
    rmSync(join(this.folder, 'stack.json'), { force: true });
    const args = ['--import', '@swc-node/register/esm-register', 'tools/dev/src/main.ts', ...options];
    const env = { PATH: process.env.PATH, HOME: process.env.HOME, NAT_FOLDER: this.folder, ...this.ports };
    this.child = spawn(process.execPath, args, { cwd: workspaceRoot, env, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [this.child.stdout, this.child.stderr])
      stream?.on('data', text => (this.output = (this.output + text).slice(-8000)));
    await eventually(() => this.readRecord(), { timeoutMs: 60_000 });
    return performance.now() - begun;
  }

  /** Ends it as Ctrl-C does; answers the exit code. */
  stop(): Promise<number | null> {
    return this.end('SIGINT');
  }

  /** Ends it as a power cut does. */
  kill(): Promise<number | null> {
    return this.end('SIGKILL');
  }

  async dispose(): Promise<void> {
    await this.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private readRecord(): void {
    if (this.child?.exitCode !== null) throw new Error(`the stack ended with ${this.child?.exitCode}:\n${this.output}`);
    const file = join(this.folder, 'stack.json');
    if (!existsSync(file)) throw new Error(`the stack is not ready:\n${this.output}`);
    const { urls, gateway } = JSON.parse(readFileSync(file, 'utf8')) as { urls: Record<string, string>; gateway: string };
    this.urls = { ...urls, gateway };
  }

  private end(signal: NodeJS.Signals): Promise<number | null> {
    const child = this.child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return Promise.resolve(child?.exitCode ?? null);
    return new Promise(resolve => {
      child.once('exit', code => resolve(code));
      child.kill(signal);
    });
  }
}

/** Ports nobody uses at the moment, all different. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from(
      { length: count },
      () =>
        new Promise<ReturnType<typeof createServer>>(ready => {
          const server = createServer().listen(0, '127.0.0.1', () => ready(server));
        }),
    ),
  );
  const ports = servers.map(server => (server.address() as AddressInfo).port);
  await Promise.all(servers.map(server => new Promise(closed => server.close(closed))));
  return ports;
}
