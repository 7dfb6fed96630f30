import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';

const workspace = resolve(__dirname, '../../..');

/** For specs: the endpoint as a process of its own, which can be killed. */
export class Spawned {
  private constructor(
    private readonly child: ChildProcess,
    readonly endpoint: string,
  ) {}

  static async start(...parameters: string[]): Promise<Spawned> {
    const script = resolve(workspace, 'tools/local-aws/src/main.ts');
    const child = spawn(process.execPath, ['--import', '@swc-node/register/esm-register', script, ...parameters], {
      cwd: workspace,
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    let said = '';
    for await (const text of child.stdout!) {
      said += String(text);
      const endpoint = /^local-aws listening on (\S+)\n/.exec(said)?.[1];
      if (endpoint) return new Spawned(child, endpoint);
    }
    throw new Error(`local-aws ended: ${said}`);
  }

  /** Resolves to what the process ended with, an exit code or a signal. */
  async end(signal: NodeJS.Signals): Promise<number | NodeJS.Signals | null> {
    const ended = once(this.child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
    this.child.kill(signal);
    const [code, by] = await ended;
    return code ?? by;
  }

  /** Resolves when the process has ended because its parent is gone. */
  async leave(): Promise<number | null> {
    const ended = once(this.child, 'exit') as Promise<[number | null]>;
    this.child.stdin!.end();
    return (await ended)[0];
  }
}
