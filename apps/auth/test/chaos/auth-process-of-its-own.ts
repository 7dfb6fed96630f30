import { eventually, type FastClock } from '@nat/testing';
import { type ChildProcess, spawn } from 'node:child_process';
import { resolve } from 'node:path';

const workspace = resolve(__dirname, '../../../..');

/** Auth as a process of its own, which can be made to stand still as a busy machine does, and killed as a power cut does. */
export class AuthProcessOfItsOwn {
  private constructor(
    private readonly child: ChildProcess,
    readonly url: string,
  ) {}

  static async start(environment: object, { factor, since }: FastClock): Promise<AuthProcessOfItsOwn> {
    const program = ['--import', '@swc-node/register/esm-register', 'apps/auth/test/chaos/auth-child.ts'];
    const env = { ...process.env, AUTH_CHILD: JSON.stringify({ environment, factor, since }) };
    const child = spawn(process.execPath, program, { cwd: workspace, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', text => (said += String(text)));
    const url = await eventually(
      async () => {
        const [, found] = /listening on (http:\S+)/.exec(said) ?? [];
        if (!found) throw new Error(`auth has not started (${child.exitCode}):\n${said.slice(-4_000)}`);
        return found;
      },
      { timeoutMs: 60_000 },
    );
    return new AuthProcessOfItsOwn(child, url);
  }

  /** It stands still from now on; its connections stay open. */
  stop(): void {
    this.child.kill('SIGSTOP');
  }

  goOn(): void {
    this.child.kill('SIGCONT');
  }

  /** Resolves when it is gone. */
  kill(): Promise<void> {
    return new Promise(gone => {
      if (this.child.exitCode !== null || this.child.signalCode !== null) return gone();
      this.child.once('exit', () => gone());
      this.child.kill('SIGKILL');
    });
  }
}
